#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace caravan {

/// A date without a time zone, as publishers print it.
using Day = std::chrono::year_month_day;

/// "2018-10-12" and nothing else around it; nullopt when it is no such day (ISO 8601, extended form).
std::optional<Day> parse_iso_day(std::string_view text);

/// The calendar day of an ISO 8601 date-time as it stands in the text ("2018-10-12T23:30:00+02:00" is the 12th):
/// the publisher's day, not UTC's. Accepts a bare day and a space instead of T, too.
std::optional<Day> parse_iso_date_time(std::string_view text);

/// "YYYY-MM-DD". An invalid day gives "".
std::string iso(Day day);

/// "YYYY-MM-DDTHH:MM:SSZ" (RFC 3339).
std::string iso(Instant instant);

/// The three date forms of RFC 9110 section 5.6.7; nullopt when it is none of them.
std::optional<Instant> parse_http_date(std::string_view text);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate).
std::string http_date(Instant instant);

/// Both ends belong to it; an open end is missing.
struct DayRange {
  std::optional<Day> first, last;
};

/// What a person types for a stretch of time: "2018", "2018-10", "2018-10-12", "2018..2019", "2018-03..", "..2019".
/// @return Fault::usage naming the accepted forms when it is none of them.
Result<DayRange> parse_day_range(std::string_view text);

/// Days since 1970-01-01, for ordering and storing.
inline int days_since_epoch(Day day) { return static_cast<int>(std::chrono::sys_days(day).time_since_epoch().count()); }

}  // namespace caravan
