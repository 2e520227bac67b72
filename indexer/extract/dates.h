#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/day.h"

namespace caravan::extract {

/// How to read 3/4/2018.
enum class NumericOrder : std::uint8_t { day_first, month_first };

struct FoundDate {
  Day day;
  std::size_t words = 0;           ///< how many words and numbers of the text belong to it
  std::size_t begin = 0, end = 0;  ///< where it stands, in bytes of the folded text
  std::optional<Day> otherwise;    ///< 3/4/2018 with the two numbers the other way round
  bool certain_order = false;      ///< numbers, one of which can only be the day: 25/4/2018
};

/// The first day that a text names: ISO 8601 in any form, or words in English, French, German, Indonesian, Spanish,
/// Italian, Portuguese, Dutch, Swedish, Polish, Russian, Chinese, Japanese or Korean ("12 octobre 2018", "1. März
/// 2005", "October 12th, 2018", "2018年10月12日", "二〇一八年十月十二日", "12/10/2018"). Two-digit years are not read.
/// Only days from 1970 to 2100 count: older ones in running text are what it is about.
std::optional<FoundDate> find_date(std::string_view text, NumericOrder order = NumericOrder::month_first);

/// All days that a text names, in its order. `folded` is what fold() made of it.
std::vector<FoundDate> find_dates(std::string_view folded, NumericOrder order);

/// The same as find_date() for a value that should hold a date and little else; in ISO form from 1900 on, as the markup
/// of scans gives it.
std::optional<Day> read_date(std::string_view text);

/// The hour of a moment in UTC that is a full hour to the second ("2022-11-06T23:00:00.000Z" gives 23): how programs
/// write a day that they keep as its midnight in local time. nullopt for every other text.
std::optional<int> full_hour_in_utc(std::string_view text);

/// Whether that hour is midnight where a language is spoken ("de", "zh-CN"), so that the day meant is the next one.
bool is_midnight_where_spoken(std::string_view language, int utc_hour);

/// "/2018/10/12/", "/2018/oct/12/", "/20181012-title", "/2018-10-12-title" in an address; a month alone is not enough.
std::optional<Day> date_in_address(std::string_view url);

}  // namespace caravan::extract
