#include "crawler/discover/timestamp.h"

#include <array>
#include <chrono>
#include <cstddef>

namespace caravan::crawl {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

struct Zone {
  std::string_view name;
  int hours;
};
/// RFC 822 section 5.1, and Europe's.
constexpr Zone zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8},
                          {"PDT", -7}, {"CET", 1},  {"CEST", 2}, {"BST", 1},  {"EET", 2},  {"EEST", 3}, {"MSK", 3}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

void skip_space(std::string_view& text) {
  while (take(text, ' ') || take(text, '\t') || take(text, '\n') || take(text, '\r')) {
  }
}

/// Between `least` and `most` digits.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < most && digits < text.size() && is_digit(text[digits])) value = value * 10 + (text[digits++] - '0');
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

std::optional<Instant> midnight(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional<Instant>(std::chrono::sys_days(date)) : std::nullopt;
}

/// "02:00", "02:00:30", "02:00:30.25"
std::optional<seconds> take_time(std::string_view& text) {
  const auto hour = take_number(text, 1, 2);
  if (!hour || *hour > 24 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  seconds time = hours(*hour) + minutes(*minute);
  if (!take(text, ':')) return time;
  const auto second = take_number(text, 2, 2);
  if (!second || *second > 60) return std::nullopt;
  if (take(text, '.'))
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return time + seconds(*second);
}

/// How far ahead of UTC the zone is that `text` names; 0 for none and for unknown ones.
seconds zone_offset(std::string_view text) {
  skip_space(text);
  for (const Zone& zone : zones)
    if (text == zone.name) return hours(zone.hours);
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return seconds(0);
  text.remove_prefix(1);
  const auto hour = take_number(text, 2, 2);
  take(text, ':');
  const auto minute = take_number(text, 2, 2);
  if (!hour || *hour > 14) return seconds(0);
  const seconds offset = hours(*hour) + minutes(minute.value_or(0));
  return west ? -offset : offset;
}

std::optional<Instant> parse_w3c(std::string_view text) {
  const auto year = take_number(text, 4, 4);
  if (!year) return std::nullopt;
  if (text.empty()) return midnight(*year, 1, 1);
  if (!take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2, 2);
  if (!month) return std::nullopt;
  if (text.empty()) return midnight(*year, *month, 1);
  if (!take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2, 2);
  const auto date = day ? midnight(*year, *month, *day) : std::nullopt;
  if (!date || text.empty()) return date;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
  const auto time = take_time(text);
  return time ? std::optional(*date + *time - zone_offset(text)) : std::nullopt;
}

std::optional<int> take_month_name(std::string_view& text) {
  if (text.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < month_names.size(); ++i) {
    bool same = true;
    for (std::size_t at = 0; at < 3; ++at) same = same && (text[at] | 0x20) == month_names[i][at];
    if (!same) continue;
    const std::size_t end = text.find_first_of(" -\t");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

std::optional<Instant> parse_rfc822(std::string_view text) {
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) text.remove_prefix(comma + 1);
  const auto skip_separator = [&text] {
    skip_space(text);
    take(text, '-');
  };
  skip_space(text);
  const auto day = take_number(text, 1, 2);
  skip_separator();
  const auto month = take_month_name(text);
  skip_separator();
  const auto written_year = take_number(text, 2, 4);
  if (!day || !month || !written_year) return std::nullopt;
  const int year = *written_year < 70    ? *written_year + 2000
                   : *written_year < 100 ? *written_year + 1900
                                         : *written_year;
  const auto date = midnight(year, *month, *day);
  skip_space(text);
  if (!date || text.empty()) return date;
  const auto time = take_time(text);
  return time ? std::optional(*date + *time - zone_offset(text)) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  skip_space(text);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
  text = trimmed(text);
  if (const auto moment = parse_w3c(text)) return moment;
  return parse_rfc822(text);
}

}  // namespace caravan::crawl
