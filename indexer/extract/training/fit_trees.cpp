// fit_trees ROWS FEATURES OUT: gradient boosted decision trees for weighted rows.
// ROWS is a file of float32 rows: fold (0..4), wanted value (0..1), weight, then FEATURES numbers. Prints the
// logarithmic loss over the five folds, each judged by trees that never saw it, then fits all rows and writes the table
// to OUT.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

struct Settings {
  int trees = 60, depth = 5;
  double rate = 0.12, shrinkage = 2, least_weight = 0.5, rows = 0.7, features = 0.6;
};

constexpr std::size_t bins = 64;
constexpr int folds = 5;

struct Split {
  int feature = -1;  ///< -1: a leaf
  std::size_t bin = 0;
  float value = 0;  ///< threshold, or what the leaf adds
  int left = -1, right = -1;
};
using Tree = std::vector<Split>;

class Rows {
 public:
  Rows(const std::string& path, std::size_t features) : features_(features) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    const auto* numbers = reinterpret_cast<const float*>(bytes.data());
    const std::size_t width = features + 3, count = bytes.size() / sizeof(float) / width;
    for (std::size_t r = 0; r < count; ++r, numbers += width) {
      fold.push_back(static_cast<int>(numbers[0]));
      wanted.push_back(numbers[1]);
      weight.push_back(numbers[2] * 20);  // so that least_weight and shrinkage mean the same for any number of pages
      values_.insert(values_.end(), numbers + 3, numbers + width);
    }
    cut();
  }

  std::size_t size() const { return wanted.size(); }
  std::size_t features() const { return features_; }
  std::uint8_t bin(std::size_t row, std::size_t feature) const { return binned_[row * features_ + feature]; }
  const std::vector<float>& cuts(std::size_t feature) const { return cuts_[feature]; }

  std::vector<int> fold;
  std::vector<double> wanted, weight;

 private:
  void cut() {
    cuts_.resize(features_);
    binned_.resize(values_.size());
    for (std::size_t f = 0; f < features_; ++f) {
      std::vector<float> sorted;
      for (std::size_t r = 0; r < size(); ++r)
        if (weight[r] > 0) sorted.push_back(values_[r * features_ + f]);
      std::sort(sorted.begin(), sorted.end());
      cuts_[f] = cuts_between(sorted);
      for (std::size_t r = 0; r < size(); ++r) {
        const auto at = std::lower_bound(cuts_[f].begin(), cuts_[f].end(), values_[r * features_ + f]);
        binned_[r * features_ + f] = static_cast<std::uint8_t>(at - cuts_[f].begin());
      }
    }
  }

  static std::vector<float> cuts_between(const std::vector<float>& sorted) {
    std::vector<float> distinct = sorted, cuts;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    if (distinct.size() <= bins) {
      for (std::size_t i = 0; i + 1 < distinct.size(); ++i) cuts.push_back((distinct[i] + distinct[i + 1]) / 2);
    } else {
      for (std::size_t q = 1; q < bins; ++q)
        if (const float cut = sorted[sorted.size() * q / bins]; cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
    }
    return cuts;
  }

  std::size_t features_;
  std::vector<float> values_;
  std::vector<std::uint8_t> binned_;
  std::vector<std::vector<float>> cuts_;
};

class Fitter {
 public:
  Fitter(const Rows& rows, const Settings& settings, unsigned seed)
      : rows_(rows),
        settings_(settings),
        random_(seed),
        sum_(rows.size()),
        gradient_(rows.size()),
        curvature_(rows.size()) {}

  /// @param left_out  the fold that must not be looked at; -1 for none
  std::vector<Tree> fit(int left_out) {
    std::vector<Tree> trees;
    for (int t = 0; t < settings_.trees; ++t) {
      trees.push_back(grow(sample(left_out)));
      for (std::size_t r = 0; r < rows_.size(); ++r)
        if (rows_.fold[r] != left_out) sum_[r] += value(trees.back(), r);
    }
    return trees;
  }

  double value(const Tree& tree, std::size_t row) const {
    int at = 0;
    while (tree[at].feature >= 0)
      at = rows_.bin(row, tree[at].feature) <= tree[at].bin ? tree[at].left : tree[at].right;
    return tree[at].value;
  }

 private:
  std::vector<std::size_t> sample(int left_out) {
    std::uniform_real_distribution<double> chance(0, 1);
    std::vector<std::size_t> chosen;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (rows_.fold[r] == left_out || rows_.weight[r] <= 0) continue;
      const double p = 1 / (1 + std::exp(-sum_[r]));
      gradient_[r] = rows_.weight[r] * (rows_.wanted[r] - p);
      curvature_[r] = rows_.weight[r] * std::max(p * (1 - p), 1e-4);
      if (chance(random_) < settings_.rows) chosen.push_back(r);
    }
    features_.clear();
    for (std::size_t f = 0; f < rows_.features(); ++f)
      if (chance(random_) < settings_.features) features_.push_back(f);
    return chosen;
  }

  struct Task {
    int node;
    std::vector<std::size_t> rows;
    int depth;
  };

  Tree grow(std::vector<std::size_t> all) {
    Tree tree(1);
    std::vector<Task> open;
    open.push_back({0, std::move(all), 0});
    while (!open.empty()) {
      Task task = std::move(open.back());
      open.pop_back();
      double gradient = 0, curvature = 0;
      for (const std::size_t r : task.rows) {
        gradient += gradient_[r];
        curvature += curvature_[r];
      }
      tree[task.node].value = static_cast<float>(settings_.rate * gradient / (curvature + settings_.shrinkage));
      if (task.depth >= settings_.depth || task.rows.size() < 40) continue;
      const Split best = best_split(task.rows, gradient, curvature);
      if (best.feature >= 0) divide(tree, open, std::move(task), best);
    }
    return tree;
  }

  Split best_split(const std::vector<std::size_t>& rows, double gradient, double curvature) const {
    Split best;
    double best_gain = 1e-3;
    const auto score = [&](double g, double h) { return g * g / (h + settings_.shrinkage); };
    for (const std::size_t f : features_) {
      std::array<double, bins + 1> g{}, h{};
      for (const std::size_t r : rows) {
        g[rows_.bin(r, f)] += gradient_[r];
        h[rows_.bin(r, f)] += curvature_[r];
      }
      double left_g = 0, left_h = 0;
      for (std::size_t c = 0; c < rows_.cuts(f).size(); ++c) {
        left_g += g[c];
        left_h += h[c];
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
    for (const std::size_t r : task.rows) (rows_.bin(r, split.feature) <= split.bin ? left : right).push_back(r);
    const int first = static_cast<int>(tree.size());
    tree.resize(tree.size() + 2);
    tree[task.node] = split;
    tree[task.node].left = first;
    tree[task.node].right = first + 1;
    open.push_back({first, std::move(left), task.depth + 1});
    open.push_back({first + 1, std::move(right), task.depth + 1});
  }

  const Rows& rows_;
  Settings settings_;
  std::mt19937 random_;
  std::vector<double> sum_, gradient_, curvature_;
  std::vector<std::size_t> features_;
};

double cross_validated_loss(const Rows& rows, const Settings& settings, const std::string& predictions) {
  double loss = 0, weights = 0;
  std::vector<float> likelihood(rows.size());
  for (int fold = 0; fold < folds; ++fold) {
    Fitter fitter(rows, settings, 7 + static_cast<unsigned>(fold));
    const auto trees = fitter.fit(fold);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows.fold[r] != fold) continue;
      double sum = 0;
      for (const Tree& tree : trees) sum += fitter.value(tree, r);
      const double p = std::clamp(1 / (1 + std::exp(-sum)), 1e-6, 1 - 1e-6);
      likelihood[r] = static_cast<float>(p);
      loss -= rows.weight[r] * (rows.wanted[r] * std::log(p) + (1 - rows.wanted[r]) * std::log(1 - p));
      weights += rows.weight[r];
    }
  }
  std::ofstream(predictions, std::ios::binary)
      .write(reinterpret_cast<const char*>(likelihood.data()),
             static_cast<std::streamsize>(likelihood.size() * sizeof(float)));
  return loss / weights;
}

class TableWriter {
 public:
  explicit TableWriter(std::ostream& to) : to_(to) {}

  void list(std::string_view head, const std::vector<std::string>& items) {
    to_ << head << '\n';
    std::string line = " ";
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (line.size() + items[i].size() > 118) {
        to_ << line << '\n';
        line = " ";
      }
      line += " " + items[i] + (i + 1 < items.size() ? "," : "};");
    }
    to_ << line << '\n';
  }

 private:
  std::ostream& to_;
};

std::string literal(float value) {
  const std::string text = fmt::format("{:.7g}", value);
  return text.find_first_of(".e") == text.npos ? text + ".f" : text + "f";
}

void write_table(const std::vector<Tree>& trees, std::size_t features, std::ostream& to) {
  std::vector<std::string> roots, nodes;
  for (const Tree& tree : trees) {
    const int base = static_cast<int>(nodes.size());
    roots.push_back(std::to_string(base));
    for (const Split& node : tree) {
      const bool leaf = node.feature < 0;
      nodes.push_back(fmt::format("{{{},{},{},{}}}", node.feature, literal(node.value), leaf ? 0 : base + node.left,
                                  leaf ? 0 : base + node.right));
    }
  }
  to << fmt::format(
      "// Made by scripts/train-body-model; {} trees, {} features. Not to be edited.\n// clang-format off\n",
      trees.size(), features);
  to << fmt::format(
      "static_assert(static_cast<int>(Feature::count) == {}, \"the features changed: fit the model anew\");\n",
      features);
  TableWriter table(to);
  table.list("constexpr std::int16_t roots[] = {", roots);
  table.list("constexpr TreeNode nodes[] = {", nodes);
  to << "// clang-format on\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: fit_trees ROWS FEATURES OUT\n";
    return 2;
  }
  const Rows rows(arguments[1], static_cast<std::size_t>(std::atoi(arguments[2])));
  const Settings settings;
  std::cout << fmt::format("{} rows, loss over five folds {:.5f}\n", rows.size(),
                           cross_validated_loss(rows, settings, std::string(arguments[3]) + ".folds"));
  const auto trees = Fitter(rows, settings, 99).fit(-1);
  std::ofstream out(arguments[3]);
  write_table(trees, rows.features(), out);
  return out ? 0 : 1;
}
