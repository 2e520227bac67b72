#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/schema/analysis.h"
#include "indexer/schema/entry.h"

namespace caravan::query {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// What of a query is shown as matching: folded words, by their stems; beginnings of words; sequences, exactly.
struct MarkedWords {
  std::vector<std::string> words;
  std::vector<std::string> prefixes;
  std::vector<std::vector<std::string>> phrases;
  std::vector<std::string> stems = {};  ///< that matched in other languages than the article's
  bool empty() const { return words.empty() && prefixes.empty() && phrases.empty(); }
};

/// One place in a text that matched.
struct Match {
  std::size_t begin = 0, end = 0;  ///< bytes
  std::size_t what = 0;            ///< which of the query's words or phrases
};

/// Finds what matched in texts of one language. Cheap to use again for another text, not to make. Not thread-safe.
class Marker {
 public:
  Marker(const MarkedWords& marked, schema::Stemmer& stemmer);

  /// Ascending and apart; overlapping places are joined. Words that begin as none of the wanted are passed over unread.
  std::vector<Match> find(std::string_view text);
  std::size_t distinct() const { return stems_.size() + prefixes_.size() + phrases_.size(); }

  /// What the index calls a single word that is marked.
  struct Term {
    std::string term;
    std::size_t what = 0;  ///< as Match::what
  };
  std::vector<Term> terms() const;
  const std::vector<std::string>& prefixes() const { return prefixes_; }
  const std::vector<std::vector<std::string>>& phrases() const { return phrases_; }
  std::size_t first_prefix() const { return stems_.size(); }  ///< as Match::what; the others follow
  std::size_t first_phrase() const { return stems_.size() + prefixes_.size(); }

 private:
  void want(std::string_view word, bool whole);
  void want_beginning(std::string_view letters);
  bool may_begin_at(std::string_view text, std::size_t at) const;
  void look_at(std::string_view text, std::size_t at, std::size_t to, std::vector<Match>& matches);
  void read_chunk(std::string_view text, std::size_t at, std::size_t to, std::vector<Match>& matches);
  std::string stem_at(std::string_view text, std::size_t at, const schema::Token& token) const;
  void find_phrases(std::vector<Match>& matches) const;

  schema::Stemmer& stemmer_;
  std::vector<std::pair<std::string, std::size_t>> stems_;  ///< sorted
  std::vector<std::string> small_;                          ///< stop words, which the index has as they are written
  std::vector<std::string> prefixes_;
  std::vector<std::vector<std::string>> phrases_;
  std::vector<schema::Token> sequence_;  ///< what was read so far, counted through; gaps where words were passed over
  std::uint32_t position_ = 0;
  std::bitset<1U << 15U> wanted_;  ///< by the codes of three letters, see marks.cpp
  bool acronyms_ = false;          ///< stop words in capitals are wanted
  bool everything_ = false;        ///< no beginning tells what is wanted
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::vector<Match>, Hash, std::equal_to<>> known_;  ///< stretches read before
};

}  // namespace caravan::query
