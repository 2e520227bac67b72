#include "indexer/query/ranking.h"

#include <algorithm>
#include <cmath>

namespace caravan::query {
namespace {
RankingWeights current_weights;
}

const RankingWeights& ranking_weights() { return current_weights; }
void set_ranking_weights(const RankingWeights& weights) { current_weights = weights; }

WordWeight::Norm WordWeight::norm(const RankingWeights& weights, double length, double average_length) {
  const double relative = std::max(1.0, length) / average_length;
  return {weights.k1 * (1.0 - weights.b + weights.b * relative), std::log2(1.0 + weights.c / relative)};
}

WordWeight::WordWeight(const RankingWeights& weights, double articles, double having, double occurrences,
                       double repeats) {
  articles = std::max(1.0, articles);
  having = std::max(1.0, having);
  occurrences = std::max(having, occurrences);
  const double repeated = std::pow(std::max(1.0, repeats), weights.repeat);
  bm25_ = repeated * weights.bm25 * std::log(1.0 + (articles - having + 0.5) / (having + 0.5));
  const double expected = articles * (1.0 - std::pow((articles - 1.0) / articles, occurrences));
  const double inverse = std::log2((articles + 1.0) / (expected + 0.5));
  ineb2_ = repeated * weights.ineb2 * inverse * std::min((occurrences + 1.0) / having, weights.burst);
}

FusedWeight::FusedWeight(const RankingWeights& weights) : weights_(weights) {
  for (const stat_flags needed :
       {COLLECTION_SIZE, AVERAGE_LENGTH, DOC_LENGTH, DOC_LENGTH_MIN, WDF, WDF_MAX, WQF, TERMFREQ, COLLECTION_FREQ})
    need_stat(needed);
}

FusedWeight* FusedWeight::clone() const { return new FusedWeight(weights_); }

void FusedWeight::init(double factor) {
  factor_ = factor;
  average_length_ = std::max(1.0, static_cast<double>(get_average_length()));
  word_ = WordWeight(weights_, static_cast<double>(get_collection_size()), static_cast<double>(get_termfreq()),
                     static_cast<double>(get_collection_freq()), static_cast<double>(get_wqf()));
  // Both parts rise with wdf and fall with length, and no text is shorter than what it repeats.
  const Xapian::termcount most = get_wdf_upper_bound();
  max_part_ = get_sumpart(most, std::max(most, get_doclength_lower_bound()), 0);
}

double FusedWeight::get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount) const {
  if (wdf == 0) return 0;
  return factor_ *
         word_.of(static_cast<double>(wdf), WordWeight::norm(weights_, static_cast<double>(length), average_length_));
}

double FusedWeight::get_maxpart() const { return max_part_; }

}  // namespace caravan::query
