#pragma once

#include "indexer/query/search.h"
#include "searchd/page/template.h"

namespace caravan::searchd {

/// The matches by year as a row of bars, those between `since` and `until` in the accent colour; nothing for fewer than
/// three years. The script lets a range be dragged on it; without a script it is a picture, with the dates' form and
/// the year facet for choosing.
Html render_timeline(const std::vector<query::FacetCounts>& facets, const query::Filters& filters);

}  // namespace caravan::searchd
