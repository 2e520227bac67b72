#pragma once

#include <string_view>

#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/dates.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/surroundings.h"

namespace caravan::extract {

/// What the words next to a date say that it is the day of.
enum class DateLabel : std::uint8_t { none, published, first_published, updated };

/// @param before, after  folded text on both sides of the date; the nearest label counts
DateLabel label_of_date(std::string_view before, std::string_view after);

/// How the page writes 3/4/2018, told by what it says elsewhere: days in metadata and address that only one of the two
/// readings meets, dates like 25/4/2018; else by the languages and countries that markup and address name. Americans
/// write the month first; everybody else the day.
NumericOrder numeric_order(const Blocks& blocks, const Findings& findings, std::string_view url);

/// The dates that a visitor sees near the headline, at the beginning of the text and right behind it, and <time>
/// elements everywhere.
void read_visible_dates(const Blocks& blocks, const Body& body, NumericOrder order, Findings& to);

}  // namespace caravan::extract
