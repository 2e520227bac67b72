#pragma once

#include <vector>

#include "indexer/extract/features.h"

namespace caravan::extract {

/// How likely each block is to be article text, 0..1: two sums of some dozens of small decision trees that were fitted
/// to pages whose text is known (docs/EXTRACTION.md says which, and how to fit them anew). The second trees know what
/// the first ones think of the blocks around each block.
std::vector<float> text_likelihood(const Blocks& blocks, const PageFacts& facts);

}  // namespace caravan::extract
