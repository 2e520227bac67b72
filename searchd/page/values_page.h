#pragma once

#include <cstddef>
#include <string>

#include "indexer/query/search.h"
#include "searchd/page/page_address.h"

namespace caravan::searchd {

inline constexpr std::size_t values_a_page = 60;

/// The page of one facet's values: searched by a form, turned by links, each a link to the search with it added or
/// taken away. The search page's script shows it in a dialog.
/// @param request  what was counted: query, what the values contain, from which on
/// @param address  the search that they are of, seen from this page
std::string render_values_page(const query::FacetCounts& counts, const query::FacetValuesRequest& request,
                               const PageAddress& address);

}  // namespace caravan::searchd
