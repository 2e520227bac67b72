#include <utility>

#include <nlohmann/json.hpp>

#include "indexer/query/results_json.h"
#include "searchd/handlers.h"
#include "searchd/json_response.h"
#include "searchd/search_params.h"

namespace caravan::searchd {

Response kept_when_whole(Response response, bool incomplete) {
  if (incomplete) response.set("Cache-Control", "no-store");
  return response;
}

Response get_search(const Request& /*request*/, const Parameters& parameters, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const auto results = service.search(**index, to_search_request(parameters));
  if (!results) return index_problem(results.error());  // a search knows no other "not found" than the index
  return kept_when_whole(json_text_response(query::json_text(*results)), results->incomplete);
}

Response get_suggest(const Request& /*request*/, const Parameters& parameters, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const std::string prefix = parameters.text("q");
  const auto suggestions = service.suggest(**index, prefix, parameters.count("limit"));
  if (!suggestions) return index_problem(suggestions.error());
  if (parameters.text("format") == "opensearch") {
    auto response = json_response(nlohmann::ordered_json::array({prefix, suggestions->texts}));
    response.set("Content-Type", "application/x-suggestions+json");
    return kept_when_whole(std::move(response), suggestions->incomplete);
  }
  nlohmann::ordered_json json{{"query", prefix}, {"suggestions", suggestions->texts}};
  if (suggestions->incomplete) json["incomplete"] = true;
  return kept_when_whole(json_response(json), suggestions->incomplete);
}

Response get_facets(const Request& /*request*/, const Parameters& parameters, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const auto facets = service.facets(**index, to_facet_values_request(parameters));
  if (!facets) {
    if (facets.error().fault == Fault::usage || facets.error().fault == Fault::not_found)
      return problem(400, facets.error().what, {{"field", facets.error().what}});
    return problem(facets.error());
  }
  nlohmann::ordered_json distinct = nlohmann::ordered_json::object();
  for (const query::FacetCounts& facet : *facets) distinct[facet.field] = facet.distinct;
  nlohmann::ordered_json json{{"facets", query::to_json(*facets)}, {"distinct", std::move(distinct)}};
  const bool incomplete = query::is_incomplete(*facets);
  if (incomplete) json["incomplete"] = true;
  return kept_when_whole(json_response(json), incomplete);
}

}  // namespace caravan::searchd
