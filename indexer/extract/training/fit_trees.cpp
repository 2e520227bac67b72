// Gradient boosted decision trees for weighted rows, twice: the second ones are told what the first ones think of the
// blocks around each block.
//   fit_trees --table ROWS OUT          fits all rows and writes the table to OUT
//   fit_trees --judge=REPEATS ROWS OUT  writes to OUT what trees that never saw a row's page think of it, as float32,
//   for
//                                       each row, REPEATS times with other folds and chances; prints the logarithmic
//                                       loss
// Then SETTING=VALUE, of boosting.h, for trying them out.
// ROWS is a file of float32 rows, page by page: a number of the page (below 5^6), how many rows it has, wanted value
// (0..1), weight, then Place and the features.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "indexer/extract/training/boosting.h"

namespace {

using namespace caravan::extract;
using namespace caravan::extract::training;

constexpr std::size_t first_width = first_of_context, second_width = feature_count;

float likelihood_of(float sum) { return 1 / (1 + std::exp(-sum)); }

/// Lets trees judge rows whose pages they never saw: five times, they are fitted to the pages of the other folds.
class Folds {
 public:
  Folds(Rows& rows, const Settings& settings, int repeat) : rows_(rows), settings_(settings), repeat_(repeat) {}

  /// The first trees' sums, likelihoods in the end. Nor did these trees see the pages of the fold `hidden` (-1: none).
  std::vector<float> first_opinion(int hidden) {
    std::vector<float> opinion(rows_.size());
    for (int fold = 0; fold < folds; ++fold)
      take(fold, judged_without(std::min(fold, hidden < 0 ? fold : hidden), std::max(fold, hidden)), opinion);
    return opinion;
  }

  /// The last word: the second trees were told first opinions of trees that never saw the page, either.
  std::vector<float> last_word() {
    std::vector<float> second(rows_.size());
    for (int fold = 0; fold < folds; ++fold) {
      rows_.set_first_opinion(likelihoods(first_opinion(fold)));
      take(fold, judge(second_width, fold, fold), second);
    }
    const std::vector<float> first = first_opinion(-1);
    const auto share = static_cast<float>(settings_.first_share);
    for (std::size_t r = 0; r < rows_.size(); ++r)
      second[r] = first[r] < hopeless ? first[r] : share * first[r] + (1 - share) * second[r];
    return second;
  }

  double loss(const std::vector<float>& sums) const {
    double loss = 0, weights = 0;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const double p = std::clamp<double>(likelihood_of(sums[r]), 1e-6, 1 - 1e-6);
      loss -= rows_.weight[r] * (rows_.wanted[r] * std::log(p) + (1 - rows_.wanted[r]) * std::log(1 - p));
      weights += rows_.weight[r];
    }
    return loss / weights;
  }

  static std::vector<float> likelihoods(std::vector<float> sums) {
    std::transform(sums.begin(), sums.end(), sums.begin(), likelihood_of);
    return sums;
  }

 private:
  void take(int fold, const std::vector<float>& from, std::vector<float>& to) const {
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (rows_.fold(r, repeat_) == fold) to[r] = from[r];
  }

  /// What trees that saw neither fold think of both; kept, for each pair is asked for twice.
  const std::vector<float>& judged_without(int a, int b) {
    const auto [known, fresh] = judged_.try_emplace({a, b});
    if (fresh) known->second = judge(first_width, a, b);
    return known->second;
  }

  std::vector<float> judge(std::size_t width, int a, int b) const {
    const auto left_out = [&](std::size_t r) {
      const int fold = rows_.fold(r, repeat_);
      return fold == a || fold == b;
    };
    Fitter fitter(rows_, settings_, width, static_cast<unsigned>(7 + a + 10 * b + 100 * repeat_));
    const auto trees = fitter.fit([&](std::size_t r) { return !left_out(r); });
    std::vector<float> sums(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!left_out(r)) continue;
      for (const Tree& tree : trees) sums[r] += fitter.value(tree, r);
    }
    return sums;
  }

  Rows& rows_;
  Settings settings_;
  int repeat_;
  std::map<std::pair<int, int>, std::vector<float>> judged_;
};

void cross_validate(Rows& rows, const Settings& settings, int repeats, const std::string& to) {
  std::ofstream out(to, std::ios::binary);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    Folds by_others(rows, settings, repeat);
    const auto sums = by_others.last_word();
    std::cout << fmt::format("{} rows, loss over five folds {:.5f}, of the first trees alone {:.5f}\n", rows.size(),
                             by_others.loss(sums), by_others.loss(by_others.first_opinion(-1)));
    const auto likelihood = Folds::likelihoods(sums);
    out.write(reinterpret_cast<const char*>(likelihood.data()),
              static_cast<std::streamsize>(likelihood.size() * sizeof(float)));
  }
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

void write_table(const std::vector<Tree>& first, const std::vector<Tree>& second, double first_share,
                 std::ostream& to) {
  std::vector<std::string> nodes;
  const auto add = [&](const std::vector<Tree>& trees) {
    std::vector<std::string> roots;
    for (const Tree& tree : trees) {
      const int base = static_cast<int>(nodes.size());
      roots.push_back(std::to_string(base));
      for (const Split& node : tree) {
        const bool leaf = node.feature < 0;
        nodes.push_back(fmt::format("{{{},{},{},{}}}", node.feature, literal(node.value), leaf ? 0 : base + node.left,
                                    leaf ? 0 : base + node.right));
      }
    }
    return roots;
  };
  const auto first_roots = add(first), second_roots = add(second);
  to << fmt::format(
      "// Made by scripts/train-body-model; {} and {} trees, {} features. Not to be edited.\n// clang-format off\n",
      first.size(), second.size(), feature_count);
  to << fmt::format(
      "static_assert(static_cast<int>(Feature::count) == {}, \"the features changed: fit the model anew\");\n",
      feature_count);
  to << fmt::format("constexpr float first_share = {};\n", literal(static_cast<float>(first_share)));
  TableWriter table(to);
  table.list("constexpr std::uint16_t first_roots[] = {", first_roots);
  table.list("constexpr std::uint16_t second_roots[] = {", second_roots);
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
  else if (name == "first_share")
    settings.first_share = value;
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
  const std::string mode = count >= 4 ? arguments[1] : "";
  const bool judging = mode.starts_with("--judge=");
  Settings settings;
  bool clear = mode == "--table" || judging;
  for (int i = 4; i < count; ++i) clear = set(settings, arguments[i]) && clear;
  if (!clear) {
    std::cerr << "usage: fit_trees --table|--judge=REPEATS ROWS OUT [SETTING=VALUE...]\n";
    return 2;
  }
  Rows rows(arguments[2]);
  if (judging) {
    cross_validate(rows, settings, std::atoi(mode.c_str() + 8), arguments[3]);
    return 0;
  }
  const auto all = [](std::size_t) { return true; };
  const auto first = Fitter(rows, settings, first_width, 99).fit(all);
  rows.set_first_opinion(Folds::likelihoods(Folds(rows, settings, 0).first_opinion(-1)));
  const auto second = Fitter(rows, settings, second_width, 99).fit(all);
  std::ofstream out(arguments[3]);
  write_table(first, second, settings.first_share, out);
  return out ? 0 : 1;
}
