#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "indexer/query/document_set.h"
#include "indexer/query/plan.h"
#include "indexer/query/search.h"
#include "indexer/schema/facet_columns.h"

namespace caravan::query {

/// Which values of a facet are listed.
struct FacetPage {
  std::vector<std::string> fields;  ///< empty: every facet
  std::size_t offset = 0, limit = 20;
  std::string prefix;    ///< only values that begin so, folded; empty: all
  std::string contains;  ///< only values that contain this, folded; empty: all
};

/// The articles that match with all filters.
DocumentSet matching_all(const Plan& plan, const Xapian::Database& database);

/// Exact counts of facets over the matching articles. A facet's own filter does not narrow its counts; the others
/// do. The first page of a facet has the selected values always, with a count of 0 where need be.
/// @param total    receives how many articles match with all filters
/// @param counted  counted_query()'s matches, where they are known; else null
std::vector<FacetCounts> count_facets(const Plan& plan, const schema::FacetColumns& columns,
                                      const Xapian::Database& database, const FacetPage& page, std::uint64_t& total,
                                      const DocumentSet* counted = nullptr);

}  // namespace caravan::query
