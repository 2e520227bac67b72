#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "searchd/handlers.h"
#include "searchd/json_response.h"
#include "searchd/page/assets.h"
#include "searchd/routes.h"
#include "searchd/version.h"

namespace caravan::searchd {

namespace {

using Json = nlohmann::ordered_json;

Json schema_of(const ParameterSpec& spec) {
  switch (spec.accepts) {
    case Accepts::text:
      return {{"type", "string"}, {"maxLength", max_text_bytes}};
    case Accepts::labels:
      return {
          {"type", "array"}, {"items", {{"type", "string"}, {"maxLength", max_text_bytes}}}, {"maxItems", max_labels}};
    case Accepts::day:
      return {{"type", "string"}, {"pattern", "^\\d{4}(-\\d{2}(-\\d{2})?)?$"}};
    case Accepts::count:
      return {{"type", "integer"}, {"minimum", spec.least}, {"maximum", spec.most}, {"default", spec.standard}};
    case Accepts::flag:
      return {{"type", "string"}, {"enum", {"1", "true", "yes", "0", "false", "no"}}, {"default", "0"}};
    case Accepts::sort:
      return {{"type", "string"}, {"enum", {"relevance", "newest", "oldest", "title"}}, {"default", "relevance"}};
    case Accepts::format:
      return {{"type", "string"}, {"enum", {"json", "opensearch"}}, {"default", "json"}};
  }
  return {};
}

Json parameters_of(const Route& route) {
  Json list = Json::array();
  for (std::string_view rest = route.path; rest.find('{') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('{') + 1);
    list.push_back({{"name", rest.substr(0, rest.find('}'))},
                    {"in", "path"},
                    {"required", true},
                    {"schema", {{"type", "string"}}}});
  }
  for (const ParameterSpec& spec : route.parameters)
    list.push_back({{"name", spec.name}, {"in", "query"}, {"description", spec.help}, {"schema", schema_of(spec)}});
  return list;
}

/// The media type and the schema (of openapi_schemas.json) of a route's 200.
struct Content {
  std::string_view media_type, schema;
};

Content content_of(std::string_view path) {
  static const std::map<std::string_view, Content> contents{
      {"/", {"text/html", ""}},
      {"/facets/{field}", {"text/html", ""}},
      {"/documents/{id}", {"text/html", ""}},
      {"/api/v1/search", {"application/json", "Results"}},
      {"/api/v1/suggest", {"application/json", "Suggestions"}},
      {"/api/v1/facets", {"application/json", "Facets"}},
      {"/api/v1/documents/{id}", {"application/json", "Article"}},
      {"/api/v1/documents/{id}/similar", {"application/json", "Results"}},
      {"/api/v1/documents/{id}/history", {"application/json", "History"}},
      {"/feed.atom", {"application/atom+xml", ""}},
      {"/opensearch.xml", {"application/opensearchdescription+xml", ""}},
      {"/openapi.json", {"application/json", ""}},
      {"/embed.js", {"text/javascript", ""}},
      {"/assets/{name}", {"*/*", ""}},
  };
  const auto found = contents.find(path);
  return found == contents.end() ? Content{"text/plain", ""} : found->second;
}

Json reference(std::string_view kind, std::string_view name) {
  return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}};
}

Json responses_of(const Route& route) {
  const Content content = content_of(route.path);
  const Json schema = content.schema.empty() ? Json{{"type", "string"}} : reference("schemas", content.schema);
  Json body =
      content.media_type == "application/json" && content.schema.empty() ? Json::object() : Json{{"schema", schema}};
  Json responses = {{"200", {{"description", "done"}, {"content", {{std::string(content.media_type), body}}}}}};
  if (route.path == "/api/v1/suggest")
    responses["200"]["content"]["application/x-suggestions+json"] = {{"schema", reference("schemas", "Completions")}};
  if (route.depends_on != DependsOn::moment)
    responses["304"] = {{"description", "unchanged since the entity tag given"}};
  const auto refused = [&](int status, std::string_view kind) {
    responses[std::to_string(status)] = reference("responses", fmt::format("{}{}", route.page ? "Page" : "", kind));
  };
  // Of the request itself, or because nothing can be answered: at every address.
  for (const int status : {400, 408, 413, 414, 417, 431, 500, 505}) refused(status, "Problem");
  refused(503, "Busy");
  if (!route.open) refused(401, "Unauthorized");
  if (route.path.find('{') != std::string_view::npos) refused(404, "Problem");
  if (!route.quick) refused(429, "Busy");
  return responses;
}

Json operation(const Route& route) {
  Json json = {{"summary", route.summary}, {"responses", responses_of(route)}};
  if (Json parameters = parameters_of(route); !parameters.empty()) json["parameters"] = std::move(parameters);
  json["security"] = route.open ? Json::array() : Json::array({Json::object(), {{"token", Json::array()}}});
  return json;
}

}  // namespace

Response get_openapi(const Request& /*request*/, const Parameters& /*parameters*/, const Service& /*service*/) {
  Json json = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Caravan"},
        {"version", program_version},
        {"description",
         "Ranked, faceted search over the literature of Asia-Europe relations. Every address also answers HEAD "
         "and OPTIONS; other methods are answered 405."},
        {"license", {{"name", "GPL-2.0-or-later"}, {"identifier", "GPL-2.0-or-later"}}}}},
      {"servers", {{{"url", "./"}}}},
      {"paths", Json::object()}};
  for (const Route& route : routes()) json["paths"][std::string(route.path)]["get"] = operation(route);
  json["components"] = Json::parse(asset_bytes("openapi_components.json"));
  return json_response(json);
}

}  // namespace caravan::searchd
