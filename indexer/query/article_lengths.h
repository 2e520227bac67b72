#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include <xapian.h>

#include "indexer/query/ranking.h"

namespace caravan::query {

/// How many stems each article of a revision has, by its number, and what that makes of a word in it: worked out once,
/// for the ranking weights of that moment, since a query asks for it millions of times.
class ArticleLengths {
 public:
  explicit ArticleLengths(const Xapian::Database& database);

  /// One more than the last article's number.
  std::size_t numbers() const { return lengths_.size(); }
  WordWeight::Share share(Xapian::docid article, Xapian::termcount times) const {
    const Xapian::termcount length = lengths_[article];
    return times - 1 < common_times && length < common_lengths ? shares_[times - 1][length] : work_out(length, times);
  }

 private:
  /// Others are worked out each time.
  static constexpr std::size_t common_times = 6, common_lengths = 4096;

  WordWeight::Share work_out(Xapian::termcount length, Xapian::termcount times) const;

  std::vector<Xapian::termcount> lengths_;
  double average_ = 0;
  std::array<std::vector<WordWeight::Share>, common_times> shares_;  ///< by times less one, then by length
};

}  // namespace caravan::query
