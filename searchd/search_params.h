#pragma once

#include <span>

#include "indexer/query/search.h"
#include "searchd/parameters.h"

namespace caravan::searchd {

/// What the routes accept. The filters are the facets of schema/fields.h.
std::span<const ParameterSpec> search_parameters();
std::span<const ParameterSpec> page_parameters();
std::span<const ParameterSpec> feed_parameters();
std::span<const ParameterSpec> suggest_parameters();
std::span<const ParameterSpec> facets_parameters();
std::span<const ParameterSpec> similar_parameters();
std::span<const ParameterSpec> values_page_parameters();

/// The search that checked parameters ask for.
query::SearchRequest to_search_request(const Parameters& parameters);
/// The facet values that they ask for: of the articles that such a search finds.
query::FacetValuesRequest to_facet_values_request(const Parameters& parameters);

query::Sort parse_sort(std::string_view name);

}  // namespace caravan::searchd
