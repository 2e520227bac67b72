#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "indexer/extract/pdf_layout.h"

namespace caravan::extract {

/// A paragraph, heading, list item or note of a report.
struct PrintedParagraph {
  std::string text;
  std::size_t page = 0;  ///< where it begins, from 0
  double size = 0;       ///< of its letters
  /// Where it goes on to the next pages: byte in `text`, page.
  std::vector<std::pair<std::size_t, std::size_t>> turns;
};

/// Takes out what every page repeats at its upper and lower edge (running titles, page numbers).
void drop_running_lines(std::vector<PrintedPage>& pages);

/// The size of most letters; 0 without any.
double text_size(const std::vector<PrintedPage>& pages);

/// Lines joined into paragraphs: hyphens at line ends undone, also over columns and pages; leaders of tables of
/// contents left out; notes of a page before the paragraph that goes on behind them.
std::vector<PrintedParagraph> paragraphs_of(const std::vector<PrintedPage>& pages);

/// Paragraphs as an article's body, and where in it each page begins.
struct PrintedBody {
  std::string text;
  std::vector<std::uint32_t> page_starts;  ///< bytes, never descending; one a page
};
PrintedBody body_of(const std::vector<PrintedParagraph>& paragraphs, std::size_t pages);

}  // namespace caravan::extract
