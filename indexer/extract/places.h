#pragma once

#include <cstdint>
#include <vector>

#include "indexer/extract/blocks.h"

namespace caravan::extract {

/// Where a block stands among the others: as much as add_context() needs of the page.
struct Place {
  std::uint32_t parent_first = 0, parent_last = 0;            ///< the blocks of the element around its own
  std::uint32_t grandparent_first = 0, grandparent_last = 0;  ///< and of the one around that
  std::uint32_t style = 0;                                    ///< equal for blocks that look alike
  float chars = 0;
  bool heading = false;
};

std::vector<Place> places_of(const Blocks& blocks);

}  // namespace caravan::extract
