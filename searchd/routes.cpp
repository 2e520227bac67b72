#include "searchd/routes.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "searchd/handlers.h"
#include "searchd/http/base_address.h"
#include "searchd/http/caching.h"
#include "searchd/search_params.h"

namespace caravan::searchd {

namespace {

using enum DependsOn;
using enum Strictness;

const std::array table{
    Route{.path = "/",
          .summary = "The search page",
          .run = get_search_page,
          .parameters = page_parameters(),
          .depends_on = revision,
          .strictness = lenient,
          .page = true},
    Route{.path = "/facets/{field}",
          .summary = "All values of a facet that a search finds, to be searched and chosen from",
          .run = get_values_page,
          .parameters = values_page_parameters(),
          .depends_on = revision,
          .strictness = lenient,
          .page = true},
    Route{.path = "/documents/{id}",
          .summary = "One article, to be read here",
          .run = get_document_page,
          .parameters = {},
          .depends_on = revision,
          .strictness = lenient,
          .page = true},
    Route{.path = "/api/v1/search",
          .summary = "Ranked answers, with facets",
          .run = get_search,
          .parameters = search_parameters(),
          .depends_on = revision},
    Route{.path = "/api/v1/suggest",
          .summary = "Completions of what has been typed",
          .run = get_suggest,
          .parameters = suggest_parameters(),
          .depends_on = revision},
    Route{.path = "/api/v1/facets",
          .summary = "The values of the facets, of all articles or of those that a search finds",
          .run = get_facets,
          .parameters = facets_parameters(),
          .depends_on = revision},
    Route{.path = "/api/v1/documents/{id}",
          .summary = "One article with its text",
          .run = get_document,
          .parameters = {},
          .depends_on = revision},
    Route{.path = "/api/v1/documents/{id}/similar",
          .summary = "More articles like this one",
          .run = get_similar,
          .parameters = similar_parameters(),
          .depends_on = revision},
    Route{.path = "/api/v1/documents/{id}/history",
          .summary = "The versions of an article's page",
          .run = get_history,
          .parameters = {}},
    Route{.path = "/feed.atom",
          .summary = "The newest articles that a search finds, as an Atom feed",
          .run = get_feed,
          .parameters = feed_parameters(),
          .depends_on = revision},
    Route{.path = "/opensearch.xml",
          .summary = "Adds Caravan to a browser's search engines",
          .run = get_opensearch,
          .parameters = {},
          .quick = true,
          .open = true},
    Route{.path = "/openapi.json",
          .summary = "This description",
          .run = get_openapi,
          .parameters = {},
          .quick = true,
          .open = true},
    Route{.path = "/embed.js",
          .summary = "The <caravan-search> element",
          .run = get_widget,
          .parameters = {},
          .depends_on = program,
          .strictness = lenient,
          .quick = true,
          .open = true},
    Route{.path = "/assets/{name}",
          .summary = "Style, script and icon of the page",
          .run = get_asset,
          .parameters = {},
          .depends_on = program,
          .strictness = lenient,
          .quick = true,
          .open = true},
    Route{.path = "/robots.txt",
          .summary = "Keeps crawlers out",
          .run = get_robots,
          .parameters = {},
          .quick = true,
          .open = true},
    Route{.path = "/healthz",
          .summary = "Whether the daemon runs",
          .run = get_healthz,
          .parameters = {},
          .quick = true,
          .open = true},
    Route{.path = "/readyz",
          .summary = "Whether there is an index to search",
          .run = get_readyz,
          .parameters = {},
          .open = true},
    Route{.path = "/metrics", .summary = "Counters in Prometheus' text format", .run = get_metrics, .parameters = {}},
};

/// The values of the placeholders, still encoded, when the path fits the pattern.
std::optional<std::vector<std::string_view>> fit(std::string_view pattern, std::string_view path) {
  std::vector<std::string_view> values;
  while (!pattern.empty() && !path.empty()) {
    const auto pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const auto path_end = std::min(path.find('/', 1), path.size());
    const std::string_view wanted = pattern.substr(0, pattern_end), given = path.substr(0, path_end);
    if (wanted.starts_with("/{")) {
      if (given.size() < 2) return std::nullopt;
      values.push_back(given.substr(1));
    } else if (wanted != given) {
      return std::nullopt;
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return values;
}

Response method_not_allowed(const Request& request) {
  auto response = problem(405, fmt::format("{} is not allowed here.", request.method_name));
  response.set("Allow", "GET, HEAD, OPTIONS");
  return response;
}

/// Fills in the placeholders; false when one is not well encoded.
bool take_path_values(const Route& route, Request& request) {
  const auto values = fit(route.path, request.path());
  for (const std::string_view value : *values) {
    auto decoded = percent_decoded(value);
    if (!decoded) return false;
    request.path_values.push_back(std::move(*decoded));
  }
  return true;
}

Response run(const Route& route, const Request& request, const Service& service) {
  const auto parameters = Parameters::read(request.query(), route.parameters, route.strictness);
  if (route.strictness == strict && !parameters.errors().empty()) {
    const ParameterError& first = parameters.errors().front();
    return problem(400, fmt::format("{}{}{}", first.parameter, first.parameter.empty() ? "" : ": ", first.detail),
                   parameters.errors());
  }
  return route.run(request, parameters, service);
}

Response run_and_compress(const Route& route, const Request& request, const Service& service) {
  auto response = run(route, request, service);
  compress(request, response);
  return response;
}

constexpr std::string_view revalidate = "private, no-cache";

/// Answers from the validators or the kept answers where nothing has changed since.
Response run_at_revision(const Route& route, const Request& request, const Service& service) {
  // Before the index: a reload in between must not leave an answer of the old configuration under the new one's mark.
  const std::uint64_t mark = service.settings()->mark;
  const auto index = service.index();
  if (!index) return run_and_compress(route, request, service);
  const std::uint64_t revision = (*index)->revision();
  const std::string variant = fmt::format("{:x} {}", mark, base_address(request));
  const std::string tag = revision_tag(revision, request.target, variant);
  const std::string_view known = request.header("If-None-Match");
  // "*" asks whether there is anything at all, which only the handler knows.
  if (known != "*" && matches(known, tag)) return not_modified(tag, revalidate);
  // Not by the tag: two addresses with one hash are easily found, and one would be answered with the other's results.
  const std::string key =
      fmt::format("{:x} {} {} {}", revision, variant,
                  accepts_gzip(request.header("Accept-Encoding")) ? "gzip" : "plain", request.target);
  if (auto kept = service.cache().find(key)) return known == "*" ? not_modified(tag, revalidate) : std::move(*kept);
  auto response = run_and_compress(route, request, service);
  if (response.status != 200 || response.header("Cache-Control") == "no-store") return response;
  response.set("ETag", tag);
  response.set("Cache-Control", std::string(revalidate));
  // An update between the two looks would keep a new answer under the old tag.
  if ((*index)->revision() == revision) service.cache().store(key, response);
  return known == "*" ? not_modified(tag, revalidate) : std::move(response);
}

Response respond(const Route& route, Request request, const Service& service) {
  const auto settings = service.settings();
  if (request.method == Method::options) return settings->access.options(request);
  if (request.method == Method::other) return method_not_allowed(request);
  if (!route.open)
    if (auto refusal = settings->access.refusal(request)) return std::move(*refusal);
  if (!take_path_values(route, request)) return problem(400, "The path is not percent-encoded UTF-8.");
  if (route.depends_on == revision) return run_at_revision(route, request, service);
  auto response = run_and_compress(route, request, service);
  if (response.header("Cache-Control").empty()) response.set("Cache-Control", "no-store");
  return response;
}

Response respond_to_any(const Request& request, const Service& service) {
  if (request.target == "*" && request.method == Method::options) return service.settings()->access.options(request);
  const Route* route = find_route(request.path());
  if (!route) return problem(404, "There is nothing at this address. /openapi.json lists what there is.");
  return respond(*route, request, service);
}

}  // namespace

std::span<const Route> routes() { return table; }

const Route* find_route(std::string_view path) {
  const auto found = std::ranges::find_if(table, [&](const Route& route) { return fit(route.path, path).has_value(); });
  return found == table.end() ? nullptr : &*found;
}

Response answer(const Request& request, const Service& service) {
  try {
    return respond_to_any(request, service);
  } catch (const Failure& failure) {
    return problem(failure.error());
  } catch (const std::exception& e) {
    return problem(Error{Fault::internal, fmt::format("{}: {}", request.path(), e.what()), {}});
  }
}

bool is_quick(const Request& request) {
  const Route* route = find_route(request.path());
  return !route || route->quick || request.method == Method::options || request.method == Method::other;
}

void harden(Response& response) {
  static constexpr std::pair<std::string_view, std::string_view> fields[] = {
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "same-origin"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
  };
  // A 304 only confirms the fields of the stored response: others would replace them there.
  if (response.status == 304) return;
  for (const auto& [name, value] : fields)
    if (response.header(name).empty()) response.set(name, std::string(value));
}

void finish(const Request& request, Response& response, const Service& service) {
  const Route* route = find_route(request.path());
  // A mistyped address is of no route: whether a person typed it only the browser says.
  const bool is_page = route ? route->page : request.header("Accept").find("text/html") != std::string_view::npos;
  if (is_page && response.header("Content-Type") == "application/problem+json")
    show_on_a_page(request, response, service);
  service.settings()->access.allow_origin(request, response);
  harden(response);
}

}  // namespace caravan::searchd
