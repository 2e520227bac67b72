#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/extract/blocks.h"

namespace caravan::extract {

/// What one rule did to the choice, for --explain.
struct BodyStep {
  std::string_view rule;       ///< "comments", "copies", "gaps" ...
  std::size_t taken_out = 0;   ///< likely blocks that it dropped
  std::size_t brought_in = 0;  ///< unlikely ones that it kept
};

/// Which blocks of a page are its text.
struct Body {
  std::vector<std::size_t> blocks;  ///< in document order
  double quality = 0;               ///< 0..1, how sure the chosen blocks are
  std::size_t title = npos;         ///< the block that is the headline
  std::uint32_t container = 0;      ///< the element that won
  double threshold = 0;             ///< how likely a block within it has to be
  std::vector<BodyStep> steps;      ///< of the rules that changed something
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Chooses the text from what the model thinks of each block (block_model.h). Each element that holds much likely text
/// is a candidate; the one with the best balance of likely and unlikely text wins, then its blocks are judged one by
/// one.
/// @param likelihood  0..1 for each block
/// @param title       as metadata give it; what stands before the headline, and its repetition, is no text
Body find_body(const Blocks& blocks, std::span<const float> likelihood, std::string_view title);

/// The text of the chosen blocks, blocks set apart by an empty line, items of one list by a line break.
std::string body_text(const Blocks& blocks, const std::vector<std::size_t>& chosen);

}  // namespace caravan::extract
