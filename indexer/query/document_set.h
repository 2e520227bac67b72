#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <xapian.h>

#include "indexer/query/deadline.h"

namespace caravan::query {

/// Which articles match, a bit each: what facets are counted over, and totals.
class DocumentSet {
 public:
  DocumentSet() = default;
  /// None of the documents up to `last`.
  explicit DocumentSet(Xapian::docid last) : bits_(static_cast<std::size_t>(last) / 64 + 1, 0) {}

  void add(Xapian::docid document) { bits_[document / 64] |= std::uint64_t{1} << (document % 64); }
  bool contains(Xapian::docid document) const { return (bits_[document / 64] >> (document % 64) & 1U) != 0; }
  std::uint64_t size() const;
  std::vector<Xapian::docid> documents() const;  ///< ascending

  DocumentSet& operator&=(const DocumentSet& other);
  DocumentSet& operator|=(const DocumentSet& other);
  DocumentSet& operator-=(const DocumentSet& other);
  bool operator==(const DocumentSet&) const = default;

 private:
  std::vector<std::uint64_t> bits_;
};

/// Exactly the documents that match, whatever they weigh. Terms are read as they lie in the index and joined as bits;
/// what needs positions or values is left to Xapian. Once the deadline has passed, some of them. @throws Xapian::Error
/// @param deadline  null: none
DocumentSet matching(const Xapian::Query& query, const Xapian::Database& database, const Deadline* deadline);

}  // namespace caravan::query
