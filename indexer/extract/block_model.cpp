#include "indexer/extract/block_model.h"

#include <cmath>

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

float sum_of_trees(const Features& block) {
  float sum = 0;
  for (const std::int16_t root : roots) {
    const TreeNode* node = &nodes[root];
    while (node->feature >= 0)
      node = &nodes[block[static_cast<std::size_t>(node->feature)] <= node->value ? node->left : node->right];
    sum += node->value;
  }
  return sum;
}

}  // namespace

std::vector<float> text_likelihood(const std::vector<Features>& blocks) {
  std::vector<float> likelihood;
  likelihood.reserve(blocks.size());
  for (const Features& block : blocks) likelihood.push_back(1 / (1 + std::exp(-sum_of_trees(block))));
  return likelihood;
}

}  // namespace caravan::extract
