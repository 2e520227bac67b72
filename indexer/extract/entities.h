#pragma once

#include <string>
#include <string_view>

namespace caravan::extract {

/// Text that was escaped once too often, as JSON-LD and meta elements have it: the five XML entities, &nbsp;, the
/// common typographic ones and numeric references become characters, and simple tags go. Anything else stays.
std::string without_entities(std::string_view text);

}  // namespace caravan::extract
