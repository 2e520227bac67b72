#include "crawler/traps.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <string_view>
#include <utility>

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

/// Calls visit(piece) for each piece between separators that is not empty.
template <class Visit>
void for_each_piece(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// A path's segments without a place in memory each: no more are looked at than may be.
struct Segments {
  std::array<std::string_view, max_segments + 1> all;
  std::size_t count = 0;  ///< more than max_segments: there are too many

  explicit Segments(std::string_view path) {
    for_each_piece(path, '/', [this](std::string_view piece) {
      if (count < all.size()) all[count++] = piece;
    });
  }
  std::span<const std::string_view> span() const { return {all.data(), count}; }
};

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
int year_at_end(std::span<const std::string_view> segments) {
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

bool repeats_itself(std::span<const std::string_view> segments) {
  if (std::ssize(segments) <= max_repeats) return false;
  return std::ranges::any_of(segments, [&](std::string_view segment) {
    return segment.size() > 1 && !is_number(segment) && std::ranges::count(segments, segment) > max_repeats;
  });
}

/// Whether an address has anything to put aside.
bool has_shape(const url::Url& url) {
  bool counts = !url.query().empty();
  if (!counts)
    for_each_piece(url.path(), '/', [&](std::string_view segment) { counts = counts || is_number(segment); });
  return counts;
}

/// shape_of(url) == shape, without making one for each link of a page.
bool is_of_shape(const url::Url& url, std::string_view shape) {
  if (!shape.starts_with(url.origin())) return false;
  std::string_view left = shape.substr(url.origin().size());
  bool same = true;
  const auto take = [&](std::string_view piece) {
    same = same && left.starts_with(piece);
    if (same) left.remove_prefix(piece.size());
  };
  for_each_piece(url.path(), '/', [&](std::string_view segment) {
    take("/");
    take(is_number(segment) ? "#" : segment);
  });
  if (url.path().ends_with('/')) take("/");
  return same && (url.query().empty() ? left.empty() : left.starts_with('?') && shape_of(url) == shape);
}

int year_of(Instant now) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
}

}  // namespace

TrapWatch::TrapWatch(Instant now, bool tells_articles) : this_year_(year_of(now)), tells_articles_(tells_articles) {}

std::string shape_of(const url::Url& url) {
  if (!has_shape(url)) return "";
  std::string shape(url.origin());
  for_each_piece(url.path(), '/', [&](std::string_view segment) {
    shape += '/';
    shape += is_number(segment) ? "#" : segment;
  });
  if (url.path().ends_with('/')) shape += '/';
  std::vector<std::string_view> names;
  for_each_piece(url.query(), '&',
                 [&](std::string_view parameter) { names.push_back(parameter.substr(0, parameter.find('='))); });
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (!names.empty()) shape += fmt::format("?{}", fmt::join(names, "&"));
  return shape;
}

std::string TrapWatch::reason_against(const url::Url& url) const {
  const Segments segments(url.path());
  if (segments.count > max_segments) return "a path without end";
  if (repeats_itself(segments.span())) return "a path that repeats itself";
  std::size_t parameters = 0;
  for_each_piece(url.query(), '&', [&](std::string_view) { ++parameters; });
  if (parameters > max_parameters) return "too many parameters";
  if (const int year = year_at_end(segments.span());
      year != 0 && (year < first_year || year > this_year_ + years_ahead))
    return "a calendar";
  if (closed_ == 0 || !has_shape(url)) return "";
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
    if (is_of_shape(link, name)) continue;
    const bool fresh =
        shape.led_to.size() >= max_links_remembered || shape.led_to.insert(std::hash<std::string>{}(link.str())).second;
    fruitful = fruitful || fresh;
  }
  shape.barren = fruitful || is_article() ? 0 : shape.barren + 1;
  if (shape.barren >= barren_pages_allowed && !std::exchange(shape.closed, true)) ++closed_;
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
