#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "indexer/schema/analysis.h"
#include "indexer/schema/entry.h"

namespace caravan::query {

/// What of a query is shown as matching: folded words, by their stems; beginnings of words; sequences, exactly.
struct MarkedWords {
  std::vector<std::string> words;
  std::vector<std::string> prefixes;
  std::vector<std::vector<std::string>> phrases;
  bool empty() const { return words.empty() && prefixes.empty() && phrases.empty(); }
};

/// One place in a text that matched.
struct Match {
  std::size_t begin = 0, end = 0;  ///< bytes
  std::size_t what = 0;            ///< which of the query's words or phrases
};

/// Finds what matched in texts of one language. Not thread-safe.
class Marker {
 public:
  Marker(const MarkedWords& marked, schema::Stemmer& stemmer);

  /// Ascending and apart; overlapping places are joined.
  std::vector<Match> find(std::string_view text);
  std::size_t distinct() const { return stems_.size() + prefixes_.size() + phrases_.size(); }

 private:
  void find_phrases(const std::vector<schema::Token>& tokens, std::vector<Match>& matches) const;

  schema::Stemmer& stemmer_;
  std::vector<std::pair<std::string, std::size_t>> stems_;  ///< sorted
  std::vector<std::string> prefixes_;
  std::vector<std::vector<std::string>> phrases_;
};

}  // namespace caravan::query
