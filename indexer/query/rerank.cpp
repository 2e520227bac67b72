#include "indexer/query/rerank.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "indexer/query/ranking.h"
#include "indexer/schema/entry.h"

namespace caravan::query {
namespace {

using Positions = std::vector<Xapian::termpos>;

/// Of every ranked word in one article.
std::vector<Positions> positions_in(const RankedWords& words, const Xapian::Database& database,
                                    Xapian::docid document) {
  std::vector<Positions> found;
  for (const RankedWords::Word& word : words.words)
    found.emplace_back(database.positionlist_begin(document, word.term),
                       database.positionlist_end(document, word.term));
  return found;
}

double rarity(double collection, double having) { return std::log(1.0 + (collection - having + 0.5) / (having + 0.5)); }

/// 1 for the first word of headline or text, less the later a word first comes.
double earliness(const Positions& positions, double half_life) {
  if (positions.empty()) return 0;
  const Xapian::termpos first = positions.front();
  const Xapian::termpos before = first >= schema::body_position ? first - schema::body_position : first - 1;
  return half_life / (half_life + static_cast<double>(before));
}

/// How often `second` comes right behind `first`.
double in_order(const Positions& first, const Positions& second) {
  double times = 0;
  for (const Xapian::termpos position : first)
    if (std::binary_search(second.begin(), second.end(), position + 1)) ++times;
  return times;
}

/// How often `first` has a `second` within `window` words on either side.
double close_by(const Positions& first, const Positions& second, Xapian::termpos window) {
  double times = 0;
  for (const Xapian::termpos position : first) {
    const auto next = std::lower_bound(second.begin(), second.end(), position > window ? position - window : 0);
    if (next != second.end() && *next <= position + window) ++times;
  }
  return times;
}

double saturated(double times) { return times / (times + 1.0); }

/// Adds for one pair of neighbours, by how rare the pair is among the best.
void add_pair(const std::vector<double>& times, double weight, std::vector<Ranked>& best) {
  const auto having =
      static_cast<double>(std::count_if(times.begin(), times.end(), [](double each) { return each > 0; }));
  const double rare = rarity(rerank_depth, having);
  for (std::size_t i = 0; i < best.size(); ++i) best[i].neighbours += weight * rare * saturated(times[i]);
}

}  // namespace

void rerank(const RankedWords& words, const Xapian::Database& database, std::vector<Ranked>& best) {
  if (words.words.empty() || best.size() < 2) return;
  const RankingWeights& weights = ranking_weights();
  std::vector<std::vector<Positions>> positions;
  for (const Ranked& each : best) positions.push_back(positions_in(words, database, each.document));

  const double articles = database.get_doccount();
  for (std::size_t w = 0; w < words.words.size(); ++w) {
    const RankedWords::Word& word = words.words[w];
    const double weight =
        weights.early * std::pow(word.repeats, weights.repeat) * rarity(articles, database.get_termfreq(word.term));
    for (std::size_t i = 0; i < best.size(); ++i)
      best[i].early += weight * earliness(positions[i][w], weights.early_half_life);
  }
  std::vector<double> ordered(best.size()), near(best.size());
  for (const auto& [x, y] : words.neighbours) {
    for (std::size_t i = 0; i < best.size(); ++i) {
      ordered[i] = in_order(positions[i][x], positions[i][y]);
      near[i] = close_by(positions[i][x], positions[i][y], static_cast<Xapian::termpos>(weights.window));
    }
    add_pair(ordered, weights.ordered, best);
    add_pair(near, weights.near, best);
  }
  for (Ranked& each : best) each.score += each.early + each.neighbours;
  std::stable_sort(best.begin(), best.end(), [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
}

}  // namespace caravan::query
