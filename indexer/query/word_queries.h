#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <xapian.h>

#include "indexer/query/plan.h"
#include "indexer/schema/analysis.h"

namespace caravan::query {

/// Makes Xapian queries of words: by stems in all languages of the index, or exactly.
class WordQueries {
 public:
  explicit WordQueries(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// Ranked by the word's stems; nullopt when the index has none of them. @param field_prefix "" for everywhere
  std::optional<Xapian::Query> stem(const std::string& word, std::string_view field_prefix = {},
                                    Xapian::termcount repeats = 1);
  /// The one stem term of the index's main language, for proximity; "" when the index does not have it.
  std::string main_stem_term(const std::string& word);
  /// Whether the index has the word as it is, or by its stem in the main language. Small words are always known.
  bool knows(const std::string& word);
  /// What tells words apart that the ranking must count as one.
  std::string stem_key(const std::string& word);
  /// The words themselves, next to each other and in this order, weighted by their stems.
  Xapian::Query exact(const std::vector<std::string>& words, std::string_view field_prefix = {});
  /// Stems next to each other and in this order; nullopt when one of them is unknown.
  std::optional<Xapian::Query> stem_phrase(const std::vector<std::string>& words);
  struct Beginning {
    Xapian::Query query;
    std::size_t words = 0;  ///< how many are searched
    bool cut = false;       ///< there are more
  };
  /// How many beginnings will be asked for: they share the room that there is.
  void expect_beginnings(std::size_t count) { beginnings_ = std::max(1.0, static_cast<double>(count)); }
  /// Words that begin so: the most frequent, as many as there is room for.
  Beginning beginning(const std::string& beginning, std::string_view field_prefix);

  /// "cooperation" for the tokens of "co-operation": where the first part only modifies the second, and articles have
  /// the two together at least as often as the second in all, so that it is no word of its own here. Not
  /// post-Brexit.
  std::optional<std::string> as_one_word(const std::vector<schema::Token>& tokens);

  /// Those that the index has, in all of its languages.
  std::vector<std::string> stem_terms(const std::string& word, std::string_view field_prefix);

 private:
  /// A word that begins as was asked for.
  struct Expansion {
    bool is_small = false;
    Xapian::doccount frequency = 0;
    std::string term;
  };
  void choose(std::vector<Expansion>& found, std::string_view field_prefix);
  bool exists(const std::string& term);

  const Vocabulary& vocabulary_;
  std::unordered_map<std::string, bool> known_;  ///< whether the index has a term, as far as was asked
  std::size_t scanned_ = 0;                      ///< words looked at for all beginnings
  double beginnings_ = 1;
};

/// A token's word as it is searched for: WHO, written so in a query that is not all capitals, is no pronoun where it is
/// a known acronym or the articles write it so. See schema/capitals.h.
std::string word_as_typed(std::string_view text, const schema::Token& token, bool capitals_say_nothing,
                          const Vocabulary& vocabulary);

/// The words of a text in order, as they stand in phrases: pairs of characters where a script has no spaces.
std::vector<std::string> phrase_words(const std::vector<schema::Token>& tokens);

}  // namespace caravan::query
