#pragma once

#include <string_view>

namespace caravan::cli {

/// As CMakeLists.txt has it.
inline constexpr std::string_view version = CARAVAN_VERSION;

}  // namespace caravan::cli
