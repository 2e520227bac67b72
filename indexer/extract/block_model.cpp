#include "indexer/extract/block_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
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

/// The same trees for walking without a guess: a leaf asks a question, too, whose both answers lead to itself, so that
/// a walk of the tree's depth ends at the same leaf and several blocks are walked at once.
struct FlatTrees {
  struct Node {
    float value;
    std::uint16_t feature, left, right;
  };
  std::array<Node, std::size(nodes)> flat{};
  std::array<int, std::size(nodes)> depth{};  ///< below each node

  FlatTrees() {
    for (std::size_t i = 0; i < std::size(nodes); ++i) {
      const auto self = static_cast<std::uint16_t>(i);
      const bool leaf = nodes[i].feature < 0;
      flat[i] = {nodes[i].value, leaf ? std::uint16_t{0} : static_cast<std::uint16_t>(nodes[i].feature),
                 leaf ? self : static_cast<std::uint16_t>(nodes[i].left),
                 leaf ? self : static_cast<std::uint16_t>(nodes[i].right)};
    }
    for (std::size_t i = std::size(nodes); i-- > 0;)  // children stand behind their parent
      if (nodes[i].feature >= 0)
        depth[i] = 1 + std::max(depth[static_cast<std::size_t>(nodes[i].left)],
                                depth[static_cast<std::size_t>(nodes[i].right)]);
  }
};

constexpr std::size_t at_once = 8;

void add_trees(std::span<const std::uint16_t> roots, const Features* const* blocks, float* sums) {
  static const FlatTrees trees;
  for (const std::uint16_t root : roots) {
    std::array<std::uint16_t, at_once> at;
    at.fill(root);
    for (int level = 0; level < trees.depth[root]; ++level)
      for (std::size_t b = 0; b < at_once; ++b) {
        const FlatTrees::Node& node = trees.flat[at[b]];
        at[b] = (*blocks[b])[node.feature] <= node.value ? node.left : node.right;
      }
    for (std::size_t b = 0; b < at_once; ++b) sums[b] += trees.flat[at[b]].value;
  }
}

std::vector<float> sums_of(std::span<const std::uint16_t> roots, const std::vector<Features>& blocks) {
  std::vector<float> all(blocks.size());
  for (std::size_t begin = 0; begin < blocks.size(); begin += at_once) {
    std::array<const Features*, at_once> group;
    std::array<float, at_once> sums{};
    for (std::size_t b = 0; b < at_once; ++b) group[b] = &blocks[std::min(begin + b, blocks.size() - 1)];
    add_trees(roots, group.data(), sums.data());
    for (std::size_t b = 0; b < at_once && begin + b < blocks.size(); ++b) all[begin + b] = sums[b];
  }
  return all;
}

float likelihood_of(float sum) { return 1 / (1 + std::exp(-sum)); }

}  // namespace

std::vector<float> text_likelihood(const Blocks& blocks, const PageFacts& facts) {
  std::vector<Features> rows = features_of(blocks, facts);
  const std::vector<float> first = sums_of(first_roots, rows);
  std::vector<float> likelihood(first.size());
  std::transform(first.begin(), first.end(), likelihood.begin(), likelihood_of);
  add_context(places_of(blocks), likelihood, rows);
  const std::vector<float> second = sums_of(second_roots, rows);
  for (std::size_t b = 0; b < likelihood.size(); ++b)
    likelihood[b] = likelihood_of(first_share * first[b] + (1 - first_share) * second[b]);
  return likelihood;
}

}  // namespace caravan::extract
