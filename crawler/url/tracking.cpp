#include "crawler/url/tracking.h"

#include <algorithm>
#include <string>

#include "crawler/url/percent.h"
#include "crawler/url/url.h"

namespace caravan::url {

namespace {

template <class Table>
bool listed(const Table& table, std::string_view name) {
  return std::ranges::find(table, name) != table.end();
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

bool says_nothing(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  std::string name = percent_decode(parameter.substr(0, equals));
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::string_view value = equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
  return listed(tracking_names, name) || begins_with_listed(tracking_prefixes, name) || listed(session_names, name) ||
         begins_with_listed(session_prefixes, name) ||
         (listed(perhaps_session_names, name) && looks_drawn_by_lot(value));
}

std::string cleaned_query(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty() || says_nothing(parameter)) continue;
    if (!kept.empty()) kept += '&';
    kept += parameter;
  }
  return kept;
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

Url without_tracking(const Url& url) {
  const bool suspicious_path = url.path().find(';') != std::string_view::npos;
  const bool has_query = url.path().size() != url.path_and_query().size();
  if (!has_query && !suspicious_path) return url;
  std::string text(url.origin());
  text += suspicious_path ? cleaned_path(url.path()) : std::string(url.path());
  if (const std::string query = cleaned_query(url.query()); !query.empty()) text += "?" + query;
  if (text == url.str()) return url;
  return value_or_throw(Url::parse(text));
}

}  // namespace caravan::url
