#include "searchd/search_params.h"

#include <array>

#include "indexer/schema/fields.h"

namespace caravan::searchd {

namespace {

constexpr std::size_t facet_count() {
  std::size_t count = 0;
  for (const schema::Field& field : schema::fields) count += field.facet ? 1 : 0;
  return count;
}

constexpr ParameterSpec query_text{"q", Accepts::text, "the query, in Caravan's query language; empty: everything"};
constexpr ParameterSpec since{"since", Accepts::day, "published on that day or later"};
constexpr ParameterSpec until{"until", Accepts::day, "published on that day or earlier"};
constexpr ParameterSpec sort{"sort", Accepts::sort, "order of the results"};
constexpr ParameterSpec limit{"limit", Accepts::count, "how many results", 0, max_limit, 10};
constexpr ParameterSpec limit_of_a_page{"limit", Accepts::count, "how many results", 1, max_limit, 10};
constexpr ParameterSpec offset{"offset", Accepts::count, "how many results to pass over", 0, max_offset, 0};
constexpr ParameterSpec facets{"facets", Accepts::flag, "whether to count the facets"};
constexpr ParameterSpec all_versions{"all_versions", Accepts::flag, "also what is a second version of another article"};

template <std::size_t Extra>
constexpr auto with_filters(const std::array<ParameterSpec, Extra>& extra) {
  std::array<ParameterSpec, Extra + facet_count()> all{};
  std::size_t at = 0;
  all[at++] = extra[0];
  for (const schema::Field& field : schema::fields)
    if (field.facet) all[at++] = {field.name, Accepts::labels, field.help};
  for (std::size_t i = 1; i < Extra; ++i) all[at++] = extra[i];
  return all;
}

constexpr auto search_specs =
    with_filters(std::array{query_text, since, until, sort, limit, offset, facets, all_versions});
constexpr auto page_specs = with_filters(std::array{query_text, since, until, sort, limit_of_a_page, offset});
constexpr auto feed_specs = with_filters(
    std::array{query_text, since, until, ParameterSpec{"limit", Accepts::count, "how many entries", 1, max_limit, 20}});
constexpr std::array suggest_specs{
    ParameterSpec{"q", Accepts::text, "what has been typed so far"},
    ParameterSpec{"limit", Accepts::count, "how many completions", 1, 20, 8},
    ParameterSpec{"format", Accepts::format, "json, or opensearch: the list that browsers read"}};
constexpr ParameterSpec contains{"contains", Accepts::text, "only values that have this somewhere"};
constexpr ParameterSpec values_offset{"offset", Accepts::count, "how many values to pass over", 0, 1'000'000, 0};
constexpr auto facets_specs = with_filters(
    std::array{ParameterSpec{"q", Accepts::text, "only values of articles that this query finds; empty: of all"}, since,
               until, all_versions, ParameterSpec{"field", Accepts::text, "one facet; absent: all of them"},
               ParameterSpec{"prefix", Accepts::text, "only values that begin so"}, contains,
               ParameterSpec{"limit", Accepts::count, "values a facet", 1, 1000, 50}, values_offset});
constexpr auto values_page_specs =
    with_filters(std::array{query_text, since, until, sort, limit_of_a_page, contains, values_offset});
constexpr std::array similar_specs{ParameterSpec{"limit", Accepts::count, "how many articles", 1, 50, 5}};

}  // namespace

std::span<const ParameterSpec> search_parameters() { return search_specs; }
std::span<const ParameterSpec> page_parameters() { return page_specs; }
std::span<const ParameterSpec> feed_parameters() { return feed_specs; }
std::span<const ParameterSpec> suggest_parameters() { return suggest_specs; }
std::span<const ParameterSpec> facets_parameters() { return facets_specs; }
std::span<const ParameterSpec> similar_parameters() { return similar_specs; }
std::span<const ParameterSpec> values_page_parameters() { return values_page_specs; }

query::Sort parse_sort(std::string_view name) {
  if (name == "newest") return query::Sort::newest;
  if (name == "oldest") return query::Sort::oldest;
  if (name == "title") return query::Sort::title;
  return query::Sort::relevance;
}

namespace {

query::Filters to_filters(const Parameters& parameters) {
  query::Filters filters;
  for (const schema::Field& field : schema::fields)
    if (field.facet)
      for (std::string& value : parameters.labels(field.name))
        filters.values.emplace_back(field.name, std::move(value));
  const DayRange days = parameters.days();
  filters.since = days.first;
  filters.until = days.last;
  return filters;
}

}  // namespace

query::SearchRequest to_search_request(const Parameters& parameters) {
  query::SearchRequest request;
  request.query = parameters.text("q");
  request.filters = to_filters(parameters);
  request.sort = parse_sort(parameters.text("sort"));
  request.offset = parameters.count("offset");
  request.limit = parameters.count("limit");
  request.facets = parameters.flag("facets");
  request.all_versions = parameters.flag("all_versions");
  return request;
}

query::FacetValuesRequest to_facet_values_request(const Parameters& parameters) {
  query::FacetValuesRequest request;
  request.field = parameters.text("field");
  request.prefix = parameters.text("prefix");
  request.contains = parameters.text("contains");
  request.offset = parameters.count("offset");
  request.limit = parameters.count("limit");
  request.query = parameters.text("q");
  request.filters = to_filters(parameters);
  request.all_versions = parameters.flag("all_versions");
  return request;
}

}  // namespace caravan::searchd
