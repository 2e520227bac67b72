#include "indexer/query/foreign.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include <fmt/format.h>

#include "indexer/query/ranking.h"
#include "indexer/schema/fields.h"

namespace caravan::query {
namespace {

/// The best articles, in the order of their numbers.
class Best {
 public:
  Best(const Xapian::Database& database, const std::vector<Ranked>& best) : database_(database), order_(best.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return best[a].document < best[b].document; });
    const auto slot = static_cast<Xapian::valueno>(schema::find_field("lang")->slot);
    for (const Ranked& each : best) {
      documents_.push_back(each.document);
      const std::string language = database.get_document(each.document).get_value(slot);
      languages_.push_back(schema::Stemmer::language_key(language.empty() ? "en" : language));
    }
  }

  const std::string& language(std::size_t i) const { return languages_[i]; }

  /// Calls `found` with the place of each that has the term, and how often.
  template <class Found>
  void having(const std::string& term, Found found) const {
    auto posting = database_.postlist_begin(term);
    const auto end = database_.postlist_end(term);
    for (const std::size_t i : order_) {
      if (posting == end) return;
      posting.skip_to(documents_[i]);
      if (posting == end) return;
      if (*posting == documents_[i]) found(i, posting.get_wdf());
    }
  }

 private:
  const Xapian::Database& database_;
  std::vector<std::size_t> order_;
  std::vector<Xapian::docid> documents_;
  std::vector<std::string> languages_;
};

/// What a word weighs, by all of its stems together.
WordWeight weight_of(const RankedWords::Typed& word, const Xapian::Database& database) {
  double having = 0, occurrences = 0;
  for (const std::string& term : word.terms) {
    having += database.get_termfreq(term);
    occurrences += static_cast<double>(database.get_collection_freq(term));
  }
  const double articles = database.get_doccount();
  return {ranking_weights(), articles, std::min(having, articles), occurrences, static_cast<double>(word.repeats)};
}

/// Takes what one word weighs too much.
void lessen(const RankedWords::Typed& word, const Best& places, const Xapian::Database& database,
            schema::Stemmers& stemmers, std::vector<Ranked>& best) {
  std::vector<bool> as_typed(best.size(), false);
  std::set<std::string> languages;
  places.having(word.seen_as, [&](std::size_t i, Xapian::termcount) {
    as_typed[i] = true;
    languages.insert(places.language(i));
  });
  if (languages.empty()) return;
  std::vector<Xapian::termcount> times(best.size(), 0);
  std::vector<bool> by_own_stem(best.size(), false);
  for (const std::string& term : word.terms)
    places.having(term, [&](std::size_t i, Xapian::termcount wdf) {
      times[i] += wdf;
      const std::string& own = stemmers.of(places.language(i))(word.word);
      if (languages.contains(places.language(i)) && std::string_view(term).substr(schema::prefix::stem.size()) == own)
        by_own_stem[i] = true;
    });
  const RankingWeights& weights = ranking_weights();
  const WordWeight weight = weight_of(word, database);
  const double average = std::max(1.0, database.get_average_length());
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (times[i] == 0 || as_typed[i] || by_own_stem[i]) continue;
    const auto norm = WordWeight::norm(weights, database.get_doclength(best[i].document), average);
    best[i].foreign += (1 - weights.foreign) * weight.of(times[i], norm);
  }
}

}  // namespace

void lessen_foreign(const RankedWords& words, const Xapian::Database& database, schema::Stemmers& stemmers,
                    double least, std::vector<Ranked>& best) {
  if (words.typed.empty() || best.size() < 2) return;
  const Best places(database, best);
  for (const RankedWords::Typed& word : words.typed) lessen(word, places, database, stemmers, best);
  for (Ranked& each : best) {
    each.foreign = std::min(each.foreign, std::max(0.0, each.score - least));
    each.score -= each.foreign;
  }
  std::stable_sort(best.begin(), best.end(), [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
}

}  // namespace caravan::query
