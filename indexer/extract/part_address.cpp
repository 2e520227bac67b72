#include "indexer/extract/part_address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace caravan::extract {
namespace {

constexpr int highest = 999;
constexpr std::size_t most_digits = 2;  // of a number that no word explains

constexpr std::array<std::string_view, 28> number_names = {
    "halaman", "p",         "page",   "page_no", "page_num",   "page_number", "paged",
    "pageid",  "pageindex", "pageno", "pagenum", "pagenumber", "pagina",      "part",
    "parte",   "partie",    "pg",     "pgno",    "pn",         "sayfa",       "seite",
    "sida",    "side",      "strana", "strona",  "teil",       "trang",       "currentpage"};
constexpr std::array<std::string_view, 12> number_words = {"p",  "page",  "pagina", "part",   "parte", "partie",
                                                           "pg", "seite", "sida",   "strona", "teil",  "halaman"};
constexpr std::array<std::string_view, 10> page_endings = {"asp", "aspx", "cfm",   "htm",   "html",
                                                           "jsp", "php",  "shtml", "xhtml", "stm"};
constexpr std::array<std::string_view, 13> whole_values = {"all",  "alle",   "alles",      "full",  "komplett",
                                                           "one",  "single", "singlepage", "todas", "todo",
                                                           "tout", "tutto",  "viewall"};
constexpr std::array<std::string_view, 4> part_views = {"display", "mode", "pages", "view"};
constexpr std::array<std::string_view, 17> whole_names = {
    "all",     "allpages", "complete",   "full",        "fullpage",    "komplett", "onepage",  "print_all", "show_all",
    "showall", "single",   "singlepage", "single_page", "single-page", "view-all", "view_all", "viewall"};

template <class Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

/// "0" to "999", without leading zeros; -1 for all else.
int number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return -1;
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() && value <= highest ? value : -1;
}

std::string_view without_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::vector<std::string_view> parameters(std::string_view query) {
  std::vector<std::string_view> all;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end > 0) all.push_back(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return all;
}

/// The parameters but one; `left_out` past the end leaves all.
std::string joined(const std::vector<std::string_view>& all, std::size_t left_out) {
  std::string query;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == left_out) continue;
    query += query.empty() ? "" : "&";
    query += all[i];
  }
  return query;
}

struct Parameter {
  std::string name;
  std::string_view value;
};

Parameter parameter(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  return {lower(text.substr(0, equals)), text.substr(std::min(equals + 1, text.size()))};
}

std::string place(const url::Url& url, std::string_view path, std::string_view query) {
  return fmt::format("{}{}?{}", url.origin(), without_slash(path), query);
}

/// @param way  how the number is written
PartAddress made(const url::Url& url, std::string_view way, std::string_view path, std::string_view query, int number) {
  return {fmt::format("{} {}", way, place(url, path, query)), number,
          fmt::format("{}{}{}{}", url.origin(), path, query.empty() ? "" : "?", query)};
}

std::optional<PartAddress> in_query(const url::Url& url) {
  const std::vector<std::string_view> all = parameters(url.query());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Parameter one = parameter(all[i]);
    const int number = number_of(one.value);
    if (number >= 0 && is_one_of(one.name, number_names))
      return made(url, fmt::format("?{}", one.name), url.path(), joined(all, i), number);
  }
  return std::nullopt;
}

/// What stands before the digits at the end of a name.
std::string_view before_digits(std::string_view name) {
  while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.remove_suffix(1);
  return name;
}

/// "page-" or "page" in front of the digits; what is before it, or nullopt.
std::optional<std::string_view> before_word(std::string_view text) {
  if (text.ends_with('-') || text.ends_with('_')) text.remove_suffix(1);
  std::size_t begin = text.size();
  while (begin > 0 && ((text[begin - 1] | 0x20) >= 'a' && (text[begin - 1] | 0x20) <= 'z')) --begin;
  if (!is_one_of(lower(text.substr(begin)), number_words)) return std::nullopt;
  return text.substr(0, begin);
}

/// "/article/2", "/article/page/2", "/article/page-2"
std::optional<PartAddress> in_segment(const url::Url& url) {
  const std::string_view path = without_slash(url.path());
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return std::nullopt;
  const std::string_view name = path.substr(slash + 1), before = before_digits(name),
                         digits = name.substr(before.size());
  const int number = number_of(digits);
  if (number < 0) return std::nullopt;
  std::string_view base = path.substr(0, slash);
  std::string way = "/";
  if (before.empty()) {
    const std::size_t above = base.rfind('/');
    if (above == base.npos) return std::nullopt;
    const std::string_view word = base.substr(above + 1);
    if (is_one_of(lower(word), number_words)) {
      base = base.substr(0, above);
      way = fmt::format("/{}/", lower(word));
    } else if (digits.size() > most_digits || before_digits(word).empty()) {
      return std::nullopt;  // a year, a number of an article, or the day of a calendar
    }
  } else {
    const auto rest = before_word(before);
    if (!rest || !rest->empty()) return std::nullopt;
    way = fmt::format("/{}", lower(before));
  }
  if (base.empty()) return std::nullopt;  // the home page's
  return made(url, way, fmt::format("{}{}", base, url.path().ends_with('/') ? "/" : ""), url.query(), number);
}

/// "/article-2.html", "/article_page2.html", "/article-page-2"
std::optional<PartAddress> in_name(const url::Url& url) {
  const std::string_view path = without_slash(url.path());
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return std::nullopt;
  std::string_view name = path.substr(slash + 1), ending;
  if (const std::size_t dot = name.rfind('.');
      dot != name.npos && is_one_of(lower(name.substr(dot + 1)), page_endings)) {
    ending = name.substr(dot);
    name = name.substr(0, dot);
  }
  const std::string_view before = before_digits(name), digits = name.substr(before.size());
  const int number = number_of(digits);
  if (number < 0 || before.size() < 2) return std::nullopt;
  std::string_view stem = before;
  const auto rest = before_word(before);
  if (rest)
    stem = *rest;
  else if (ending.empty() || digits.size() > most_digits)
    return std::nullopt;
  if (stem.size() < 2 || std::string_view("-_,").find(stem.back()) == std::string_view::npos) return std::nullopt;
  const std::string_view way = before.substr(stem.size() - 1);
  stem.remove_suffix(1);
  const std::string_view end = url.path().ends_with('/') ? "/" : "";
  return made(url, lower(way), fmt::format("{}{}{}{}", path.substr(0, slash + 1), stem, ending, end), url.query(),
              number);
}

std::string_view place_of(std::string_view row) {
  const std::size_t space = row.find(' ');
  return space == row.npos ? std::string_view() : row.substr(space + 1);
}

std::string plain_place(const url::Url& url) { return place(url, url.path(), url.query()); }

}  // namespace

std::optional<PartAddress> part_address(const url::Url& url) {
  if (auto found = in_query(url)) return found;
  if (auto found = in_segment(url)) return found;
  return in_name(url);
}

bool begins_row(const url::Url& url, const std::string& row) { return place_of(row) == plain_place(url); }

std::string first_of_whole(const url::Url& url) {
  const std::vector<std::string_view> all = parameters(url.query());
  const auto address = [&](std::string_view path, const std::string& query) {
    return fmt::format("{}{}{}{}", url.origin(), path, query.empty() ? "" : "?", query);
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Parameter one = parameter(all[i]);
    const std::string value = lower(one.value);
    const bool yes = value.empty() || value == "1" || value == "true" || value == "yes" || value == "y";
    const bool says_all = is_one_of(one.name, number_names) || is_one_of(one.name, part_views)
                              ? is_one_of(value, whole_values)
                              : is_one_of(one.name, whole_names) && yes;
    if (says_all) return address(url.path(), joined(all, i));
  }
  const std::string_view path = without_slash(url.path());
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || slash == 0 || !is_one_of(lower(path.substr(slash + 1)), whole_names)) return {};
  return address(path.substr(0, url.path().ends_with('/') ? slash + 1 : slash), std::string(url.query()));
}

bool is_whole_of(const url::Url& url, const std::string& row) {
  const auto first = url::Url::parse(first_of_whole(url));
  return first && begins_row(*first, row);
}

}  // namespace caravan::extract
