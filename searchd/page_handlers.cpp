#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "indexer/schema/fields.h"
#include "searchd/handlers.h"
#include "searchd/http/caching.h"
#include "searchd/json_response.h"
#include "searchd/page/assets.h"
#include "searchd/page/document_page.h"
#include "searchd/page/search_page.h"
#include "searchd/page/values_page.h"
#include "searchd/search_params.h"

namespace caravan::searchd {

namespace {

constexpr std::size_t years_on_the_time_line = 80;
constexpr std::size_t similar_articles = 4;
constexpr std::string_view a_year = "public, max-age=31536000, immutable";
constexpr std::string_view five_minutes = "public, max-age=300";

Response page(int status, std::string html, const Service& service) {
  auto response = plain_response(status, "text/html; charset=utf-8", std::move(html));
  response.set(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action "
      "'self'; base-uri 'none'; frame-ancestors " +
          service.settings()->access.frame_ancestors());
  return response;
}

Response failed_page(const Error& error, const std::string& root, const Service& service) {
  if (error.fault == Fault::usage) return page(400, render_message("This cannot be asked", error.what, root), service);
  log(LogLevel::error, "{}; {}", error.what, error.remedy);
  return page(500, render_message("The search failed", "The daemon's log says why.", root), service);
}

Response no_index_page(const Error& error, const std::string& root, const Service& service) {
  if (error.fault != Fault::not_found) return failed_page(error, root, service);
  auto response = page(503,
                       render_message("There is no index yet",
                                      "Nothing has been crawled and indexed so far. The operator makes the index with: "
                                      "caravan update",
                                      root),
                       service);
  response.set("Retry-After", "60");
  return response;
}

Response wrong_address_page(const Parameters& parameters, const std::string& root, const Service& service) {
  std::string said;
  NamedValues right = parameters.values();
  for (const ParameterError& error : parameters.errors()) {
    said += (said.empty() ? "" : " ") + error.parameter + (error.parameter.empty() ? "" : ": ") + error.detail + ".";
    std::erase_if(right, [&](const auto& pair) { return pair.first == error.parameter; });
  }
  // Of the page of a facet's values, not of the search that it is of.
  std::erase_if(right, [&](const auto& pair) { return pair.first == "contains" || pair.first == "offset"; });
  const PageAddress kept(std::move(right), root);
  const bool is_something = !kept.values().empty();
  return page(400,
              render_message("This address cannot be read", said, root, kept.text(),
                             is_something ? "Search without it" : "Start a new search", &kept),
              service);
}

/// The years over which the matches spread, whatever the dates asked for.
Result<query::SearchResults> whole_span(const Service& service, const query::Index& index,
                                        query::SearchRequest request) {
  request.filters.since.reset();
  request.filters.until.reset();
  request.limit = 0;
  request.offset = 0;
  request.snippets = false;
  return service.search(index, std::move(request));
}

Response static_bytes(const Request& request, const Asset& asset) {
  const bool versioned = request.query().find(asset.hash) != std::string_view::npos;
  const std::string tag = "W/\"" + std::string(asset.hash) + "\"";
  const std::string_view keep = versioned ? a_year : five_minutes;
  if (matches(request.header("If-None-Match"), tag)) return not_modified(tag, keep);
  auto response = plain_response(200, asset_type(asset.name), std::string(asset.bytes));
  response.set("ETag", tag);
  response.set("Cache-Control", std::string(keep));
  return response;
}

}  // namespace

Response get_search_page(const Request& /*request*/, const Parameters& parameters, const Service& service) {
  if (!parameters.errors().empty()) return wrong_address_page(parameters, "./", service);
  const auto index = service.index();
  if (!index) return no_index_page(index.error(), "./", service);
  auto request = to_search_request(parameters);
  request.facets = true;
  request.facet_values = years_on_the_time_line;
  request.deadline = service.deadline();
  if (request.query.empty() && !parameters.has("sort")) request.sort = query::Sort::newest;
  auto results = service.search(**index, request);
  if (!results) return failed_page(results.error(), "./", service);
  auto span = results->facets;
  if (request.filters.since || request.filters.until) {
    auto whole = whole_span(service, **index, request);
    if (!whole) return failed_page(whole.error(), "./", service);
    span = std::move(whole->facets);
    results->incomplete |= whole->incomplete;
  }
  return kept_when_whole(
      page(200,
           render_search_page(*results, request, span, (*index)->article_count(), PageAddress(parameters.values())),
           service),
      results->incomplete);
}

Response get_values_page(const Request& request, const Parameters& parameters, const Service& service) {
  static const std::string root = "../";
  const schema::Field* field = schema::find_field(request.path_values.at(0));
  if (!field || !field->facet)
    return page(404, render_message("No such list", "There are no values of that name.", root, root, "Search"),
                service);
  if (!parameters.errors().empty()) return wrong_address_page(parameters, root, service);
  const auto index = service.index();
  if (!index) return no_index_page(index.error(), root, service);
  auto wanted = to_facet_values_request(parameters);
  wanted.field = field->name;
  wanted.limit = values_a_page;
  const auto facets = service.facets(**index, wanted);
  if (!facets) return failed_page(facets.error(), root, service);
  NamedValues searched = parameters.values();
  std::erase_if(searched, [](const auto& pair) { return pair.first == "contains" || pair.first == "offset"; });
  return kept_when_whole(
      page(200, render_values_page(facets->at(0), wanted, PageAddress(std::move(searched), root)), service),
      query::is_incomplete(*facets));
}

Response get_document_page(const Request& request, const Parameters& /*parameters*/, const Service& service) {
  const auto index = service.index();
  if (!index) return no_index_page(index.error(), "../", service);
  const auto article = (*index)->document(request.path_values.at(0));
  if (!article && article.error().fault == Fault::not_found)
    return page(404,
                render_message("No such article", "It may have left the index. Its title may still find it elsewhere.",
                               "../", "../", "Search"),
                service);
  if (!article) return failed_page(article.error(), "../", service);
  const auto similar = service.similar(**index, article->id, similar_articles).value_or(query::SearchResults());
  return kept_when_whole(page(200, render_document_page(*article, similar), service), similar.incomplete);
}

void show_on_a_page(const Request& request, Response& problem, const Service& service) {
  const std::string_view path = request.path(), query = request.query();
  std::string root = "./";
  if (const auto below = std::ranges::count(path, '/'); below > 1) {
    root.clear();
    for (auto folder = below; folder > 1; --folder) root += "../";
  }
  const std::string again =
      "./" + std::string(path.substr(path.rfind('/') + 1)) + (query.empty() ? std::string() : "?" + std::string(query));
  const bool busy = problem.status == 429 || problem.status == 503;
  const auto said = nlohmann::json::parse(problem.body, nullptr, false);
  const std::string detail = said.is_object() ? said.value("detail", "") : "";
  auto shown = page(
      problem.status,
      busy ? render_message("The search is busy", detail + " In a moment it will answer.", root, again, "Try again")
           : render_message(std::string(reason_phrase(problem.status)), detail, root, root, "Search"),
      service);
  for (const Header& header : shown.headers) problem.set(header.name, header.value);
  problem.body = std::move(shown.body);
}

Response get_asset(const Request& request, const Parameters& /*parameters*/, const Service& /*service*/) {
  const Asset* asset = find_asset(request.path_values.at(0));
  if (!asset || asset_type(asset->name).empty()) return problem(404, "There is no such file.");
  return static_bytes(request, *asset);
}

Response get_widget(const Request& request, const Parameters& /*parameters*/, const Service& /*service*/) {
  auto response = static_bytes(request, *find_asset("embed.js"));
  // Other origins' pages load it with a plain script element.
  response.set("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

Response get_robots(const Request& /*request*/, const Parameters& /*parameters*/, const Service& /*service*/) {
  return plain_response(200, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n");
}

}  // namespace caravan::searchd
