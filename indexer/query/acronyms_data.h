#pragma once

#include <string_view>

namespace caravan::query {

/// corpus/acronyms.toml as it was when the program was built (see CMakeLists.txt): a search must never miss it.
std::string_view built_in_acronyms();

}  // namespace caravan::query
