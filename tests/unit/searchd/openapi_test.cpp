// What the daemon answers, held against the schemas of /openapi.json.
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "searchd/routes.h"
#include "tests/unit/searchd/indexed_articles.h"

namespace caravan::searchd {
namespace {

using nlohmann::json;
using test::sea_article;

/// As much of JSON Schema as the description uses; beyond it, every property must be described.
class Schemas {
 public:
  explicit Schemas(const json& description) : description_(description) {}

  /// The first difference, with its place; "" when there is none.
  std::string difference(const json& value, const json& schema, const std::string& place) const {
    if (schema.contains("$ref"))
      return difference(value, description_.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), place);
    if (schema.contains("const") && value != schema["const"]) return place + " is not the constant";
    if (schema.contains("type") && !has_type(value, schema["type"]))
      return fmt::format("{} is {}, not {}", place, value.type_name(), schema["type"].dump());
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"]) return place + " is too small";
    if (value.is_object()) return of_object(value, schema, place);
    if (value.is_array() && schema.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        if (auto found = difference(value[i], schema["items"], fmt::format("{}[{}]", place, i)); !found.empty())
          return found;
    return {};
  }

 private:
  static bool is(const json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return value.type_name() == type;
  }
  static bool has_type(const json& value, const json& type) {
    if (type.is_string()) return is(value, type);
    return std::any_of(type.begin(), type.end(), [&](const json& each) { return is(value, each); });
  }

  std::string of_object(const json& value, const json& schema, const std::string& place) const {
    for (const json& name : schema.value("required", json::array()))
      if (!value.contains(name.get<std::string>())) return fmt::format("{} has no {}", place, name.dump());
    for (const auto& [name, member] : value.items()) {
      const std::string at = place + "." + name;
      const json* described = nullptr;
      if (schema.contains("properties") && schema["properties"].contains(name))
        described = &schema["properties"][name];
      else if (schema.contains("additionalProperties"))
        described = &schema["additionalProperties"];
      if (!described) return at + " is not described";
      if (auto found = difference(member, *described, at); !found.empty()) return found;
    }
    return {};
  }

  const json& description_;
};

class OpenApi : public testing::Test {
 protected:
  void SetUp() override {
    auto made = Service::make(articles_.config(), system_clock());
    ASSERT_TRUE(made) << made.error().what;
    service_ = std::move(*made);
    description_ = json::parse(ask("/openapi.json").body);
  }
  Response ask(const std::string& target) const {
    Request request;
    request.target = target;
    request.headers = {{"Host", "search.example"}};
    return answer(request, *service_);
  }
  /// Whether the answer is what the description of its path says.
  void expect_described(const std::string& path, const std::string& target, int status) const {
    const Response response = ask(target);
    ASSERT_EQ(response.status, status) << target;
    const json* described = &description_["paths"][path]["get"]["responses"][std::to_string(status)];
    if (described->contains("$ref"))
      described = &description_.at(json::json_pointer((*described)["$ref"].get<std::string>().substr(1)));
    const std::string type(response.header("Content-Type"));
    ASSERT_TRUE((*described)["content"].contains(type)) << target << ": " << type;
    EXPECT_EQ(Schemas(description_).difference(json::parse(response.body), (*described)["content"][type]["schema"], ""),
              "")
        << target;
  }

  test::IndexedArticles articles_;
  std::unique_ptr<Service> service_;
  json description_;
};

TEST_F(OpenApi, EveryJsonAnswerIsAsDescribed) {
  auto whole = sea_article("whole", "Lanes of the sea");
  whole.modified = parse_iso_day("2019-01-02");
  whole.summary = "All facts.";
  whole.pull_quotes = {"Ships of many nations"};
  whole.links = {"https://example.org/elsewhere"};
  whole.pages = 2;
  whole.page_starts = {0, 40};
  articles_.add({whole, sea_article("b", "Another strait")});
  const std::string id = "/api/v1/documents/{id}";
  const struct {
    std::string path, target;
    int status = 200;
  } cases[] = {
      {"/api/v1/search", "/api/v1/search?q=sea&facets=1"},
      {"/api/v1/search", "/api/v1/search?q=%22sea%20&theme=none"},
      {"/api/v1/search", "/api/v1/search?q=straight%20shps&facets=1"},
      {"/api/v1/search", "/api/v1/search?limit=many&x=1", 400},
      {"/api/v1/suggest", "/api/v1/suggest?q=mar"},
      {"/api/v1/suggest", "/api/v1/suggest?limit=0", 400},
      {"/api/v1/facets", "/api/v1/facets"},
      {"/api/v1/facets", "/api/v1/facets?field=nothing", 400},
      {id, "/api/v1/documents/whole"},
      {id, "/api/v1/documents/none", 404},
      {id + "/similar", "/api/v1/documents/whole/similar"},
      {id + "/similar", "/api/v1/documents/none/similar", 404},
      {id + "/history", "/api/v1/documents/whole/history"},
  };
  for (const auto& each : cases) expect_described(each.path, each.target, each.status);

  auto config = articles_.config();
  config.searchd.query_timeout = std::chrono::milliseconds(-1);  // over before it begins
  ASSERT_TRUE(service_->reload(config));
  for (const auto& each : cases)
    if (each.status == 200) expect_described(each.path, each.target, each.status);
}

TEST_F(OpenApi, EveryRefusalIsDescribed) {
  articles_.add({sea_article("a", "x")});
  for (const auto& [path, operation] : description_["paths"].items()) {
    const json& responses = operation["get"]["responses"];
    // What the server says before it has looked for the address, or when it cannot answer at all.
    for (const char* status : {"400", "408", "413", "414", "417", "431", "500", "503", "505"})
      EXPECT_TRUE(responses.contains(status)) << path << ' ' << status;
    const Route* route = find_route(path);
    ASSERT_TRUE(route) << path;
    EXPECT_EQ(responses.contains("401"), !route->open) << path;
    EXPECT_EQ(responses.contains("429"), !route->quick) << path;
    EXPECT_EQ(responses.contains("404"), path.find('{') != std::string::npos) << path;
    for (const auto& [status, response] : responses.items()) {
      if (status < "400") continue;
      const json& described = description_.at(json::json_pointer(response["$ref"].get<std::string>().substr(1)));
      const bool is_page = responses["200"]["content"].contains("text/html");
      EXPECT_TRUE(described["content"].contains(is_page ? "text/html" : "application/problem+json")) << path << status;
      const std::string field = status == "401" ? "WWW-Authenticate" : "Retry-After";
      const bool has_field = status == "401" || status == "429" || status == "503";
      EXPECT_EQ(described.value("headers", json::object()).contains(field), has_field) << path << ' ' << status;
    }
  }
  const auto completions = ask("/api/v1/suggest?q=mar&format=opensearch");
  EXPECT_TRUE(description_["paths"]["/api/v1/suggest"]["get"]["responses"]["200"]["content"].contains(
      std::string(completions.header("Content-Type"))));
}

TEST_F(OpenApi, WithoutAnIndexTheProblemIsAsDescribed) {
  for (const auto& [path, operation] : description_["paths"].items())
    if (operation["get"]["responses"].contains("503") && path.starts_with("/api/") &&
        path.find('{') == std::string::npos)
      expect_described(path, path, 503);
}

}  // namespace
}  // namespace caravan::searchd
