#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "indexer/extract/blocks.h"
#include "indexer/extract/places.h"

namespace caravan::extract {

/// What the model of block_model.h looks at, in this order. Facts about place, text and links; names of classes are
/// only some among them.
enum class Feature : std::uint8_t {
#define CARAVAN_FEATURE(name) name,
#include "indexer/extract/features.inc"
#undef CARAVAN_FEATURE
  count
};

using Features = std::array<float, static_cast<std::size_t>(Feature::count)>;

struct PageFacts {
  std::string_view title;         ///< as the metadata give it; "" when unknown
  std::string_view article_body;  ///< JSON-LD's; "" when it has none
  std::string_view url;           ///< the page's address; its host is the site's name
};

/// Lengths and counts as features: what matters is how many times as much.
inline float log_of(double x) { return static_cast<float>(std::log1p(std::max(0.0, x))); }

/// One row for each block.
std::vector<Features> features_of(const Blocks& blocks, std::span<const Place> places, const PageFacts& facts);

}  // namespace caravan::extract
