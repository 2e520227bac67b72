#include "searchd/page/wording.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace caravan::searchd {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

constexpr Pair languages[] = {
    {"ar", "Arabic"},     {"bg", "Bulgarian"}, {"bn", "Bengali"},    {"cs", "Czech"},      {"da", "Danish"},
    {"de", "German"},     {"el", "Greek"},     {"en", "English"},    {"es", "Spanish"},    {"et", "Estonian"},
    {"fa", "Persian"},    {"fi", "Finnish"},   {"fr", "French"},     {"he", "Hebrew"},     {"hi", "Hindi"},
    {"hr", "Croatian"},   {"hu", "Hungarian"}, {"id", "Indonesian"}, {"it", "Italian"},    {"ja", "Japanese"},
    {"kk", "Kazakh"},     {"km", "Khmer"},     {"ko", "Korean"},     {"ky", "Kyrgyz"},     {"lo", "Lao"},
    {"lt", "Lithuanian"}, {"lv", "Latvian"},   {"mn", "Mongolian"},  {"ms", "Malay"},      {"my", "Burmese"},
    {"nl", "Dutch"},      {"no", "Norwegian"}, {"pl", "Polish"},     {"pt", "Portuguese"}, {"ro", "Romanian"},
    {"ru", "Russian"},    {"sk", "Slovak"},    {"sl", "Slovene"},    {"sv", "Swedish"},    {"th", "Thai"},
    {"tl", "Tagalog"},    {"tr", "Turkish"},   {"uk", "Ukrainian"},  {"ur", "Urdu"},       {"uz", "Uzbek"},
    {"vi", "Vietnamese"}, {"zh", "Chinese"},
};

constexpr Pair headings[] = {
    {"theme", "Theme"},   {"author", "Author"}, {"institution", "Institution"},
    {"series", "Series"}, {"year", "Year"},     {"lang", "Language"},
    {"site", "Site"},     {"type", "Kind"},
};

std::string_view look_up(std::span<const Pair> table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Pair::first);
  return found == table.end() ? key : found->second;
}

}  // namespace

std::string long_date(Day day) {
  if (!day.ok()) return {};
  return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()));
}

std::string_view language_name(std::string_view code) { return look_up(languages, code); }

bool is_language_tag(std::string_view text) {
  constexpr std::size_t longest = 35, longest_part = 8;
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      if (part == 0) return false;
      part = 0;
    } else if (std::isalnum(static_cast<unsigned char>(c)) == 0 || ++part > longest_part) {
      return false;
    }
  }
  return part > 0 && text.size() <= longest && text.find('-') != 1;
}

std::string_view facet_heading(std::string_view field) { return look_up(headings, field); }

std::string_view facet_label(std::string_view field, std::string_view value) {
  return field == "lang" ? language_name(value) : value;
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace caravan::searchd
