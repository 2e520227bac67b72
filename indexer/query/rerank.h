#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

namespace caravan::query {

/// The words that a query ranks by, as their positions are looked up.
struct RankedWords {
  struct Word {
    std::string term;               ///< stem in the index's main language
    Xapian::termcount repeats = 1;  ///< times in the query
  };
  /// The words as typed, for lessen_foreign().
  struct Typed {
    std::string word;
    std::string seen_as;  ///< what texts of its language have: the word; of a compound written together its last part
    Xapian::termcount repeats = 1;
    std::vector<std::string> terms;  ///< its stems in all languages that the index has
  };
  std::vector<Word> words;                                      ///< distinct, at most max_reranked_words
  std::vector<std::pair<std::size_t, std::size_t>> neighbours;  ///< of `words`, at most max_reranked_pairs
  std::vector<Typed> typed;  ///< at most max_typed_words; none where there are more, or the index has one language
};

inline constexpr std::size_t max_reranked_words = 64;  ///< the bits of Ranked::words
inline constexpr std::size_t max_reranked_pairs = 128;
/// Among more words, one in another language decides nothing.
inline constexpr std::size_t max_typed_words = 8;
/// So many of the best are looked at more closely; whatever is added moves none of them behind the others.
inline constexpr Xapian::doccount rerank_depth = 100;

struct Ranked {
  Xapian::docid document = 0;
  double score = 0;
  double early = 0, neighbours = 0;  ///< what rerank() added of it
  std::uint64_t words = 0;           ///< which of the RankedWords it has, as rerank() has seen, by bits
  double foreign = 0;                ///< what lessen_foreign() took
};

/// Adds to the scores of the best (in order, at most rerank_depth) what only positions tell: query words early in the
/// headline or text, and neighbours of the query that are neighbours, or near, in the text. Sorts again.
void rerank(const RankedWords& words, const Xapian::Database& database, std::vector<Ranked>& best);

}  // namespace caravan::query
