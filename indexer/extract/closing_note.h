#pragma once

#include <string>
#include <vector>

#include "indexer/extract/blocks.h"

namespace caravan::extract {

struct ClosingNote {
  std::vector<std::size_t> blocks;  ///< that the note takes up; they are no text of the article
  std::string series;               ///< what the note names as the publication; may be empty
};

/// A note in the first or last blocks that says where the article is from: "This article is from our discussion paper
/// “Asia and Europe”, download the full publication here." In English, French, German, Indonesian, Chinese and
/// Japanese.
ClosingNote find_closing_note(const Blocks& blocks, const std::vector<std::size_t>& chosen);

}  // namespace caravan::extract
