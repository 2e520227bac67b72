#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.h"

namespace caravan::searchd {

/// "12 October 2018".
std::string long_date(Day day);

/// "French" for "fr"; the code itself for a language without an entry.
std::string_view language_name(std::string_view code);

/// Whether it may stand in a lang attribute (BCP 47's alphabet and lengths).
bool is_language_tag(std::string_view text);

/// "Themes" for the field "theme": the heading over a facet.
std::string_view facet_heading(std::string_view field);

/// How one value of a facet is shown: languages by name, the rest as it is.
std::string_view facet_label(std::string_view field, std::string_view value);

/// "1,234".
std::string grouped(std::uint64_t number);

}  // namespace caravan::searchd
