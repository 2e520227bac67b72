#pragma once

#include <bit>
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
  explicit DocumentSet(Xapian::docid last) : DocumentSet(last, 0) {}
  /// Every number up to `last`, and some behind it: only to be narrowed.
  static DocumentSet up_to(Xapian::docid last) { return {last, ~std::uint64_t{0}}; }

  void add(Xapian::docid document) { bits_[document / 64] |= std::uint64_t{1} << (document % 64); }
  std::uint64_t size() const;
  std::vector<Xapian::docid> documents() const;  ///< ascending
  /// Calls `visit` with each, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < bits_.size(); ++i)
      for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1)
        visit(static_cast<Xapian::docid>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
  }

  DocumentSet& operator&=(const DocumentSet& other);
  DocumentSet& operator|=(const DocumentSet& other);
  DocumentSet& operator-=(const DocumentSet& other);
  bool operator==(const DocumentSet&) const = default;

 private:
  DocumentSet(Xapian::docid last, std::uint64_t bits) : bits_(static_cast<std::size_t>(last) / 64 + 1, bits) {}

  std::vector<std::uint64_t> bits_;
};

/// Whether the query needs Xapian's matcher: positions or values must be read.
bool needs_matcher(const Xapian::Query& query);

/// Gathers what the matcher finds, where it is told to look at everything (check_at_least).
class Gather final : public Xapian::MatchSpy {
 public:
  explicit Gather(DocumentSet& to) : to_(to) {}
  void operator()(const Xapian::Document& document, double) override { to_.add(document.get_docid()); }

 private:
  DocumentSet& to_;
};

/// Exactly the documents that match, whatever they weigh. Terms are read as they lie in the index and joined as bits;
/// what needs positions or values is left to Xapian. Once the deadline has passed, some of them. @throws Xapian::Error
/// @param deadline  null: none
DocumentSet matching(const Xapian::Query& query, const Xapian::Database& database, const Deadline* deadline);

}  // namespace caravan::query
