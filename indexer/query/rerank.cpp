#include "indexer/query/rerank.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "indexer/query/ranking.h"
#include "indexer/schema/entry.h"

namespace caravan::query {
namespace {

using Positions = std::vector<Xapian::termpos>;

/// So many times it is read where a word stands in an article; more than most texts that are pasted need.
constexpr std::size_t most_lists = 2000;

void read(const Xapian::PostingIterator& posting, Positions& to) {
  const auto end = posting.positionlist_end();
  for (auto position = posting.positionlist_begin(); position != end; ++position) to.push_back(*position);
}

/// Of every ranked word in each of the best articles. Word by word and in order of the articles' numbers, as they lie
/// in the index; which articles have the word at all is asked of its postings, which costs less. Of very many in very
/// many, the most frequent words, which weigh least, are not read.
/// @param having  in how many articles of the index each word is
std::vector<std::vector<Positions>> positions_in(const RankedWords& words, const std::vector<Xapian::doccount>& having,
                                                 const Xapian::Database& database, const std::vector<Ranked>& best) {
  std::vector<std::size_t> articles(best.size()), rarest_first(words.words.size());
  std::iota(articles.begin(), articles.end(), 0);
  std::iota(rarest_first.begin(), rarest_first.end(), 0);
  std::sort(articles.begin(), articles.end(),
            [&](std::size_t a, std::size_t b) { return best[a].document < best[b].document; });
  std::stable_sort(rarest_first.begin(), rarest_first.end(),
                   [&](std::size_t a, std::size_t b) { return having[a] < having[b]; });
  std::vector<std::vector<Positions>> found(best.size(), std::vector<Positions>(words.words.size()));
  std::size_t lists = 0;
  for (const std::size_t w : rarest_first) {
    if (lists >= most_lists) break;
    auto posting = database.postlist_begin(words.words[w].term);
    const auto end = database.postlist_end(words.words[w].term);
    for (const std::size_t i : articles) {
      if (posting == end) break;
      posting.skip_to(best[i].document);
      if (posting == end) break;
      if (*posting != best[i].document) continue;
      read(posting, found[i][w]);
      ++lists;
    }
  }
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
  std::vector<Xapian::doccount> having;
  for (const RankedWords::Word& word : words.words) having.push_back(database.get_termfreq(word.term));
  const std::vector<std::vector<Positions>> positions = positions_in(words, having, database, best);

  const double articles = database.get_doccount();
  for (std::size_t w = 0; w < words.words.size(); ++w) {
    const RankedWords::Word& word = words.words[w];
    const double weight = weights.early * std::pow(word.repeats, weights.repeat) * rarity(articles, having[w]);
    for (std::size_t i = 0; i < best.size(); ++i)
      if (!positions[i][w].empty()) best[i].words |= std::uint64_t{1} << w;
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
