#pragma once

#include <vector>

#include "indexer/extract/features.h"

namespace caravan::extract {

/// How likely each block is to be article text, 0..1: the sum of some dozens of small decision trees that were fitted
/// to pages whose text is known (docs/EXTRACTION.md says which, and how to fit them anew).
std::vector<float> text_likelihood(const std::vector<Features>& blocks);

}  // namespace caravan::extract
