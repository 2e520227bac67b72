#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace caravan::extract {

/// The language of a text, BCP 47, mostly two letters. What the markup says counts unless the text, long enough to
/// tell, clearly is another language. "" when nobody knows.
/// @param declared  what the page says, most trusted first: "en-GB", "zh_CN"
std::string language_of(std::string_view text, const std::vector<std::string>& declared);

}  // namespace caravan::extract
