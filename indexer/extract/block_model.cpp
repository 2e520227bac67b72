#include "indexer/extract/block_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>

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
  std::array<int, std::size(roots)> depth{};

  FlatTrees() {
    for (std::size_t i = 0; i < std::size(nodes); ++i) {
      const auto self = static_cast<std::uint16_t>(i);
      const bool leaf = nodes[i].feature < 0;
      flat[i] = {nodes[i].value, leaf ? std::uint16_t{0} : static_cast<std::uint16_t>(nodes[i].feature),
                 leaf ? self : static_cast<std::uint16_t>(nodes[i].left),
                 leaf ? self : static_cast<std::uint16_t>(nodes[i].right)};
    }
    for (std::size_t t = 0; t < std::size(roots); ++t) depth[t] = depth_below(roots[t]);
  }

  static int depth_below(int node) {
    if (nodes[node].feature < 0) return 0;
    return 1 + std::max(depth_below(nodes[node].left), depth_below(nodes[node].right));
  }
};

constexpr std::size_t at_once = 8;

void add_trees(const Features* const* blocks, float* sums) {
  static const FlatTrees trees;
  for (std::size_t t = 0; t < std::size(roots); ++t) {
    std::array<std::uint16_t, at_once> at;
    at.fill(static_cast<std::uint16_t>(roots[t]));
    for (int level = 0; level < trees.depth[t]; ++level)
      for (std::size_t b = 0; b < at_once; ++b) {
        const FlatTrees::Node& node = trees.flat[at[b]];
        at[b] = (*blocks[b])[node.feature] <= node.value ? node.left : node.right;
      }
    for (std::size_t b = 0; b < at_once; ++b) sums[b] += trees.flat[at[b]].value;
  }
}

}  // namespace

std::vector<float> text_likelihood(const std::vector<Features>& blocks) {
  std::vector<float> likelihood(blocks.size());
  for (std::size_t begin = 0; begin < blocks.size(); begin += at_once) {
    std::array<const Features*, at_once> group;
    std::array<float, at_once> sums{};
    for (std::size_t b = 0; b < at_once; ++b) group[b] = &blocks[std::min(begin + b, blocks.size() - 1)];
    add_trees(group.data(), sums.data());
    for (std::size_t b = 0; b < at_once && begin + b < blocks.size(); ++b)
      likelihood[begin + b] = 1 / (1 + std::exp(-sums[b]));
  }
  return likelihood;
}

}  // namespace caravan::extract
