#include "indexer/query/foreign.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <set>
#include <string>

#include <fmt/format.h>

#include "indexer/query/ranking.h"
#include "indexer/schema/fields.h"

namespace caravan::query {
namespace {

using Places = std::vector<std::size_t>;

/// The best articles and their languages. A place is one in `best`; places are given in the order of the articles'
/// numbers, as they lie in the index.
class Best {
 public:
  Best(const Xapian::Database& database, const std::vector<Ranked>& best)
      : database_(database), best_(best), all_(best.size()), languages_(best.size(), "en") {
    std::iota(all_.begin(), all_.end(), 0);
    std::sort(all_.begin(), all_.end(),
              [&](std::size_t a, std::size_t b) { return best[a].document < best[b].document; });
    const auto slot = static_cast<Xapian::valueno>(schema::find_field("lang")->slot);
    auto value = database.valuestream_begin(slot);
    for (const std::size_t i : all_) {
      if (value == database.valuestream_end(slot)) break;
      value.skip_to(best[i].document);
      if (value == database.valuestream_end(slot)) break;
      if (value.get_docid() == best[i].document) languages_[i] = schema::Stemmer::language_key(*value);
    }
  }

  const Places& all() const { return all_; }
  const std::string& language(std::size_t i) const { return languages_[i]; }

  /// Calls `found` with each place that has the term, and how often, until it says that this will do.
  template <class Found>
  void having(const std::string& term, const Places& places, Found found) const {
    auto posting = database_.postlist_begin(term);
    const auto end = database_.postlist_end(term);
    for (const std::size_t i : places) {
      if (posting == end) return;
      posting.skip_to(best_[i].document);
      if (posting == end) return;
      if (*posting == best_[i].document && !found(i, posting.get_wdf())) return;
    }
  }

 private:
  const Xapian::Database& database_;
  const std::vector<Ranked>& best_;
  Places all_;
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

/// One word among the best. Most articles are of the index's main language and have the word's stem in it, as rerank()
/// has seen: these are not looked at once more.
class Lessening {
 public:
  Lessening(const RankedWords& words, const RankedWords::Typed& word, const Best& places, schema::Stemmers& stemmers,
            const std::string& main)
      : word_(word), places_(places), stemmers_(stemmers), main_(main) {
    const std::string term = fmt::format("{}{}", schema::prefix::stem, stemmers.of(main)(word.word));
    const auto known = std::find_if(words.words.begin(), words.words.end(),
                                    [&](const RankedWords::Word& each) { return each.term == term; });
    if (known != words.words.end()) seen_ = std::uint64_t{1} << (known - words.words.begin());
  }

  void apply(const Xapian::Database& database, std::vector<Ranked>& best) {
    const Places suspects = suspects_among(best);
    std::vector<bool> as_typed(best.size(), false);
    places_.having(word_.seen_as, suspects, [&](std::size_t i, Xapian::termcount) {
      as_typed[i] = true;
      return languages_.insert(places_.language(i)), true;
    });
    if (languages_.empty()) return;
    Places left;
    std::copy_if(suspects.begin(), suspects.end(), std::back_inserter(left),
                 [&](std::size_t i) { return !as_typed[i]; });
    std::vector<Xapian::termcount> times(best.size(), 0);
    std::vector<bool> by_own_stem(best.size(), false);
    for (const std::string& term : word_.terms)
      places_.having(term, left, [&](std::size_t i, Xapian::termcount wdf) {
        times[i] += wdf;
        if (is_own(term, places_.language(i))) by_own_stem[i] = true;
        return true;
      });
    const RankingWeights& weights = ranking_weights();
    const WordWeight weight = weight_of(word_, database);
    const double average = std::max(1.0, database.get_average_length());
    for (const std::size_t i : left) {
      if (times[i] == 0 || by_own_stem[i]) continue;
      const auto norm = WordWeight::norm(weights, database.get_doclength(best[i].document), average);
      best[i].foreign += (1 - weights.foreign) * weight.of(times[i], norm);
    }
  }

 private:
  bool is_own(const std::string& term, const std::string& language) {
    return languages_.contains(language) &&
           std::string_view(term).substr(schema::prefix::stem.size()) == stemmers_.of(language)(word_.word);
  }

  /// Those that may have the word in another language only; and whether it is one of the main language.
  Places suspects_among(const std::vector<Ranked>& best) {
    Places of_main, suspects;
    for (const std::size_t i : places_.all())
      if (places_.language(i) == main_) of_main.push_back(i);
    places_.having(word_.seen_as, of_main,
                   [&](std::size_t, Xapian::termcount) { return languages_.insert(main_), false; });
    const bool other_stems = word_.terms.size() > 1 || seen_ == 0;
    for (const std::size_t i : places_.all()) {
      const bool seen = (best[i].words & seen_) != 0;
      const bool cleared = places_.language(i) == main_ && !languages_.empty() && (seen || !other_stems);
      if (!cleared) suspects.push_back(i);
    }
    return suspects;
  }

  const RankedWords::Typed& word_;
  const Best& places_;
  schema::Stemmers& stemmers_;
  const std::string& main_;
  std::uint64_t seen_ = 0;           ///< among the bits of Ranked::words
  std::set<std::string> languages_;  ///< that the word is of
};

}  // namespace

void lessen_foreign(const RankedWords& words, const Xapian::Database& database, schema::Stemmers& stemmers,
                    const std::string& main, double least, std::vector<Ranked>& best) {
  if (words.typed.empty() || best.size() < 2) return;
  const Best places(database, best);
  for (const RankedWords::Typed& word : words.typed)
    Lessening(words, word, places, stemmers, main).apply(database, best);
  for (Ranked& each : best) {
    each.foreign = std::min(each.foreign, std::max(0.0, each.score - least));
    each.score -= each.foreign;
  }
  std::stable_sort(best.begin(), best.end(), [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
}

}  // namespace caravan::query
