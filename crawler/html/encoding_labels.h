#pragma once

#include <string_view>

namespace caravan::html {

/// The WHATWG name for what pages call an encoding: "latin1" gives "windows-1252", "gb2312" gives "GBK". "" when the
/// label is unknown. Case and white space do not matter.
std::string_view encoding_of_label(std::string_view label);

}  // namespace caravan::html
