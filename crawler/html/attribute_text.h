#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace caravan::html {

/// Whether an attribute's value means just what is written: no character references, nothing outside of ASCII, no
/// controls.
bool is_plain_attribute(std::string_view written);

/// An attribute's value with its character references decoded (HTML standard, section 13.2.5.72 and after): numbers,
/// the names that need no ";" and the common others. In an attribute "&copy=" and "&copyright" are no references.
/// @param written  UTF-8
/// @return nullopt where a reference has a name or a number that is not known here, or where a character stands that
///         parsers disagree about (controls, noncharacters).
std::optional<std::string> decoded_attribute(std::string_view written);

}  // namespace caravan::html
