#pragma once

#include <optional>
#include <string_view>

#include "base/day.h"

namespace caravan::extract {

/// How to read 3/4/2018.
enum class NumericOrder : std::uint8_t { day_first, month_first };

struct FoundDate {
  Day day;
  std::size_t words = 0;  ///< how many words and numbers of the text belong to it
};

/// The first day that a text names: ISO 8601 in any form, or words in English, French, German, Indonesian, Spanish,
/// Italian, Portuguese, Dutch, Swedish, Polish, Russian, Chinese, Japanese or Korean ("12 octobre 2018", "1. März
/// 2005", "October 12th, 2018", "2018年10月12日", "二〇一八年十月十二日", "12/10/2018"). Two-digit years are not read.
/// Only days from 1900 to 2100 count.
std::optional<FoundDate> find_date(std::string_view text, NumericOrder order = NumericOrder::month_first);

/// The same for a value that should hold a date and little else.
std::optional<Day> read_date(std::string_view text);

/// "/2018/10/12/", "/20181012-title", "/2018-10-12-title" in an address; a month alone is not enough.
std::optional<Day> date_in_address(std::string_view url);

}  // namespace caravan::extract
