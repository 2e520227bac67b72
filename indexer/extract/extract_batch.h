#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string_view>

namespace caravan::extract {

/// Lines of {"id","url","html"} in, one line {"id", ...article} out for each, in the same order. A line that is no such
/// object gives {"id","error"}; it never stops the others.
/// @param refused  told of each such line: its number from 1, and why; may be empty
void extract_batch(std::istream& in, std::ostream& out,
                   const std::function<void(std::size_t line, std::string_view why)>& refused = {});

}  // namespace caravan::extract
