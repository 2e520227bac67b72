#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <xapian.h>

#include "indexer/query/article_lengths.h"
#include "indexer/query/document_set.h"
#include "indexer/query/plan.h"

namespace caravan::query {

/// The other way to find the best for words side by side: word after word, adding up what each article gets. Where the
/// words together stand in more articles than there are, this takes a fraction of the time that the matcher takes,
/// which goes from article to article through all words at once. The weights are the same. What is no word (an
/// acronym's long form) is added as the matcher weighs it.
class WordScan {
 public:
  struct Result {
    std::vector<Ranked> best;  ///< with all filters
    DocumentSet counted;       ///< counted_query()'s matches
    std::uint64_t total = 0;   ///< with all filters
  };

  /// nullopt: the matcher is the better way. @param plan  outlives this
  static std::optional<WordScan> of(const Plan& plan, const Xapian::Database& database);

  /// @param sort  by relevance, or by date or title and then by relevance
  Result best(const ArticleLengths& lengths, std::size_t wanted, Sort sort) const;

 private:
  struct Word {
    std::vector<std::string> terms;  ///< one is as good as the other
    double repeats = 1;
    std::vector<std::string> written;  ///< of a beginning: the words, one of which must be there
  };
  class Sum;

  WordScan(const Plan& plan, const Xapian::Database& database) : plan_(plan), database_(database) {}
  Xapian::Query take_narrowing(Xapian::Query query);
  bool take_required(const Xapian::Query& required);
  void take_words(const Xapian::Query& any);
  bool is_worth_it() const;
  static std::optional<Word> word_of(const Xapian::Query& query);
  static std::optional<Word> beginning_of(const Xapian::Query& query);
  void narrow(DocumentSet& matching) const;

  const Plan& plan_;
  const Xapian::Database& database_;
  std::vector<Word> words_;
  std::vector<Xapian::Query> others_, filters_, exclusions_;
  double candidates_ = 0;  ///< how many articles there are at most for the matcher to look at
};

}  // namespace caravan::query
