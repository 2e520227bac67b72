#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "indexer/extract/features.h"

namespace caravan::extract {

/// Where a block stands among the others: as much as context() needs of the page.
struct Place {
  std::uint32_t parent_first = 0, parent_last = 0;            ///< the blocks of the element around its own
  std::uint32_t grandparent_first = 0, grandparent_last = 0;  ///< and of the one around that
  std::uint32_t style = 0;                                    ///< equal for blocks that look alike
  float chars = 0;
  bool heading = false;
};

std::vector<Place> places_of(const Blocks& blocks);

/// Fills in the features from Feature::own_likelihood on: what a first opinion says of the blocks around each block,
/// for a second one.
/// @param likelihood  the first opinion, 0..1 for each block
void add_context(std::span<const Place> places, std::span<const float> likelihood, std::vector<Features>& rows);

}  // namespace caravan::extract
