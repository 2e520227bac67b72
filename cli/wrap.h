#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace caravan::cli {

/// A line of a wrapped text: bytes [begin, end) of it, white space at both ends left out.
struct Line {
  std::size_t begin = 0, end = 0;
  bool operator==(const Line&) const = default;
};

/// Breaks a text into lines of at most `width` columns: at white space, and between wide East Asian characters, which
/// need none. A newline always ends a line. A word longer than a line stands alone and over the edge, so that addresses
/// can be copied whole.
std::vector<Line> wrap(std::string_view text, std::size_t width);

}  // namespace caravan::cli
