#pragma once

#include <string_view>
#include <vector>

#include "indexer/query/search.h"
#include "searchd/page/page_address.h"
#include "searchd/page/template.h"

namespace caravan::searchd {

/// One value as the item of a list: a link that adds it to the search, or takes it away.
Html facet_value(std::string_view field, const query::FacetValue& value, const PageAddress& address);

/// The facets as lists of such links, so that several values of a facet work without a script. The most frequent stand
/// open, the others behind a "more" or, where they are many, on a page of their own.
/// @param counted  the search whose articles were counted: the address's own, or what it was corrected to
Html facet_list(const std::vector<query::FacetCounts>& facets, const PageAddress& address, const PageAddress& counted);

/// The active filters, each a link that takes it away; list items.
Html chips(const PageAddress& address);

}  // namespace caravan::searchd
