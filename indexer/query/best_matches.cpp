#include "indexer/query/best_matches.h"

#include <algorithm>
#include <map>
#include <string>

#include "indexer/query/foreign.h"
#include "indexer/query/ranking.h"
#include "indexer/query/sorting.h"
#include "indexer/query/word_scan.h"
#include "indexer/schema/fields.h"

namespace caravan::query {
namespace {

/// The best two of every site, then the next two, and so on.
void spread_sites(std::vector<Ranked>& best, const Xapian::Database& database) {
  constexpr std::size_t together = 2;
  const auto slot = static_cast<Xapian::valueno>(schema::find_field("site")->slot);
  const std::size_t depth = std::min<std::size_t>(best.size(), rerank_depth);
  std::map<std::string, std::size_t> seen;
  std::vector<std::pair<std::size_t, Ranked>> turns;
  for (std::size_t i = 0; i < depth; ++i)
    turns.emplace_back(seen[database.get_document(best[i].document).get_value(slot)]++ / together, best[i]);
  std::stable_sort(turns.begin(), turns.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < depth; ++i) best[i] = turns[i].second;
}

/// Where positions are read, what matches is gathered at the same time: it is needed for the total, and reading them
/// twice takes twice as long.
Found found_by_matcher(const Plan& plan, const Xapian::Database& database, std::size_t wanted, Sort sort) {
  Xapian::Enquire enquire(database);
  Xapian::MultiValueKeyMaker keys;
  sort_by(enquire, sort, keys);
  enquire.set_query(in_time(plan, ranked_query(plan)));
  enquire.set_weighting_scheme(FusedWeight(ranking_weights()));
  const auto window = static_cast<Xapian::doccount>(wanted);
  DocumentSet gathered(database.get_lastdocid());
  Gather gather(gathered);
  const bool at_once = needs_matcher(plan.matching);
  if (at_once) enquire.add_matchspy(&gather);
  const Xapian::MSet matches = enquire.get_mset(0, window, at_once ? database.get_doccount() : window + 1);
  enquire.clear_matchspies();
  Found found{{}, matches.get_matches_lower_bound(), matches.get_matches_upper_bound(), std::nullopt};
  if (at_once) found.least = found.most = gathered.size();
  if (at_once && plan.facets.empty()) found.counted = std::move(gathered);
  for (auto hit = matches.begin(); hit != matches.end(); ++hit) found.best.push_back({*hit, hit.get_weight()});
  return found;
}

/// Words after words, and then the first in the order asked for.
Found found_by_scan(const WordScan& scan, const ArticleLengths& lengths, std::size_t wanted, Sort sort) {
  WordScan::Result result = scan.best(lengths, wanted, sort);
  return {std::move(result.best), result.total, result.total, std::move(result.counted)};
}

/// Where nothing weighs, the matcher would go through all words at once for nothing.
Found found_by_value(const Plan& plan, const Xapian::Database& database, std::size_t wanted, Sort sort) {
  DocumentSet counted = matching(counted_query(plan), database, plan.deadline);
  DocumentSet filtered = counted;
  for (const FacetFilter& filter : plan.facets) filtered &= matching(filter.query, database, plan.deadline);
  const std::uint64_t total = filtered.size();
  return {first_by(sort, filtered, {}, database, wanted, plan.deadline), total, total, std::move(counted)};
}

Found first_found(const Plan& plan, View& view, LiveIndex& index, std::size_t wanted, Sort sort) {
  if (plan.unranked && !needs_matcher(plan.matching)) return found_by_value(plan, view.database, wanted, sort);
  if (const std::optional<WordScan> scan = WordScan::of(plan, view.database))
    return found_by_scan(*scan, index.lengths(view), wanted, sort);
  return found_by_matcher(plan, view.database, wanted, sort);
}

}  // namespace

Found best_matches(const Plan& plan, const SearchRequest& request, View& view, LiveIndex& index) {
  const Sort sort = plan.unranked && request.sort == Sort::relevance ? Sort::newest : request.sort;
  std::size_t wanted = request.offset + request.limit;
  const bool ranked = !plan.ranked.words.empty() || !plan.ranked.typed.empty();
  // Nothing is moved out of the best that it looks at, nor into them.
  const bool shows_best = request.limit > 0 && request.offset < rerank_depth;
  const bool closer_look = sort == Sort::relevance && ranked && shows_best;
  const bool spread = request.diverse && sort == Sort::relevance && request.limit > 0;
  if (closer_look || spread) wanted = std::max<std::size_t>(wanted, rerank_depth);
  Found found = first_found(plan, view, index, wanted, sort);
  std::vector<Ranked>& best = found.best;
  if (closer_look && !is_late(plan)) {
    std::vector<Ranked> first(
        best.begin(), best.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(best.size(), rerank_depth)));
    const double least = first.size() < rerank_depth ? 0 : first.back().score;
    rerank(plan.ranked, view.database, first);
    if (view.languages.size() > 1)
      lessen_foreign(plan.ranked, view.database, view.stemmers, view.languages[0], least, first);
    std::copy(first.begin(), first.end(), best.begin());
  }
  if (spread) spread_sites(best, view.database);
  return found;
}

}  // namespace caravan::query
