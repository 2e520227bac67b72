#pragma once

#include <cstdint>
#include <vector>

#include "indexer/query/facet_columns.h"
#include "indexer/query/plan.h"
#include "indexer/query/search.h"

namespace caravan::query {

/// Exact counts of every facet over the matching articles. A facet's own filter does not narrow its counts; the others
/// do. Each facet gives at most `values` values, the selected ones always, with a count of 0 where need be.
/// @param total receives how many articles match with all filters
std::vector<FacetCounts> count_facets(const Plan& plan, const FacetColumns& columns, const Xapian::Database& database,
                                      std::size_t values, std::uint64_t& total);

/// How many articles match with all filters, exactly.
std::uint64_t count_matches(const Plan& plan, const Xapian::Database& database);

}  // namespace caravan::query
