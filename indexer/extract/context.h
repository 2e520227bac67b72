#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "indexer/extract/features.h"

namespace caravan::extract {

/// No second opinion is asked for of a block whose likelihood the first one puts at 1/(1 + e^3.5), 3 %, or less: the
/// links and labels that most of a page's blocks are.
inline constexpr float hopeless = -3.5f;

/// Fills in the features from Feature::own_likelihood on: what a first opinion says of the blocks around each block,
/// for a second one.
/// @param likelihood  the first opinion, 0..1 for each block
void add_context(std::span<const Place> places, std::span<const float> likelihood, std::vector<Features>& rows);

}  // namespace caravan::extract
