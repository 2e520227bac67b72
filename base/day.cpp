#include "base/day.h"

#include <array>

#include <fmt/format.h>

namespace caravan {

namespace {

namespace chrono = std::chrono;

/// Exactly `digits` decimal digits at the front, taken off; nullopt otherwise.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  unsigned value = 0;
  for (char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

std::optional<Day> take_iso_day(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const Day result{chrono::year(static_cast<int>(*year)), chrono::month(*month), chrono::day(*day)};
  return result.ok() ? std::optional(result) : std::nullopt;
}

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::optional<unsigned> take_month_name(std::string_view& text) {
  for (unsigned i = 0; i < month_names.size(); ++i)
    if (take(text, month_names[i])) return i + 1;
  return std::nullopt;
}

std::optional<chrono::seconds> take_time(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return std::nullopt;
  return chrono::hours(*hour) + chrono::minutes(*minute) + chrono::seconds(*second);
}

std::optional<Instant> at(unsigned year, unsigned month, unsigned day, std::optional<chrono::seconds> time) {
  const Day date{chrono::year(static_cast<int>(year)), chrono::month(month), chrono::day(day)};
  if (!time || !date.ok()) return std::nullopt;
  return chrono::sys_days(date) + *time;
}

/// "06 Nov 1994 08:49:37 GMT"
std::optional<Instant> parse_imf_fixdate(std::string_view text) {
  const auto day = take_number(text, 2);
  if (!day || !take(text, " ")) return std::nullopt;
  const auto month = take_month_name(text);
  if (!month || !take(text, " ")) return std::nullopt;
  const auto year = take_number(text, 4);
  if (!year || !take(text, " ")) return std::nullopt;
  const auto time = take_time(text);
  return text == " GMT" ? at(*year, *month, *day, time) : std::nullopt;
}

/// "06-Nov-94 08:49:37 GMT"; RFC 9110: a year that looks more than 50 years ahead is in the past. Since nothing on the
/// web is older than 1970, that year splits the centuries here, and the result depends on no clock.
std::optional<Instant> parse_rfc850(std::string_view text) {
  const auto day = take_number(text, 2);
  if (!day || !take(text, "-")) return std::nullopt;
  const auto month = take_month_name(text);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto year = take_number(text, 2);
  if (!year || !take(text, " ")) return std::nullopt;
  const auto time = take_time(text);
  return text == " GMT" ? at(*year < 70 ? 2000 + *year : 1900 + *year, *month, *day, time) : std::nullopt;
}

/// "Nov  6 08:49:37 1994"
std::optional<Instant> parse_asctime(std::string_view text) {
  const auto month = take_month_name(text);
  if (!month || !take(text, " ")) return std::nullopt;
  const auto day = take(text, " ") ? take_number(text, 1) : take_number(text, 2);
  if (!day || !take(text, " ")) return std::nullopt;
  const auto time = take_time(text);
  if (!take(text, " ")) return std::nullopt;
  const auto year = take_number(text, 4);
  return year && text.empty() ? at(*year, *month, *day, time) : std::nullopt;
}

/// The first and last day of "2018", "2018-10" or "2018-10-12".
std::optional<std::pair<Day, Day>> parse_stretch(std::string_view text) {
  if (const auto day = parse_iso_day(text)) return std::pair(*day, *day);
  std::string_view rest = text;
  const auto year = take_number(rest, 4);
  if (!year) return std::nullopt;
  const chrono::year y(static_cast<int>(*year));
  if (rest.empty())
    return std::pair(Day{y, chrono::January, chrono::day(1)}, Day{y, chrono::December, chrono::day(31)});
  if (!take(rest, "-")) return std::nullopt;
  const auto month = take_number(rest, 2);
  if (!month || !rest.empty() || !chrono::month(*month).ok()) return std::nullopt;
  const chrono::month m(*month);
  return std::pair(Day{y, m, chrono::day(1)}, Day{y / m / chrono::last});
}

}  // namespace

std::optional<Day> parse_iso_day(std::string_view text) {
  const auto day = take_iso_day(text);
  return text.empty() ? day : std::nullopt;
}

std::optional<Day> parse_iso_date_time(std::string_view text) {
  const auto day = take_iso_day(text);
  const bool ends_well = text.empty() || text.front() == 'T' || text.front() == 't' || text.front() == ' ';
  return ends_well ? day : std::nullopt;
}

std::string iso(Day day) {
  if (!day.ok()) return {};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string iso(Instant instant) {
  const auto date = chrono::floor<chrono::days>(instant);
  const chrono::hh_mm_ss time(instant - date);
  return fmt::format("{}T{:02}:{:02}:{:02}Z", iso(Day(date)), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::optional<Instant> parse_http_date(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos) {
    const auto space = text.find(' ');
    return space == 3 ? parse_asctime(text.substr(4)) : std::nullopt;
  }
  const std::string_view rest = text.substr(comma + 2);
  return comma == 3 ? parse_imf_fixdate(rest) : parse_rfc850(rest);
}

std::string http_date(Instant instant) {
  const auto date = chrono::floor<chrono::days>(instant);
  const Day day(date);
  const chrono::hh_mm_ss time(instant - date);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekday_names[chrono::weekday(date).c_encoding()],
                     static_cast<unsigned>(day.day()), month_names[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

Result<DayRange> parse_day_range(std::string_view text) {
  const auto wrong = [&] {
    return fail(Fault::usage, fmt::format("'{}' is not a date", text),
                "write 2018, 2018-10, 2018-10-12, or a range: 2018..2019, 2018-03.., ..2019");
  };
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) {
    const auto stretch = parse_stretch(text);
    if (!stretch) return wrong();
    return DayRange{stretch->first, stretch->second};
  }
  DayRange range;
  const std::string_view left = text.substr(0, dots), right = text.substr(dots + 2);
  if (left.empty() && right.empty()) return wrong();
  if (!left.empty()) {
    const auto stretch = parse_stretch(left);
    if (!stretch) return wrong();
    range.first = stretch->first;
  }
  if (!right.empty()) {
    const auto stretch = parse_stretch(right);
    if (!stretch) return wrong();
    range.last = stretch->second;
  }
  return range;
}

}  // namespace caravan
