#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string_view>

namespace caravan::extract {

class SiteRules;

/// Lines of {"id","url","html"} in, one line {"id", ...article} out for each, in the same order. A line that is no such
/// object gives {"id","error"}; it never stops the others.
/// @param refused  told of each such line: its number from 1, and why; may be empty
/// @param rules    of the configuration, which a page's address chooses from; may be nullptr
void extract_batch(std::istream& in, std::ostream& out,
                   const std::function<void(std::size_t line, std::string_view why)>& refused = {},
                   const SiteRules* rules = nullptr);

}  // namespace caravan::extract
