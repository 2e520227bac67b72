#include "indexer/extract/language.h"

#include <algorithm>
#include <array>

#include <cld2/public/compact_lang_det.h>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

/// "EN-gb" and "en_GB" give "en"; "" for what is no language tag.
std::string primary(std::string_view tag) {
  std::string language;
  for (const char c : tag) {
    if (c >= 'A' && c <= 'Z') {
      language += static_cast<char>(c - 'A' + 'a');
    } else if (c >= 'a' && c <= 'z') {
      language += c;
    } else {
      break;
    }
  }
  if (language == "english") return "en";
  if (language == "in") return "id";
  if (language == "iw") return "he";
  return language.size() == 2 || language.size() == 3 ? language : std::string();
}

struct Detected {
  std::string language;
  bool sure = false;
};

Detected detect(std::string_view text) {
  const std::string_view sample = prefix(text, 2000);
  bool reliable = false;
  int valid_bytes = 0, text_bytes = 0;
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  const CLD2::Language best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), true, nullptr, 0, languages.data(), percents.data(),
      scores.data(), nullptr, &text_bytes, &reliable, &valid_bytes);
  if (best == CLD2::UNKNOWN_LANGUAGE) return {};
  return {primary(CLD2::LanguageCode(best)), reliable && percents[0] >= 70 && length(sample) >= 100};
}

/// Languages that detection takes for each other too easily to overrule a page.
bool are_close(std::string_view a, std::string_view b) {
  constexpr std::array<std::array<std::string_view, 2>, 8> close = {
      {{"id", "ms"}, {"no", "nb"}, {"no", "nn"}, {"nb", "da"}, {"no", "da"}, {"hr", "sr"}, {"hr", "bs"}, {"sr", "bs"}}};
  return std::any_of(close.begin(), close.end(), [&](const auto& pair) {
    return (a == pair[0] && b == pair[1]) || (a == pair[1] && b == pair[0]);
  });
}

}  // namespace

std::string language_of(std::string_view text, const std::vector<std::string>& declared) {
  const Detected found = detect(text);
  std::string said;
  for (const std::string& tag : declared) {
    const std::string language = primary(tag);
    if (said.empty()) said = language;
    if (!language.empty() && language == found.language) return language;
  }
  if (said.empty()) return found.language;
  return found.sure && !are_close(found.language, said) ? found.language : said;
}

}  // namespace caravan::extract
