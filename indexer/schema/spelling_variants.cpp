#include "indexer/schema/spelling_variants.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace caravan::schema {
namespace {

/// A beginning that is written in two ways; what follows it is kept.
struct Variant {
  std::string_view from, to;
};

/// Sorted by `from`.
constexpr std::array variants{
    Variant{"aeroplane", "airplane"},
    Variant{"ageing", "aging"},
    Variant{"aluminum", "aluminium"},
    Variant{"analog", "analogu"},
    Variant{"arbour", "arbor"},
    Variant{"ardour", "ardor"},
    Variant{"armour", "armor"},
    Variant{"behaviour", "behavior"},
    Variant{"calibre", "caliber"},
    Variant{"cancell", "cancel"},
    Variant{"candour", "candor"},
    Variant{"catalogue", "catalog"},
    Variant{"centre", "center"},
    Variant{"cheque", "check"},
    Variant{"clamour", "clamor"},
    Variant{"colour", "color"},
    Variant{"counsell", "counsel"},
    Variant{"defence", "defense"},
    Variant{"demeanour", "demeanor"},
    Variant{"dialogue", "dialog"},
    Variant{"encyclopaedi", "encyclopedi"},
    Variant{"endeavour", "endeavor"},
    Variant{"enrolment", "enrollment"},
    Variant{"favour", "favor"},
    Variant{"fervour", "fervor"},
    Variant{"fibre", "fiber"},
    Variant{"flavour", "flavor"},
    Variant{"foetus", "fetus"},
    Variant{"fuell", "fuel"},
    Variant{"fulfil", "fulfill"},
    Variant{"grey", "gray"},
    Variant{"haemo", "hemo"},
    Variant{"harbour", "harbor"},
    Variant{"honour", "honor"},
    Variant{"humour", "humor"},
    Variant{"instalment", "installment"},
    Variant{"jewellery", "jewelry"},
    Variant{"judgement", "judgment"},
    Variant{"kerb", "curb"},
    Variant{"labell", "label"},
    Variant{"labour", "labor"},
    Variant{"levell", "level"},
    Variant{"licence", "license"},
    Variant{"litre", "liter"},
    Variant{"manoeuvr", "maneuver"},
    Variant{"metre", "meter"},
    Variant{"modell", "model"},
    Variant{"mould", "mold"},
    Variant{"neighbour", "neighbor"},
    Variant{"offence", "offense"},
    Variant{"orthopaedic", "orthopedic"},
    Variant{"paediatric", "pediatric"},
    Variant{"parlour", "parlor"},
    Variant{"plough", "plow"},
    Variant{"practise", "practice"},
    Variant{"pretence", "pretense"},
    Variant{"programme", "program"},
    Variant{"rancour", "rancor"},
    Variant{"reconnaisance", "reconnaissance"},
    Variant{"rigour", "rigor"},
    Variant{"rumour", "rumor"},
    Variant{"saviour", "savior"},
    Variant{"sceptic", "skeptic"},
    Variant{"sceptre", "scepter"},
    Variant{"signall", "signal"},
    Variant{"skilful", "skillful"},
    Variant{"sombre", "somber"},
    Variant{"spectre", "specter"},
    Variant{"splendour", "splendor"},
    Variant{"storey", "story"},
    Variant{"sulphur", "sulfur"},
    Variant{"theatre", "theater"},
    Variant{"travell", "travel"},
    Variant{"tunnell", "tunnel"},
    Variant{"tyre", "tire"},
    Variant{"valour", "valor"},
    Variant{"vapour", "vapor"},
    Variant{"vigour", "vigor"},
    Variant{"wilful", "willful"},
};

constexpr bool is_sorted() {
  for (std::size_t i = 1; i < variants.size(); ++i)
    if (!(variants[i - 1].from < variants[i].from)) return false;
  return true;
}
static_assert(is_sorted(), "the table is searched by halves");

void fold_beginning(std::string& word) {
  const auto after =
      std::upper_bound(variants.begin(), variants.end(), std::string_view(word),
                       [](std::string_view text, const Variant& variant) { return text < variant.from; });
  if (after == variants.begin()) return;
  const Variant& variant = *std::prev(after);
  if (!word.starts_with(variant.from) || word.starts_with(variant.to)) return;
  word.replace(0, variant.from.size(), variant.to);
}

constexpr std::array<std::string_view, 12> ize_endings{"ize",     "ized",     "izes",      "izing",  "izer", "izers",
                                                       "ization", "izations", "izational", "izable", "yze",  "yzed"};

/// -ize, -yze and what is made of them; at least three letters must stand before, so that size and prize stay.
void fold_ending(std::string& word) {
  if (word.size() < 6) return;
  const std::size_t z = word.rfind('z');
  if (z == std::string::npos || z < 4 || (word[z - 1] != 'i' && word[z - 1] != 'y')) return;
  const std::string_view ending = std::string_view(word).substr(z - 1);
  const bool known = std::find(ize_endings.begin(), ize_endings.end(), ending) != ize_endings.end() ||
                     ending == "yzing" || ending == "yzes" || ending == "yzer" || ending == "yzers";
  if (known) word[z] = 's';
}

}  // namespace

std::vector<std::string> variant_beginnings(std::string_view letters) {
  std::vector<std::string> beginnings;
  for (const Variant& variant : variants) {
    const std::string from(variant.from.substr(0, letters.size()));
    if (variant.to.starts_with(letters) && from != letters) beginnings.push_back(from);
  }
  return beginnings;
}

void fold_spelling_variants(std::string& word) {
  if (word.size() < 4) return;
  fold_beginning(word);
  fold_ending(word);
}

}  // namespace caravan::schema
