#include "indexer/article/citation.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/unicode.h"

namespace caravan::article {

namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 26> particles{"al",  "bin", "da",  "das", "de",  "degli", "del", "della", "den",
                                                     "der", "des", "di",  "do",  "dos", "du",    "el",  "la",    "le",
                                                     "ten", "ter", "van", "vom", "von", "zu",    "zum", "zur"};
constexpr std::array<std::string_view, 7> suffixes{"ii", "iii", "iv", "jr", "jr.", "sr", "sr."};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : collapse_space(text) + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

std::string joined(std::vector<std::string>::const_iterator from, std::vector<std::string>::const_iterator to) {
  std::string text;
  for (; from != to; ++from) text += (text.empty() ? "" : " ") + *from;
  return text;
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_east_asian(std::string_view name) {
  std::size_t at = 0;
  while (at < name.size()) {
    const std::size_t begin = at;
    next_code_point(name, at);
    if (display_width(name.substr(begin, at - begin)) == 2) return true;
  }
  return false;
}

/// The words of a fold()ed text in plain letters and digits, for keys.
std::string key_word(std::string_view text) {
  std::string word;
  for (const char c : fold(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  return word;
}

bool is_small_word(std::string_view word) {
  constexpr std::array<std::string_view, 10> small{"a", "an", "the", "le", "la", "les", "der", "die", "das", "what"};
  return is_one_of(small, word);
}

std::string first_word_of_title(const Article& article) {
  for (const std::string& word : words_of(article.title)) {
    std::string plain = key_word(word);
    if (plain.size() > 1 && !is_small_word(plain)) return plain;
  }
  return "";
}

std::string citation_key(const Article& article) {
  std::string key =
      article.authors.empty() ? key_word(article.site) : key_word(name_parts(article.authors.front().name).family);
  if (key.empty()) key = "anonymous";
  if (article.published) key += fmt::format("{}", static_cast<int>(article.published->year()));
  key += first_word_of_title(article);
  const std::string id = key_word(article.id);
  return id.empty() ? key : key + "-" + id.substr(0, 8);
}

std::string tex_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : collapse_space(text)) {
    switch (c) {
      case '\\':
        escaped += "\\textbackslash{}";
        break;
      case '~':
        escaped += "\\textasciitilde{}";
        break;
      case '^':
        escaped += "\\textasciicircum{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        escaped += '\\';
        [[fallthrough]];
      default:
        escaped += c;
    }
  }
  return escaped;
}

/// An address within braces: only what would end the value or the line must not stand as it is.
std::string tex_address(std::string_view url) {
  std::string escaped;
  for (const char c : url) {
    if (c == '{')
      escaped += "%7B";
    else if (c == '}')
      escaped += "%7D";
    else if (c == '\\')
      escaped += "%5C";
    else if (static_cast<unsigned char>(c) > 0x20)
      escaped += c;
  }
  return escaped;
}

std::string tex_name(std::string_view name) {
  const NameParts parts = name_parts(name);
  return parts.given.empty() ? "{" + tex_escaped(parts.family) + "}"
                             : tex_escaped(parts.family) + ", " + tex_escaped(parts.given);
}

bool is_report(const Article& article) { return article.type == "report"; }

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

ordered_json csl_date(Day day) {
  return {{"date-parts",
           ordered_json::array({ordered_json::array({static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                                                     static_cast<unsigned>(day.day())})})}};
}

ordered_json csl_name(std::string_view name) {
  const NameParts parts = name_parts(name);
  if (parts.given.empty()) return {{"literal", parts.family}};
  return {{"family", parts.family}, {"given", parts.given}};
}

}  // namespace

NameParts name_parts(std::string_view name) {
  const std::string whole = collapse_space(name);
  if (const std::size_t comma = whole.find(", "); comma != std::string::npos && comma > 0) {
    const std::string behind = fold(whole.substr(comma + 2));
    if (!is_one_of(suffixes, behind)) return {whole.substr(0, comma), whole.substr(comma + 2)};
  }
  const std::vector<std::string> words = words_of(whole);
  if (words.size() < 2 || is_east_asian(whole)) return {whole, ""};
  auto family = words.end() - 1;
  if (is_one_of(suffixes, fold(*family)) && family - 1 != words.begin()) --family;
  while (family - 1 != words.begin() && is_one_of(particles, *(family - 1))) --family;
  return {joined(family, words.end()), joined(words.begin(), family)};
}

std::string to_bibtex(const Article& article) {
  std::string entry = fmt::format("@{}{{{}", is_report(article) ? "techreport" : "misc", citation_key(article));
  const auto add = [&entry](std::string_view field, const std::string& value) {
    if (!value.empty()) entry += fmt::format(",\n  {:<12} = {{{}}}", field, value);
  };
  std::string authors;
  for (const Author& author : article.authors) authors += (authors.empty() ? "" : " and ") + tex_name(author.name);
  add("author", authors);
  add("title", "{" + tex_escaped(article.title) + "}");
  add(is_report(article) ? "institution" : "howpublished", tex_escaped(article.site));
  if (article.published) {
    add("year", fmt::format("{}", static_cast<int>(article.published->year())));
    entry += fmt::format(",\n  {:<12} = {}", "month", months[static_cast<unsigned>(article.published->month()) - 1]);
    add("date", iso(*article.published));
  }
  add("series", tex_escaped(article.series));
  std::string keywords;
  for (const std::string& theme : article.themes) keywords += (keywords.empty() ? "" : ", ") + tex_escaped(theme);
  add("keywords", keywords);
  if (article.pages > 0) add("pagetotal", std::to_string(article.pages));
  add("language", tex_escaped(article.language));
  add("url", tex_address(article.url));
  return entry + "\n}\n";
}

std::string to_ris(const Article& article) {
  std::string record = is_report(article) ? "TY  - RPRT\n" : "TY  - ELEC\n";
  const auto add = [&record](std::string_view tag, std::string_view value) {
    if (const std::string line = printable(collapse_space(value)); !line.empty())
      record += fmt::format("{}  - {}\n", tag, line);
  };
  for (const Author& author : article.authors) {
    const NameParts parts = name_parts(author.name);
    add("AU", parts.given.empty() ? parts.family : parts.family + ", " + parts.given);
  }
  add("TI", article.title);
  if (article.published) {
    std::string day = iso(*article.published);
    add("PY", day.substr(0, 4));
    std::replace(day.begin(), day.end(), '-', '/');
    add("DA", day);
  }
  add("T2", article.series);
  add("PB", article.site);
  for (const std::string& theme : article.themes) add("KW", theme);
  add("AB", article.summary);
  if (article.pages > 0) add("SP", std::to_string(article.pages));
  add("LA", article.language);
  add("UR", article.url);
  add("ID", citation_key(article));
  return record + "ER  - \n";
}

ordered_json to_csl_json(const Article& article) {
  ordered_json item{{"id", article.id.empty() ? article.url : article.id},
                    {"type", is_report(article) ? "report" : "webpage"}};
  const auto add = [&item](const char* key, const std::string& value) {
    if (!value.empty()) item[key] = value;
  };
  add("title", article.title);
  if (!article.authors.empty()) {
    ordered_json names = ordered_json::array();
    for (const Author& author : article.authors) names.push_back(csl_name(author.name));
    item["author"] = names;
  }
  if (article.published) item["issued"] = csl_date(*article.published);
  add("container-title", is_report(article) ? "" : article.site);
  add("publisher", is_report(article) ? article.site : "");
  add("collection-title", article.series);
  std::string keywords;
  for (const std::string& theme : article.themes) keywords += (keywords.empty() ? "" : ", ") + theme;
  add("keyword", keywords);
  add("abstract", article.summary);
  if (article.pages > 0) add("number-of-pages", std::to_string(article.pages));
  add("language", article.language);
  add("URL", article.url);
  return item;
}

}  // namespace caravan::article
