#pragma once

#include <iosfwd>

namespace caravan::extract {

/// Lines of {"id","url","html"} in, one line {"id", ...article} out for each, in the same order. A line that is no such
/// object gives {"id","error"}; it never stops the others.
void extract_batch(std::istream& in, std::ostream& out);

}  // namespace caravan::extract
