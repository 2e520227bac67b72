#include "indexer/extract/block_model.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>

#include "indexer/extract/context.h"

namespace caravan::extract {
namespace {

/// A row of the table: an inner node asks whether a feature is at most `value` and goes left or right; a leaf, which
/// has no feature, adds `value` to the sum.
struct TreeNode {
  std::int16_t feature;
  float value;
  std::int16_t left, right;
};

#include "indexer/extract/block_model_table.inc"

/// The same trees for walking without a guess: the right child stands behind the left one, and a leaf asks a question
/// whose answer always leads to itself, so that a walk of the tree's depth ends at the same leaf and several blocks are
/// walked at once. Eight bytes a node: what a tree needs stays close to the processor.
struct FlatTrees {
  struct Node {
    float threshold;
    std::uint16_t left, feature;
  };
  std::array<Node, std::size(nodes)> flat{};
  std::array<std::uint8_t, std::size(nodes)> depth{};  ///< below each node

  FlatTrees() {
    static_assert(std::size(nodes) < 0x10000);
    for (std::size_t i = std::size(nodes); i-- > 0;) {  // children stand behind their parent
      const TreeNode& node = nodes[i];
      if (node.feature < 0) {
        flat[i] = {std::numeric_limits<float>::infinity(), static_cast<std::uint16_t>(i), 0};
        continue;
      }
      const auto left = static_cast<std::size_t>(node.left);
      assert(node.right == node.left + 1);
      flat[i] = {node.value, static_cast<std::uint16_t>(left), static_cast<std::uint16_t>(node.feature)};
      depth[i] = static_cast<std::uint8_t>(1 + std::max(depth[left], depth[left + 1]));
    }
  }
};

constexpr std::size_t at_once = 16;

void add_trees(std::span<const std::uint16_t> roots, const Features* const* blocks, float* sums) {
  static const FlatTrees trees;
  for (const std::uint16_t root : roots) {
    std::array<std::uint16_t, at_once> at;
    at.fill(root);
    for (int level = 0; level < trees.depth[root]; ++level)
      for (std::size_t b = 0; b < at_once; ++b) {
        const FlatTrees::Node& node = trees.flat[at[b]];
        at[b] = static_cast<std::uint16_t>(node.left + ((*blocks[b])[node.feature] > node.threshold));
      }
    for (std::size_t b = 0; b < at_once; ++b) sums[b] += nodes[at[b]].value;
  }
}

/// Adds to the sums of the blocks that are named.
void add_sums(std::span<const std::uint16_t> roots, const std::vector<Features>& blocks,
              const std::vector<std::size_t>& named, std::vector<float>& sums) {
  for (std::size_t begin = 0; begin < named.size(); begin += at_once) {
    std::array<const Features*, at_once> group;
    std::array<float, at_once> added{};
    for (std::size_t i = 0; i < at_once; ++i) group[i] = &blocks[named[std::min(begin + i, named.size() - 1)]];
    add_trees(roots, group.data(), added.data());
    for (std::size_t i = 0; i < at_once && begin + i < named.size(); ++i) sums[named[begin + i]] += added[i];
  }
}

float likelihood_of(float sum) { return 1 / (1 + std::exp(-sum)); }

}  // namespace

std::vector<float> text_likelihood(const Blocks& blocks, const PageFacts& facts) {
  const std::vector<Place> places = places_of(blocks);
  std::vector<Features> rows = features_of(blocks, places, facts);
  std::vector<std::size_t> named(rows.size());
  std::iota(named.begin(), named.end(), std::size_t{0});
  std::vector<float> first(rows.size()), second(rows.size()), likelihood(rows.size());
  add_sums(first_roots, rows, named, first);
  std::transform(first.begin(), first.end(), likelihood.begin(), likelihood_of);
  add_context(places, likelihood, rows);
  std::erase_if(named, [&](std::size_t b) { return first[b] < hopeless; });
  add_sums(second_roots, rows, named, second);
  for (const std::size_t b : named)
    likelihood[b] = likelihood_of(first_share * first[b] + (1 - first_share) * second[b]);
  return likelihood;
}

}  // namespace caravan::extract
