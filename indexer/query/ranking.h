#pragma once

#include <xapian.h>

namespace caravan::query {

/// How much each part of the ranking counts. One set for every collection; docs/RANKING.md says how each was found.
struct RankingWeights {
  double bm25 = 1.0;            ///< weight of BM25 in a word's weight
  double k1 = 1.2, b = 0.75;    ///< BM25: saturation, normalisation by length
  double ineb2 = 0.5;           ///< weight of IneB2
  double c = 0.4;               ///< IneB2: normalisation by length
  double burst = 8.0;           ///< IneB2: bound of occurrences per article, so that one bursty text does not decide
  double repeat = 0.5;          ///< a word that the query repeats n times counts n^repeat
  double early = 0.4;           ///< query words early in headline or text, see rerank()
  double early_half_life = 30;  ///< in words
  double ordered = 0.3;         ///< neighbours of the query that are neighbours in the text
  double near = 0.2;            ///< neighbours of the query that are near in the text
  int window = 8;               ///< what near means, in words
  double foreign = 0.25;        ///< of the weight of a word that an article has in another language only
};
const RankingWeights& ranking_weights();
/// For experiments only (tests/bench): replaces the weights of the whole process.
void set_ranking_weights(const RankingWeights& weights);

/// What one word weighs in an article: BM25 and IneB2 (divergence from randomness: inverse expected document frequency,
/// Bernoulli, normalisation 2), both measured in the same unit and added: each makes up for what the other gets wrong.
class WordWeight {
 public:
  /// What the length of a text does to all words in it.
  struct Norm {
    double bm25 = 0, ineb2 = 0;
  };
  static Norm norm(const RankingWeights& weights, double length, double average_length);

  /// What a word that is there so many times reaches, of the most that it could, in either family.
  struct Share {
    double bm25 = 0, ineb2 = 0;
  };
  static Share share(double times, const Norm& norm) {
    const double normal = times * norm.ineb2;
    return {times / (times + norm.bm25), normal / (normal + 1.0)};
  }

  WordWeight() = default;
  /// @param articles     of the index
  /// @param having       of them, how many have the word
  /// @param occurrences  in all of them
  /// @param repeats      times in the query
  WordWeight(const RankingWeights& weights, double articles, double having, double occurrences, double repeats);

  double of(const Share& share) const { return bm25_ * share.bm25 + ineb2_ * share.ineb2; }
  double of(double times, const Norm& norm) const { return of(share(times, norm)); }

 private:
  double bm25_ = 0, ineb2_ = 0;
};

/// The same for Xapian's matcher.
class FusedWeight final : public Xapian::Weight {
 public:
  explicit FusedWeight(const RankingWeights& weights);
  FusedWeight* clone() const override;
  std::string name() const override { return "caravan::FusedWeight"; }
  double get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount unique) const override;
  double get_maxpart() const override;
  double get_sumextra(Xapian::termcount, Xapian::termcount) const override { return 0; }
  double get_maxextra() const override { return 0; }

 private:
  void init(double factor) override;

  RankingWeights weights_;
  WordWeight word_;
  double factor_ = 1, average_length_ = 1, max_part_ = 0;
};

}  // namespace caravan::query
