#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "indexer/extract/training/rows.h"

namespace caravan::extract::training {

struct Settings {
  int trees = 60, depth = 5;
  std::size_t least_rows = 40;
  double rate = 0.12, shrinkage = 2, least_weight = 0.5, rows = 0.7, features = 0.6;
  double first_share = 0.4;  ///< of the first opinion in the last word; the rest is the second one's
};

struct Split {
  int feature = -1;  ///< -1: a leaf
  std::size_t bin = 0;
  float value = 0;  ///< threshold, or what the leaf adds
  int left = -1, right = -1;
};
using Tree = std::vector<Split>;

/// Fits gradient boosted decision trees: each tree to what the ones before it leave unexplained, in a part of the rows.
class Fitter {
 public:
  /// @param width  how many features the trees may look at
  Fitter(const Rows& rows, const Settings& settings, std::size_t width, unsigned seed)
      : rows_(rows),
        width_(width),
        settings_(settings),
        random_(seed),
        sum_(rows.size()),
        gradient_(rows.size()),
        curvature_(rows.size()) {}

  /// @param seen  whether a row may be looked at
  template <typename Seen>
  std::vector<Tree> fit(Seen seen) {
    all_.clear();
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (rows_.weight[r] > 0 && seen(r)) all_.push_back(r);
    std::vector<Tree> trees;
    for (int t = 0; t < settings_.trees; ++t) {
      trees.push_back(grow(sample()));
      for (const std::size_t r : all_) sum_[r] += value(trees.back(), r);
    }
    return trees;
  }

  float value(const Tree& tree, std::size_t row) const {
    std::size_t at = 0;
    while (tree[at].feature >= 0) {
      const bool left = rows_.bin(row, static_cast<std::size_t>(tree[at].feature)) <= tree[at].bin;
      at = static_cast<std::size_t>(left ? tree[at].left : tree[at].right);
    }
    return tree[at].value;
  }

 private:
  struct Sum {
    float gradient = 0, curvature = 0;
  };
  /// Of the rows of a node, by feature and bin.
  using Histogram = std::vector<Sum>;

  struct Task {
    std::size_t node;
    std::vector<std::size_t> rows;
    int depth;
    Histogram histogram;
  };

  std::vector<std::size_t> sample() {
    std::uniform_real_distribution<double> chance(0, 1);
    std::vector<std::size_t> chosen;
    for (const std::size_t r : all_) {
      const double p = 1 / (1 + std::exp(-sum_[r]));
      gradient_[r] = static_cast<float>(rows_.weight[r] * (rows_.wanted[r] - p));
      curvature_[r] = static_cast<float>(rows_.weight[r] * std::max(p * (1 - p), 1e-4));
      if (chance(random_) < settings_.rows) chosen.push_back(r);
    }
    features_.clear();
    for (std::size_t f = 0; f < width_; ++f)
      if (chance(random_) < settings_.features) features_.push_back(f);
    return chosen;
  }

  Histogram histogram(const std::vector<std::size_t>& rows) const {
    Histogram sums((features_.empty() ? 0 : features_.back() + 1) * (bins + 1));
    for (const std::size_t r : rows)
      for (const std::size_t f : features_) {
        Sum& sum = sums[f * (bins + 1) + rows_.bin(r, f)];
        sum.gradient += gradient_[r];
        sum.curvature += curvature_[r];
      }
    return sums;
  }

  Tree grow(std::vector<std::size_t> all) {
    Tree tree(1);
    std::vector<Task> open;
    Histogram sums = histogram(all);
    open.push_back({0, std::move(all), 0, std::move(sums)});
    while (!open.empty()) {
      Task task = std::move(open.back());
      open.pop_back();
      double gradient = 0, curvature = 0;
      for (const std::size_t r : task.rows) {
        gradient += gradient_[r];
        curvature += curvature_[r];
      }
      tree[task.node].value = static_cast<float>(settings_.rate * gradient / (curvature + settings_.shrinkage));
      if (task.depth >= settings_.depth || task.rows.size() < settings_.least_rows) continue;
      const Split best = best_split(task.histogram, gradient, curvature);
      if (best.feature >= 0) divide(tree, open, std::move(task), best);
    }
    return tree;
  }

  Split best_split(const Histogram& sums, double gradient, double curvature) const {
    Split best;
    double best_gain = 1e-3;
    const auto score = [&](double g, double h) { return g * g / (h + settings_.shrinkage); };
    for (const std::size_t f : features_) {
      double left_g = 0, left_h = 0;
      for (std::size_t c = 0; c < rows_.cuts(f).size(); ++c) {
        left_g += sums[f * (bins + 1) + c].gradient;
        left_h += sums[f * (bins + 1) + c].curvature;
        if (left_h < settings_.least_weight || curvature - left_h < settings_.least_weight) continue;
        const double gain =
            score(left_g, left_h) + score(gradient - left_g, curvature - left_h) - score(gradient, curvature);
        if (gain <= best_gain) continue;
        best_gain = gain;
        best.feature = static_cast<int>(f);
        best.bin = c;
        best.value = rows_.cuts(f)[c];
      }
    }
    return best;
  }

  void divide(Tree& tree, std::vector<Task>& open, Task task, const Split& split) const {
    std::vector<std::size_t> left, right;
    const auto feature = static_cast<std::size_t>(split.feature);
    for (const std::size_t r : task.rows) (rows_.bin(r, feature) <= split.bin ? left : right).push_back(r);
    const std::size_t first = tree.size();
    tree.resize(first + 2);
    tree[task.node] = split;
    tree[task.node].left = static_cast<int>(first);
    tree[task.node].right = static_cast<int>(first + 1);
    // What the larger half sums up to is what the smaller one leaves.
    const bool left_is_smaller = left.size() < right.size();
    Histogram smaller = histogram(left_is_smaller ? left : right), larger = std::move(task.histogram);
    for (std::size_t i = 0; i < larger.size(); ++i) {
      larger[i].gradient -= smaller[i].gradient;
      larger[i].curvature -= smaller[i].curvature;
    }
    if (!left_is_smaller) std::swap(smaller, larger);
    open.push_back({first, std::move(left), task.depth + 1, std::move(smaller)});
    open.push_back({first + 1, std::move(right), task.depth + 1, std::move(larger)});
  }

  const Rows& rows_;
  std::size_t width_;
  Settings settings_;
  std::mt19937 random_;
  std::vector<std::size_t> all_;
  std::vector<double> sum_;
  std::vector<float> gradient_, curvature_;
  std::vector<std::size_t> features_;
};

}  // namespace caravan::extract::training
