#include "indexer/query/article_lengths.h"

namespace caravan::query {

ArticleLengths::ArticleLengths(const Xapian::Database& database)
    : lengths_(static_cast<std::size_t>(database.get_lastdocid()) + 1, 0), average_(database.get_average_length()) {
  const auto end = database.postlist_end({});
  for (auto article = database.postlist_begin({}); article != end; ++article)
    lengths_[*article] = article.get_doclength();
  for (Xapian::termcount times = 1; times <= common_times; ++times)
    for (Xapian::termcount length = 0; length < common_lengths; ++length)
      shares_[times - 1].push_back(work_out(length, times));
}

WordWeight::Share ArticleLengths::work_out(Xapian::termcount length, Xapian::termcount times) const {
  return WordWeight::share(times, WordWeight::norm(ranking_weights(), length, average_));
}

}  // namespace caravan::query
