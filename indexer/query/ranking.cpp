#include "indexer/query/ranking.h"

#include <algorithm>
#include <cmath>

namespace caravan::query {
namespace {
RankingWeights current_weights;
}

const RankingWeights& ranking_weights() { return current_weights; }
void set_ranking_weights(const RankingWeights& weights) { current_weights = weights; }

FusedWeight::FusedWeight(const RankingWeights& weights) : weights_(weights) {
  for (const stat_flags needed :
       {COLLECTION_SIZE, AVERAGE_LENGTH, DOC_LENGTH, DOC_LENGTH_MIN, WDF, WDF_MAX, WQF, TERMFREQ, COLLECTION_FREQ})
    need_stat(needed);
}

FusedWeight* FusedWeight::clone() const { return new FusedWeight(weights_); }

void FusedWeight::init(double factor) {
  const double collection = std::max(1.0, static_cast<double>(get_collection_size()));
  const double documents = std::max(1.0, static_cast<double>(get_termfreq()));
  const double occurrences = std::max(documents, static_cast<double>(get_collection_freq()));
  average_length_ = std::max(1.0, static_cast<double>(get_average_length()));
  const double repeated = std::pow(static_cast<double>(std::max<Xapian::termcount>(1, get_wqf())), weights_.repeat);

  const double bm25_idf = std::log(1.0 + (collection - documents + 0.5) / (documents + 0.5));
  bm25_factor_ = factor * repeated * weights_.bm25 * bm25_idf;

  const double expected = collection * (1.0 - std::pow((collection - 1.0) / collection, occurrences));
  const double ineb2_idf = std::log2((collection + 1.0) / (expected + 0.5));
  ineb2_factor_ =
      factor * repeated * weights_.ineb2 * ineb2_idf * std::min((occurrences + 1.0) / documents, weights_.burst);

  // Both parts rise with wdf and fall with length, and no text is shorter than what it repeats.
  const Xapian::termcount most = get_wdf_upper_bound();
  max_part_ = get_sumpart(most, std::max(most, get_doclength_lower_bound()), 0);
}

double FusedWeight::get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount) const {
  if (wdf == 0) return 0;
  const double tf = static_cast<double>(wdf);
  const double relative = static_cast<double>(std::max<Xapian::termcount>(1, length)) / average_length_;
  const double bm25 = tf / (tf + weights_.k1 * (1.0 - weights_.b + weights_.b * relative));
  const double normal = tf * std::log2(1.0 + weights_.c / relative);
  return bm25_factor_ * bm25 + ineb2_factor_ * normal / (normal + 1.0);
}

double FusedWeight::get_maxpart() const { return max_part_; }

}  // namespace caravan::query
