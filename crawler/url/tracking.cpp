#include "crawler/url/tracking.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

#include "crawler/url/percent.h"
#include "crawler/url/url.h"

namespace caravan::url {

namespace {

bool listed(std::string_view name) {
  static const auto names = [] {
    std::unordered_set<std::string_view> all(tracking_names.begin(), tracking_names.end());
    all.insert(session_names.begin(), session_names.end());
    return all;
  }();
  return names.contains(name);
}

template <class Table>
bool begins_with_listed(const Table& table, std::string_view name) {
  return std::ranges::any_of(table, [name](std::string_view prefix) { return name.starts_with(prefix); });
}

/// 16 or more letters and digits, both kinds among them: md5, base36, UUID, and no slug or number.
bool looks_drawn_by_lot(std::string_view value) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto digits = std::ranges::count_if(value, digit);
  const auto letters = std::ranges::count_if(value, letter);
  return digits + letters >= 16 && digits >= 3 && letters > 0 &&
         std::ranges::all_of(value, [&](char c) { return digit(c) || letter(c) || c == '-'; });
}

bool is_plain_name(std::string_view name) {
  return std::ranges::none_of(name, [](char c) { return c == '%' || (c >= 'A' && c <= 'Z'); });
}

using Names = std::span<const std::string>;

bool is_named(std::string_view name, Names also) {
  return std::ranges::any_of(also, [name](std::string_view one) {
    return one.ends_with('*') ? name.starts_with(one.substr(0, one.size() - 1)) : name == one;
  });
}

bool says_nothing(std::string_view name, std::string_view value, Names also) {
  return listed(name) || is_named(name, also) || begins_with_listed(tracking_prefixes, name) ||
         begins_with_listed(session_prefixes, name) ||
         (std::ranges::find(perhaps_session_names, name) != perhaps_session_names.end() && looks_drawn_by_lot(value));
}

bool says_nothing(std::string_view parameter, Names also) {
  const std::size_t equals = std::min(parameter.find('='), parameter.size());
  const std::string_view written = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
  if (is_plain_name(written)) return says_nothing(written, value, also);
  std::string name = percent_decode(written);
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return says_nothing(name, value, also);
}

std::string cleaned_query(std::string_view query, Names also) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty() || says_nothing(parameter, also)) continue;
    if (!kept.empty()) kept += '&';
    kept += parameter;
  }
  return kept;
}

/// Whether cleaned_query() has nothing to do: the usual case, without a copy.
bool is_clean_query(std::string_view query, Names also) {
  for (;;) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end == 0 || says_nothing(query.substr(0, end), also)) return false;
    if (end == query.size()) return true;
    query.remove_prefix(end + 1);
  }
}

/// "/page;jsessionid=1A2B" without its path parameter (servlet containers write it where cookies are off).
std::string cleaned_path(std::string_view path) {
  constexpr std::string_view marks[] = {";jsessionid=", ";JSESSIONID=", ";phpsessid=", ";PHPSESSID="};
  std::string kept(path);
  for (std::string_view mark : marks)
    for (std::size_t begin; (begin = kept.find(mark)) != std::string::npos;)
      kept.erase(begin, kept.find_first_of("/;", begin + mark.size()) - begin);
  return kept;
}

}  // namespace

bool has_tracking(const Url& url, Names also) {
  const bool has_query = url.path().size() != url.path_and_query().size();
  return (has_query && !is_clean_query(url.query(), also)) ||
         (url.path().find(';') != std::string_view::npos && cleaned_path(url.path()) != url.path());
}

Url without_tracking(const Url& url, Names also) {
  if (!has_tracking(url, also)) return url;
  std::string text(url.origin());
  text += cleaned_path(url.path());
  if (const std::string query = cleaned_query(url.query(), also); !query.empty()) text += "?" + query;
  return value_or_throw(Url::parse(text));
}

}  // namespace caravan::url
