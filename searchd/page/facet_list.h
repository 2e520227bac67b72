#pragma once

#include <vector>

#include "indexer/query/search.h"
#include "searchd/page/page_address.h"
#include "searchd/page/template.h"

namespace caravan::searchd {

/// The facets as lists of links; each adds or takes away one value, so that several values of a facet work without a
/// script. The most frequent stand open, the others behind a "more".
Html facet_list(const std::vector<query::FacetCounts>& facets, const PageAddress& address);

/// The active filters, each a link that takes it away; list items.
Html chips(const PageAddress& address);

}  // namespace caravan::searchd
