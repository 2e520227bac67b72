#pragma once

#include <cstddef>

#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"

namespace caravan::extract {

/// Which blocks stand near the headline and right behind the text: facts further away are a neighbour's.
struct Surroundings {
  std::size_t top = 0;       ///< the first block above that is looked at
  std::size_t text = 0;      ///< where the text proper begins
  std::size_t text_end = 0;  ///< one behind the text
  std::size_t bottom = 0;    ///< one behind the last block that is looked at

  bool above(std::size_t block) const { return block >= top && block < text; }
  bool within(std::size_t block) const { return block >= text && block < text_end; }
  bool below(std::size_t block) const { return block >= text_end && block < bottom; }
};

Surroundings surroundings_of(const Blocks& blocks, const Body& body);

}  // namespace caravan::extract
