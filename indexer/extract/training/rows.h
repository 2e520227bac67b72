#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "indexer/extract/context.h"
#include "indexer/extract/features.h"

namespace caravan::extract::training {

inline constexpr std::size_t feature_count = static_cast<std::size_t>(Feature::count);
inline constexpr auto first_of_context = static_cast<std::size_t>(Feature::own_likelihood);
inline constexpr std::size_t bins = 64;
inline constexpr int folds = 5;

/// The blocks of all pages, what they look like and whether they are text.
class Rows {
 public:
  explicit Rows(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    const auto* numbers = reinterpret_cast<const float*>(bytes.data());
    constexpr std::size_t head = 11, width = feature_count + head;
    const std::size_t count = bytes.size() / sizeof(float) / width;
    const auto whole = [](float number) { return static_cast<std::uint32_t>(number); };
    for (std::size_t r = 0; r < count; ++r, numbers += width) {
      page_.push_back(static_cast<int>(numbers[0]));
      if (pages_.empty() || r == pages_.back().end) pages_.push_back({r, r + whole(numbers[1])});
      wanted.push_back(numbers[2]);
      weight.push_back(numbers[3] * 20);  // so that least_weight and shrinkage mean the same for any number of pages
      places_.push_back({whole(numbers[4]), whole(numbers[5]), whole(numbers[6]), whole(numbers[7]), whole(numbers[8]),
                         numbers[9], numbers[10] > 0});
      std::copy(numbers + head, numbers + width, values_.emplace_back().begin());
    }
    cuts_.resize(feature_count);
    binned_.resize(values_.size());
    cut(0, first_of_context);
  }

  /// Fills in what the second opinion looks at.
  void set_first_opinion(const std::vector<float>& likelihood) {
    std::vector<Features> page;
    for (const auto& [begin, end] : pages_) {
      page.assign(&values_[begin], &values_[begin] + (end - begin));
      add_context({&places_[begin], end - begin}, {&likelihood[begin], end - begin}, page);
      std::copy(page.begin(), page.end(), &values_[begin]);
    }
    cut(first_of_context, feature_count);
  }

  std::size_t size() const { return wanted.size(); }
  std::uint8_t bin(std::size_t row, std::size_t feature) const { return binned_[row][feature]; }
  const std::vector<float>& cuts(std::size_t feature) const { return cuts_[feature]; }

  /// Which fifth of the pages a row belongs to; pages that are together once are seldom so the next time.
  int fold(std::size_t row, int repeat) const {
    int page = page_[row];
    for (; repeat > 0; --repeat) page /= folds;
    return page % folds;
  }

  std::vector<double> wanted, weight;

 private:
  void cut(std::size_t from, std::size_t to) {
    for (std::size_t f = from; f < to; ++f) {
      std::vector<float> sorted;
      for (std::size_t r = 0; r < size(); ++r)
        if (weight[r] > 0) sorted.push_back(values_[r][f]);
      std::sort(sorted.begin(), sorted.end());
      cuts_[f] = cuts_between(sorted);
      for (std::size_t r = 0; r < size(); ++r) {
        const auto at = std::lower_bound(cuts_[f].begin(), cuts_[f].end(), values_[r][f]);
        binned_[r][f] = static_cast<std::uint8_t>(at - cuts_[f].begin());
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

  struct Range {
    std::size_t begin, end;
  };
  std::vector<int> page_;
  std::vector<Range> pages_;
  std::vector<Place> places_;
  std::vector<Features> values_;
  std::vector<std::array<std::uint8_t, feature_count>> binned_;
  std::vector<std::vector<float>> cuts_;
};

}  // namespace caravan::extract::training
