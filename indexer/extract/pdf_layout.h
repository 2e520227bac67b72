#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::extract {

/// One line of a printed page. Lengths in points, from the left and upper edge.
struct PrintedLine {
  std::string text;  ///< words set apart by single spaces, UTF-8
  double left = 0, top = 0, right = 0, bottom = 0;
  double size = 0;        ///< height of its usual word: tells headlines from text and notes
  std::size_t block = 0;  ///< lines that poppler takes to belong together have the same number within a page
};

struct PrintedPage {
  double width = 0, height = 0;
  std::vector<PrintedLine> lines;  ///< in the order of reading
};

/// What `pdftotext -bbox-layout` writes. Foreign bytes come out of it: anything may be missing, twice, absurd or cut
/// short, and is left out. At most `most_pages` pages.
std::vector<PrintedPage> read_layout(std::string_view xhtml, std::size_t most_pages);

/// Whether the last character takes two columns, as ideographs do, that no space sets apart.
bool ends_wide(std::string_view text);

}  // namespace caravan::extract
