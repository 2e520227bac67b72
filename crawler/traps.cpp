#include "crawler/traps.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string_view>

#include <fmt/format.h>

namespace caravan::crawl {
namespace {

constexpr std::size_t max_segments = 20;
constexpr std::size_t max_parameters = 8;
constexpr std::ptrdiff_t max_repeats = 2;
constexpr std::size_t max_shapes = 10'000;
constexpr std::size_t max_links_remembered = 20'000;
constexpr int years_ahead = 2;
constexpr int first_year = 1970;

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) found.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "2026", "2026-11-24", "11_24".
bool is_number(std::string_view segment) {
  return !segment.empty() && std::ranges::any_of(segment, is_digit) &&
         std::ranges::all_of(segment, [](char c) { return is_digit(c) || c == '-' || c == '_' || c == '.'; });
}

int to_int(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 6)) value = value * 10 + (c - '0');
  return value;
}

/// "/events/2031/04/": a path that ends in a year and a month, and perhaps a day; the year. 0: it does not.
int year_at_end(const std::vector<std::string_view>& segments) {
  const auto numeric = [](std::string_view s) { return std::ranges::all_of(s, is_digit); };
  for (const std::size_t from_end : {std::size_t{2}, std::size_t{3}}) {
    if (segments.size() < from_end) continue;
    const auto date = segments.end() - static_cast<std::ptrdiff_t>(from_end);
    if (date->size() == 4 && std::all_of(date, segments.end(), numeric) &&
        std::all_of(date + 1, segments.end(), [](std::string_view s) { return s.size() <= 2; }))
      return to_int(*date);
  }
  return 0;
}

bool repeats_itself(const std::vector<std::string_view>& segments) {
  return std::ranges::any_of(segments, [&](std::string_view segment) {
    return segment.size() > 1 && !is_number(segment) && std::ranges::count(segments, segment) > max_repeats;
  });
}

int year_of(Instant now) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
}

}  // namespace

std::string shape_of(const url::Url& url) {
  std::string shape;
  bool counts = !url.query().empty();
  for (const std::string_view segment : pieces(url.path(), '/')) {
    const bool number = is_number(segment);
    counts = counts || number;
    shape += '/';
    shape += number ? "#" : segment;
  }
  if (!counts) return "";
  if (url.path().ends_with('/')) shape += '/';
  std::vector<std::string_view> names;
  for (const std::string_view parameter : pieces(url.query(), '&'))
    names.push_back(parameter.substr(0, parameter.find('=')));
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (!names.empty()) shape += fmt::format("?{}", fmt::join(names, "&"));
  return std::string(url.origin()) + shape;
}

std::string TrapWatch::reason_against(const url::Url& url) const {
  const std::vector<std::string_view> segments = pieces(url.path(), '/');
  if (segments.size() > max_segments) return "a path without end";
  if (repeats_itself(segments)) return "a path that repeats itself";
  if (pieces(url.query(), '&').size() > max_parameters) return "too many parameters";
  if (const int year = year_at_end(segments); year != 0 && (year < first_year || year > year_of(now_) + years_ahead))
    return "a calendar";
  const auto shape = shapes_.find(shape_of(url));
  return shape != shapes_.end() && shape->second.closed ? "pages without end" : "";
}

void TrapWatch::visited(const url::Url& url, std::span<const url::Url> links, const std::function<bool()>& is_article) {
  const std::string name = shape_of(url);
  if (name.empty() || !tells_articles_ || (shapes_.size() >= max_shapes && !shapes_.contains(name))) return;
  Shape& shape = shapes_[name];
  if (shape.pages++ == 0) shape.example = url.str();
  bool fruitful = false;
  for (const url::Url& link : links) {
    if (shape_of(link) == name) continue;
    const bool fresh =
        shape.led_to.size() >= max_links_remembered || shape.led_to.insert(std::hash<std::string>{}(link.str())).second;
    fruitful = fruitful || fresh;
  }
  shape.barren = fruitful || is_article() ? 0 : shape.barren + 1;
  if (shape.barren >= barren_pages_allowed) shape.closed = true;
}

std::vector<std::string> TrapWatch::notes() const {
  std::vector<std::string> sentences;
  for (const auto& [name, shape] : shapes_)
    if (shape.closed)
      sentences.push_back(
          fmt::format("stopped following {} after {} pages that led nowhere new (a calendar, or filters; "
                      "deny it to save the visits)",
                      name, shape.pages));
  return sentences;
}

}  // namespace caravan::crawl
