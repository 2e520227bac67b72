#pragma once

#include <string_view>

namespace caravan::extract {

/// 1 to 12 for the name or usual short form of a month, folded ("marz", "aout", "agustus"); 0 for other words.
int month_named(std::string_view folded);

}  // namespace caravan::extract
