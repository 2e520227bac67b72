#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace caravan::extract {

/// How much two short texts say the same, 0..1: the share of words they have in common (F1, case folded for ASCII). In
/// scripts without spaces each character is a word.
double similarity(std::string_view a, std::string_view b);

/// The same for one text against many.
class SimilarTo {
 public:
  explicit SimilarTo(std::string_view text);
  double operator()(std::string_view other) const;
  bool empty() const { return words_.empty(); }

 private:
  std::vector<std::uint64_t> words_;  ///< sorted
  std::uint64_t some_of_ = 0;         ///< a bit for each; what has none of these bits is none of the words
};

/// How much of a block stands in a longer text, 0..1, looked up by its beginning and its end; white space does not
/// matter.
float holds(std::string_view text, std::string_view block);

}  // namespace caravan::extract
