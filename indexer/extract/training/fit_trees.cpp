// Gradient boosted decision trees for weighted rows.
//   fit_trees --table ROWS FEATURES OUT          fits all rows and writes the table to OUT
//   fit_trees --judge=REPEATS ROWS FEATURES OUT  writes to OUT what trees that never saw a row's page think of it, as
//                                                float32, for each row, REPEATS times with other folds and chances;
//                                                prints the logarithmic loss
// Then SETTING=VALUE, of Settings below, for trying them out.
// ROWS is a file of float32 rows: a number of the page (below 5^6), wanted value (0..1), weight, then FEATURES numbers.
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
  std::size_t least_rows = 40;
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
      page_.push_back(static_cast<int>(numbers[0]));
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

  /// Which fifth of the pages a row belongs to; pages that are together once are seldom so the next time.
  int fold(std::size_t row, int repeat) const {
    int page = page_[row];
    for (; repeat > 0; --repeat) page /= folds;
    return page % folds;
  }

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
  std::vector<int> page_;
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

  double value(const Tree& tree, std::size_t row) const {
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
    for (std::size_t f = 0; f < rows_.features(); ++f)
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
  Settings settings_;
  std::mt19937 random_;
  std::vector<std::size_t> all_;
  std::vector<double> sum_;
  std::vector<float> gradient_, curvature_;
  std::vector<std::size_t> features_;
};

/// What trees think of each row whose page they never saw: five times, trees are fitted to four fifths of the pages.
/// Adds to `loss` and `weights`.
std::vector<float> judged_by_others(const Rows& rows, const Settings& settings, int repeat, double& loss,
                                    double& weights) {
  std::vector<float> likelihood(rows.size());
  for (int fold = 0; fold < folds; ++fold) {
    Fitter fitter(rows, settings, static_cast<unsigned>(7 + fold + 100 * repeat));
    const auto trees = fitter.fit([&](std::size_t r) { return rows.fold(r, repeat) != fold; });
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows.fold(r, repeat) != fold) continue;
      double sum = 0;
      for (const Tree& tree : trees) sum += fitter.value(tree, r);
      const double p = std::clamp(1 / (1 + std::exp(-sum)), 1e-6, 1 - 1e-6);
      likelihood[r] = static_cast<float>(p);
      loss -= rows.weight[r] * (rows.wanted[r] * std::log(p) + (1 - rows.wanted[r]) * std::log(1 - p));
      weights += rows.weight[r];
    }
  }
  return likelihood;
}

void cross_validate(const Rows& rows, const Settings& settings, int repeats, const std::string& to) {
  std::ofstream out(to, std::ios::binary);
  double loss = 0, weights = 0;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto likelihood = judged_by_others(rows, settings, repeat, loss, weights);
    out.write(reinterpret_cast<const char*>(likelihood.data()),
              static_cast<std::streamsize>(likelihood.size() * sizeof(float)));
  }
  std::cout << fmt::format("{} rows, loss over five folds {:.5f}\n", rows.size(), loss / weights);
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

/// "trees=80": for trying settings out.
bool set(Settings& settings, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == assignment.npos) return false;
  const std::string_view name = assignment.substr(0, equals);
  const double value = std::atof(std::string(assignment.substr(equals + 1)).c_str());
  if (name == "trees")
    settings.trees = static_cast<int>(value);
  else if (name == "depth")
    settings.depth = static_cast<int>(value);
  else if (name == "least_rows")
    settings.least_rows = static_cast<std::size_t>(value);
  else if (name == "rate")
    settings.rate = value;
  else if (name == "shrinkage")
    settings.shrinkage = value;
  else if (name == "least_weight")
    settings.least_weight = value;
  else if (name == "rows")
    settings.rows = value;
  else if (name == "features")
    settings.features = value;
  else
    return false;
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string mode = count >= 5 ? arguments[1] : "";
  const bool judging = mode.starts_with("--judge=");
  Settings settings;
  bool clear = mode == "--table" || judging;
  for (int i = 5; i < count; ++i) clear = set(settings, arguments[i]) && clear;
  if (!clear) {
    std::cerr << "usage: fit_trees --table|--judge=REPEATS ROWS FEATURES OUT [SETTING=VALUE...]\n";
    return 2;
  }
  const Rows rows(arguments[2], static_cast<std::size_t>(std::atoi(arguments[3])));
  if (judging) {
    cross_validate(rows, settings, std::atoi(mode.c_str() + 8), arguments[4]);
    return 0;
  }
  const auto trees = Fitter(rows, settings, 99).fit([](std::size_t) { return true; });
  std::ofstream out(arguments[4]);
  write_table(trees, rows.features(), out);
  return out ? 0 : 1;
}
