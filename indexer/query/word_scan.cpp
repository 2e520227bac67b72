#include "indexer/query/word_scan.h"

#include <algorithm>
#include <queue>

#include "indexer/query/ranking.h"
#include "indexer/query/sorting.h"

namespace caravan::query {
namespace {

using Xapian::Query;

/// Words side by side are scanned when there are as many postings for each article of the index.
constexpr double least_postings_an_article = 1.0;
/// What is no word may match so many of the articles.
constexpr double most_other_matches = 0.1;
/// The clock is looked at once in so many postings.
constexpr unsigned postings_a_look = 1U << 15U;
bool is_of_leaves(const Query& query) {
  if (query.get_type() == Query::LEAF_TERM) return true;
  if (query.get_type() != Query::OP_OR) return false;
  for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
    if (query.get_subquery(i).get_type() != Query::LEAF_TERM) return false;
  return true;
}

/// Such a query costs less where others leave few articles to look at.
bool reads_positions(const Query& query) {
  switch (query.get_type()) {
    case Query::OP_PHRASE:
    case Query::OP_NEAR:
    case Query::LEAF_POSTING_SOURCE:
      return true;
    default:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (reads_positions(query.get_subquery(i))) return true;
      return false;
  }
}

bool comes_first(const Ranked& a, const Ranked& b) {
  return a.score != b.score ? a.score > b.score : a.document < b.document;
}

/// In how many articles one of several stems is and how often, as Xapian's matcher estimates it for synonyms.
struct Frequencies {
  double articles = 0, occurrences = 0;

  void add(const std::string& term, const Xapian::Database& database) {
    const double having = database.get_termfreq(term), times = static_cast<double>(database.get_collection_freq(term));
    const auto all_articles = static_cast<double>(database.get_doccount());
    const double all_words = std::max(1.0, all_articles * database.get_average_length());
    articles += having - articles * having / std::max(1.0, all_articles);
    occurrences += times - occurrences * times / all_words;
  }
};

}  // namespace

/// What every article has got so far.
class WordScan::Sum {
 public:
  Sum(const Xapian::Database& database, const ArticleLengths& lengths, const Deadline* deadline)
      : database_(database),
        lengths_(lengths),
        deadline_(deadline),
        articles_(database.get_doccount()),
        scores_(lengths.numbers(), 0),
        matching_(database.get_lastdocid()) {}

  void add(const Word& word) {
    if (is_late()) return;
    if (word.terms.size() == 1 && word.written.empty())
      add_term(word.terms[0], word.repeats);
    else
      add_synonyms(word);
  }

  void add_weighed(const Query& query) {
    if (is_late()) return;
    Xapian::Enquire enquire(database_);
    enquire.set_query(deadline_ == nullptr ? query : deadline_->bound(query));
    enquire.set_weighting_scheme(FusedWeight(ranking_weights()));
    const Xapian::MSet found = enquire.get_mset(0, database_.get_doccount());
    for (auto hit = found.begin(); hit != found.end(); ++hit) add(*hit, hit.get_weight());
  }

  const DocumentSet& matching() const { return matching_; }

  std::vector<Ranked> best(const DocumentSet& among, std::size_t wanted, Sort sort) const {
    if (sort != Sort::relevance) return first_by(sort, among, scores_, database_, wanted, deadline_);
    std::priority_queue<Ranked, std::vector<Ranked>, decltype(&comes_first)> kept(&comes_first);
    among.for_each([&](Xapian::docid article) {
      const Ranked candidate{article, scores_[article]};
      if (kept.size() >= wanted) {
        if (wanted == 0 || !comes_first(candidate, kept.top())) return;
        kept.pop();
      }
      kept.push(candidate);
    });
    std::vector<Ranked> best;
    for (; !kept.empty(); kept.pop()) best.push_back(kept.top());
    std::reverse(best.begin(), best.end());
    return best;
  }

 private:
  bool is_late() const { return deadline_ != nullptr && deadline_->cuts(); }

  void add(Xapian::docid article, double weight) {
    scores_[article] += weight;
    matching_.add(article);
  }

  /// Calls `take` with the number of each article that has the term, and how often.
  template <class Take>
  void for_each_posting(const std::string& term, Take&& take) const {
    unsigned until_look = postings_a_look;
    const auto end = database_.postlist_end(term);
    for (auto posting = database_.postlist_begin(term); posting != end; ++posting) {
      take(*posting, posting.get_wdf());
      if (--until_look == 0) {
        if (is_late()) return;
        until_look = postings_a_look;
      }
    }
  }

  void add_term(const std::string& term, double repeats) {
    const WordWeight weight(ranking_weights(), articles_, database_.get_termfreq(term),
                            static_cast<double>(database_.get_collection_freq(term)), repeats);
    for_each_posting(term, [&](Xapian::docid article, Xapian::termcount times) {
      add(article, weight.of(lengths_.share(article, times)));
    });
  }

  /// Occurrences of all of them count together.
  void add_synonyms(const Word& word) {
    times_.resize(lengths_.numbers(), 0);
    DocumentSet having(database_.get_lastdocid());
    Frequencies together;
    for (const std::string& term : word.terms) {
      if (is_late()) break;
      for_each_posting(term, [&](Xapian::docid article, Xapian::termcount times) {
        times_[article] += times;
        having.add(article);
      });
      together.add(term, database_);
    }
    const WordWeight weight(ranking_weights(), articles_, together.articles, together.occurrences, word.repeats);
    const auto weigh = [&](Xapian::docid article) {
      add(article, weight.of(lengths_.share(article, times_[article])));
    };
    if (word.written.empty())
      having.for_each(weigh);
    else
      having_one_of(word.written).for_each(weigh);
    having.for_each([&](Xapian::docid article) { times_[article] = 0; });
  }

  DocumentSet having_one_of(const std::vector<std::string>& terms) const {
    return query::matching(Query(Query::OP_OR, terms.begin(), terms.end()), database_, deadline_);
  }

  const Xapian::Database& database_;
  const ArticleLengths& lengths_;
  const Deadline* deadline_;
  double articles_;
  std::vector<double> scores_;
  std::vector<Xapian::termcount> times_;  ///< of one word's synonyms; 0 between words
  DocumentSet matching_;
};

std::optional<WordScan> WordScan::of(const Plan& plan, const Xapian::Database& database) {
  if (plan.everything) return std::nullopt;
  WordScan scan(plan, database);
  scan.candidates_ = database.get_doccount();
  const Query any = scan.take_narrowing(plan.matching);
  if (std::optional<Word> only = word_of(any))
    scan.words_.push_back(std::move(*only));
  else if (any.get_type() == Query::OP_OR)
    scan.take_words(any);
  return !scan.words_.empty() && scan.is_worth_it() ? std::optional(scan) : std::nullopt;
}

/// Peels off what only narrows.
Query WordScan::take_narrowing(Query query) {
  for (;;) {
    const Query::op op = query.get_type();
    if (op == Query::OP_FILTER || op == Query::OP_AND_NOT) {
      std::vector<Query>& to = op == Query::OP_FILTER ? filters_ : exclusions_;
      for (std::size_t i = 1; i < query.get_num_subqueries(); ++i) to.push_back(query.get_subquery(i));
      query = query.get_subquery(0);
    } else if (op == Query::OP_AND_MAYBE && query.get_num_subqueries() == 2 && take_required(query.get_subquery(0))) {
      query = query.get_subquery(1);
    } else {
      return query;
    }
  }
}

/// Words that must be there: they weigh, and narrow.
bool WordScan::take_required(const Query& required) {
  std::vector<Word> words;
  const bool several = required.get_type() == Query::OP_AND;
  for (std::size_t i = 0; i < (several ? required.get_num_subqueries() : 1); ++i) {
    std::optional<Word> word = word_of(several ? required.get_subquery(i) : required);
    if (!word) return false;
    double having = 0;
    for (const std::string& term : word->terms) having += database_.get_termfreq(term);
    candidates_ = std::min(candidates_, having);
    words.push_back(std::move(*word));
  }
  words_.insert(words_.end(), words.begin(), words.end());
  filters_.push_back(required);
  return true;
}

void WordScan::take_words(const Query& any) {
  for (std::size_t i = 0; i < any.get_num_subqueries(); ++i) {
    const Query each = any.get_subquery(i);
    if (each.get_type() == Query::OP_OR) {
      take_words(each);
    } else if (std::optional<Word> word = word_of(each)) {
      words_.push_back(std::move(*word));
    } else {
      others_.push_back(each);
    }
  }
}

/// A stem, the stems of one word in several languages, or these repeated (see WordQueries::stem()).
std::optional<WordScan::Word> WordScan::word_of(const Query& query) {
  if (query.get_type() == Query::LEAF_TERM)
    return Word{{*query.get_terms_begin()}, static_cast<double>(query.get_length()), {}};
  if (query.get_type() == Query::OP_AND_MAYBE) return beginning_of(query);
  const bool scaled = query.get_type() == Query::OP_SCALE_WEIGHT;
  const Query synonyms = scaled ? query.get_subquery(0) : query;
  if (synonyms.get_type() != Query::OP_SYNONYM) return std::nullopt;
  Word word;
  for (std::size_t i = 0; i < synonyms.get_num_subqueries(); ++i) {
    const Query each = synonyms.get_subquery(i);
    if (each.get_type() != Query::LEAF_TERM) return std::nullopt;
    word.terms.push_back(*each.get_terms_begin());
    word.repeats = static_cast<double>(each.get_length());
  }
  if (scaled != (word.repeats > 1)) return std::nullopt;
  return word;
}

/// See WordQueries::beginning().
std::optional<WordScan::Word> WordScan::beginning_of(const Query& query) {
  const Query weightless = query.get_subquery(0);
  if (query.get_num_subqueries() != 2 || weightless.get_type() != Query::OP_SCALE_WEIGHT) return std::nullopt;
  const Query weighed = query.get_subquery(1), written = weightless.get_subquery(0);
  if (weighed.get_type() == Query::OP_AND_MAYBE || !is_of_leaves(written)) return std::nullopt;
  std::optional<Word> word = word_of(weighed);
  if (word) word->written.assign(written.get_terms_begin(), written.get_terms_end());
  return word;
}

bool WordScan::is_worth_it() const {
  const double articles = database_.get_doccount();
  double postings = 0, terms_in_all = 0;
  for (const Word& word : words_)
    for (const auto* terms : {&word.terms, &word.written})
      for (const std::string& term : *terms) {
        postings += database_.get_termfreq(term);
        ++terms_in_all;
      }
  if (postings < articles * least_postings_an_article || postings > 2 * candidates_ * terms_in_all) return false;
  if (std::any_of(filters_.begin(), filters_.end(), reads_positions)) return false;
  if (others_.empty()) return true;
  Xapian::Enquire enquire(database_);
  enquire.set_query(Query(Query::OP_OR, others_.begin(), others_.end()));
  return enquire.get_mset(0, 0).get_matches_estimated() <= articles * most_other_matches;
}

void WordScan::narrow(DocumentSet& set) const {
  for (const Query& filter : filters_) set &= matching(filter, database_, plan_.deadline);
  if (!plan_.fixed.empty()) set &= matching(plan_.fixed, database_, plan_.deadline);
  for (const Query& excluded : exclusions_) set -= matching(excluded, database_, plan_.deadline);
  if (!plan_.excluded.empty()) set -= matching(plan_.excluded, database_, plan_.deadline);
}

WordScan::Result WordScan::best(const ArticleLengths& lengths, std::size_t wanted, Sort sort) const {
  // What narrows is read first: once the time has passed, nothing is found any more that it would leave out.
  DocumentSet let_through = DocumentSet::up_to(database_.get_lastdocid());
  narrow(let_through);
  DocumentSet chosen = let_through;
  for (const FacetFilter& filter : plan_.facets) chosen &= matching(filter.query, database_, plan_.deadline);

  Sum sum(database_, lengths, plan_.deadline);
  if (!others_.empty()) sum.add_weighed(Query(Query::OP_OR, others_.begin(), others_.end()));
  for (const Word& word : words_) sum.add(word);
  chosen &= sum.matching();
  let_through &= sum.matching();
  return {sum.best(chosen, wanted, sort), std::move(let_through), chosen.size()};
}

}  // namespace caravan::query
