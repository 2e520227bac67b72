#include "searchd/routes.h"

#include <fstream>
#include <string>

#include <expat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "tests/unit/searchd/routes_place.h"

namespace caravan::searchd {
namespace {

using nlohmann::json;
using test::sea_article;
using testing::HasSubstr;
using testing::Not;

TEST_F(Routes, MetricsTellWhatADashboardNeeds) {
  articles_.add({sea_article("a", "x"), sea_article("b", "y")});
  ManualClock clock(system_clock().now() + std::chrono::hours(50));
  service_ = value_or_throw(Service::make(articles_.config(), clock));
  service_->watch([] { return ServerLoad{7, 3, 2}; });
  service_->metrics().answered("/api/v1/search", 503, std::chrono::milliseconds(3));
  const std::string metrics = ask("/metrics").body;
  for (const char* line :
       {"caravan_http_requests_total{route=\"/api/v1/search\",status=\"503\"} 1\n",
        "caravan_http_request_duration_seconds_bucket{route=\"/api/v1/search\",le=\"+Inf\"} 1\n",
        "caravan_http_request_duration_seconds_count{route=\"/api/v1/search\"} 1\n", "caravan_http_connections 7\n",
        "caravan_http_requests_waiting 3\n", "caravan_http_requests_in_flight 2\n", "caravan_index_up 1\n",
        "caravan_index_articles 2\n", "caravan_http_rate_limited_total 0\n"})
    EXPECT_THAT(metrics, HasSubstr(line));
  EXPECT_THAT(metrics, testing::ContainsRegex("\ncaravan_index_revision [1-9][0-9.e+]*\n"));
  EXPECT_THAT(metrics, testing::ContainsRegex("\ncaravan_index_age_seconds 18[0-9]{4}\n")) << "50 hours and a little";
}

TEST_F(Routes, SearchAnswersAsDescribed) {
  articles_.add({sea_article("a", "Lanes of the sea"), sea_article("b", "Another strait")});
  const auto results = ask_json("/api/v1/search?q=sea&theme=Maritime%20Security&facets=1&limit=1");
  EXPECT_EQ(results["query"], "sea");
  EXPECT_EQ(results["total"], 2);
  EXPECT_EQ(results["limit"], 1);
  ASSERT_EQ(results["results"].size(), 1U);
  const json& first = results["results"][0];
  EXPECT_EQ(first["rank"], 1);
  EXPECT_EQ(first["title"], "Lanes of the sea");
  EXPECT_EQ(first["authors"][0]["name"], "Ana Silva");
  EXPECT_THAT(first["snippet"].get<std::string>(), HasSubstr("<mark>"));
  EXPECT_FALSE(first.contains("body"));
  const json& theme = results["facets"]["theme"][0];
  EXPECT_EQ(theme["value"], "Maritime Security");
  EXPECT_EQ(theme["count"], 2);
  EXPECT_EQ(theme["selected"], true);
  EXPECT_TRUE(ask_json("/api/v1/search?q=sea")["facets"].empty());
}

TEST_F(Routes, FacetValuesAreSearchedAndPaged) {
  std::vector<article::Article> articles;
  for (const char* theme : {"Maritime Security", "Sécurité", "Security Studies", "Trade"}) {
    articles.push_back(sea_article(theme, theme));
    articles.back().themes = {theme};
  }
  articles_.add(articles);
  const auto values = [&](const std::string& query) {
    std::vector<std::string> list;
    const json answered = ask_json("/api/v1/facets?field=theme" + query);
    for (const json& value : answered["facets"]["theme"]) list.push_back(value["value"]);
    return list;
  };
  using testing::ElementsAre;
  EXPECT_THAT(values(""), ElementsAre("Maritime Security", "Security Studies", "Sécurité", "Trade"));
  EXPECT_THAT(values("&prefix=secur"), ElementsAre("Security Studies", "Sécurité"));
  EXPECT_THAT(values("&contains=SECURITY"), ElementsAre("Maritime Security", "Security Studies"));
  EXPECT_THAT(values("&limit=2&offset=1"), ElementsAre("Security Studies", "Sécurité"));
  EXPECT_THAT(values("&offset=4"), ElementsAre());
  EXPECT_EQ(ask_json("/api/v1/facets?field=theme&limit=1")["distinct"]["theme"], 4);
  EXPECT_EQ(ask_json("/api/v1/facets?field=theme&prefix=secur&limit=1")["distinct"]["theme"], 2);
}

TEST_F(Routes, FacetValuesAreThoseOfASearch) {
  auto lane = sea_article("lane", "Lanes"), port = sea_article("port", "Ports"), hill = sea_article("hill", "Hills");
  port.themes = {"Trade"};
  hill.themes = {"Mountains"};
  hill.body = "Nothing but rock.";
  articles_.add({lane, port, hill});
  const auto values = [&](const std::string& query) {
    return ask_json("/api/v1/facets?field=theme" + query)["facets"]["theme"].dump();
  };
  const std::string maritime = R"({"count":1,"selected":false,"value":"Maritime Security"})";
  const std::string trade = R"({"count":1,"selected":false,"value":"Trade"})";
  EXPECT_EQ(values("&q=sea"), "[" + maritime + "," + trade + "]");
  EXPECT_EQ(values("&author=Ana%20Silva&q=title:ports"), "[" + trade + "]");
  EXPECT_EQ(values("&q=sea&contains=mari"), "[" + maritime + "]");
  EXPECT_EQ(values("&q=sea&theme=Trade"), "[" + maritime + R"(,{"count":1,"selected":true,"value":"Trade"}])")
      << "what is chosen does not narrow its own facet";
  EXPECT_EQ(values("&until=2017"), "[]");
}

TEST_F(Routes, ThePageOfAFacetsValuesIsSearchedAndTurned) {
  std::vector<article::Article> articles;
  for (int i = 100; i < 170; ++i) {
    articles.push_back(sea_article(std::to_string(i), "Lanes"));
    articles.back().authors = {{"Person " + std::to_string(i), "", ""}};
  }
  articles_.add(articles);
  EXPECT_THAT(ask("/?q=sea&sort=oldest").body, HasSubstr("href=\"./facets/author?q=sea&amp;sort=oldest\""));
  EXPECT_THAT(ask("/?q=lanse").body, HasSubstr("href=\"./facets/author?q=lanes\"")) << "of what was corrected";
  const std::string first = ask("/facets/author?q=sea&sort=oldest").body;
  EXPECT_THAT(first, HasSubstr("1\u201360 of 70"));
  EXPECT_THAT(first, HasSubstr("href=\"../?q=sea&amp;sort=oldest&amp;author=Person%20100\""));
  EXPECT_THAT(first, HasSubstr("href=\"../facets/author?q=sea&amp;sort=oldest&amp;offset=60\""));
  EXPECT_THAT(first, HasSubstr("href=\"../?q=sea&amp;sort=oldest\">Back"));
  EXPECT_THAT(first, HasSubstr("href=\"../feed.atom?q=sea\""));
  EXPECT_THAT(first, Not(HasSubstr("Person 165")));
  const std::string second = ask("/facets/author?q=sea&offset=60").body;
  EXPECT_THAT(second, HasSubstr("61\u201370 of 70"));
  EXPECT_THAT(second, HasSubstr("href=\"../facets/author?q=sea\""));
  const std::string found = ask("/facets/author?q=sea&contains=n%20165&author=Person%20101").body;
  EXPECT_THAT(found, HasSubstr("Person 165"));
  EXPECT_THAT(found, HasSubstr("<input type=\"hidden\" name=\"author\" value=\"Person 101\">"));
  EXPECT_THAT(found, Not(HasSubstr("Person 166")));
  EXPECT_THAT(ask("/facets/author?q=sea&contains=nobody").body, HasSubstr(">None<"));
  EXPECT_EQ(ask("/facets/title").status, 404);
  EXPECT_EQ(ask("/facets/author?offset=x").status, 400);
}

TEST_F(Routes, APageBehindTheEndOfTheListSaysSo) {
  articles_.add({sea_article("a", "Lanes"), sea_article("b", "Ports"), sea_article("c", "Straits")});
  const std::string beyond = ask("/?q=sea&limit=2&offset=50").body;
  EXPECT_THAT(beyond, HasSubstr("3 articles"));
  EXPECT_THAT(beyond, HasSubstr("The list ends before this page."));
  EXPECT_THAT(beyond, HasSubstr("href=\"./?q=sea&amp;limit=2&amp;offset=2\""));
  EXPECT_THAT(beyond, Not(HasSubstr("No article fits")));
  EXPECT_THAT(beyond, Not(HasSubstr("Page 26")));
  EXPECT_THAT(ask("/?q=mountain&offset=50").body, HasSubstr("No article fits"));
  EXPECT_EQ(ask("/?q=sea&limit=0").status, 400) << "a page of nothing";
}

TEST_F(Routes, DocumentsAreFoundByIdAndMissingOnesSaidSo) {
  articles_.add({sea_article("with/slash & space", "Odd"), sea_article("b", "Another strait")});
  EXPECT_EQ(ask_json("/api/v1/documents/with%2Fslash%20%26%20space")["title"], "Odd");
  EXPECT_THAT(ask("/documents/with%2Fslash%20%26%20space").body, HasSubstr("Odd"));
  EXPECT_EQ(ask("/api/v1/documents/b").status, 200);
  EXPECT_EQ(ask_json("/api/v1/documents/b/history")["versions"], json::array());
  EXPECT_EQ(ask("/api/v1/documents/b/similar").status, 200);
  for (const char* target :
       {"/documents/..%2F..%2F..%2Fetc%2Fpasswd", "/api/v1/documents/%2Fetc%2Fpasswd/history", "/facets/..%2Fcurrent",
        "/assets/%2e%2e%2fdata%2fcrawl.db", "/assets/../data/crawl.db", "/data/crawl.db", "/api/v1/documents/none",
        "/api/v1/documents/none/similar", "/api/v1/documents/none/history", "/documents/none", "/nothing",
        "/api/v1/documents/", "/api/v1/search/", "//", "/assets/frame.html", "/assets/..%2Fmain.cpp"})
    EXPECT_EQ(ask(target).status, 404) << target;
  EXPECT_EQ(ask("/api/v1/documents/%ff").status, 400);
}

TEST_F(Routes, AWrongParameterIsNamed) {
  articles_.add({sea_article("a", "x")});
  const auto response = ask("/api/v1/search?q=sea&themes=a&limit=many");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
  const auto said = json::parse(response.body);
  EXPECT_EQ(said["status"], 400);
  ASSERT_EQ(said["errors"].size(), 2U);
  EXPECT_EQ(said["errors"][0]["parameter"], "themes");
  EXPECT_EQ(said["errors"][1]["parameter"], "limit");
  EXPECT_EQ(ask("/?utm_source=mail&q=sea").status, 200) << "the page ignores what it does not know";
  EXPECT_EQ(ask("/?limit=many").status, 400);
  EXPECT_EQ(ask("/api/v1/facets?field=nothing").status, 400);
}

TEST_F(Routes, WhoReadsPagesIsToldOnOneThatThereIsNothing) {
  const auto nothing_at = [&](const std::string& target, const std::string& accept) {
    const auto request = get(target, {{"Accept", accept}});
    auto response = answer(request, *service_);
    finish(request, response, *service_);
    EXPECT_EQ(response.status, 404) << target;
    return response;
  };
  const std::string browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  for (const auto& [target, root] :
       {std::pair{"/document", "./"}, std::pair{"/a/b", "../"}, std::pair{"/api/v1/documents/", "../../../"}}) {
    const auto page = nothing_at(target, browser);
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8") << target;
    EXPECT_EQ(page.header("Cache-Control"), "no-store") << target;
    EXPECT_THAT(page.body, HasSubstr(std::string("href=\"") + root + "assets/search.css")) << target;
    EXPECT_EQ(nothing_at(target, "*/*").header("Content-Type"), "application/problem+json") << target;
  }
  EXPECT_EQ(nothing_at("/api/v1/nothing?q=a", "application/json").header("Content-Type"), "application/problem+json");
}

TEST_F(Routes, AWrongValueOnThePageCostsNothingElse) {
  articles_.add({sea_article("a", "x")});
  const auto dates = ask("/?q=sea%20%26%20lanes&theme=A&since=2019&until=2018&limit=20");
  EXPECT_EQ(dates.status, 400);
  EXPECT_THAT(dates.body, HasSubstr("2018-12-31 is before since"));
  EXPECT_THAT(dates.body, HasSubstr("name=\"q\" type=\"search\" dir=\"auto\" value=\"sea &amp; lanes\""));
  EXPECT_THAT(dates.body, HasSubstr("<input type=\"hidden\" name=\"theme\" value=\"A\">"));
  EXPECT_THAT(dates.body, Not(HasSubstr("name=\"until\"")));
  EXPECT_THAT(dates.body, HasSubstr("href=\"./?q=sea%20%26%20lanes&amp;theme=A&amp;since=2019&amp;limit=20\""));
  const auto values = ask("/facets/theme?q=sea&offset=x");
  EXPECT_EQ(values.status, 400);
  EXPECT_THAT(values.body, HasSubstr("href=\"../?q=sea\""));
  EXPECT_THAT(ask("/?q=%ff").body, HasSubstr("href=\"./\""));
}

TEST_F(Routes, MethodsAreAnsweredRightly) {
  articles_.add({sea_article("a", "x")});
  auto request = get("/api/v1/search?q=sea");
  request.method = Method::options;
  request.method_name = "OPTIONS";
  auto response = answer(request, *service_);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.header("Allow"), "GET, HEAD, OPTIONS");
  request.target = "*";
  EXPECT_EQ(answer(request, *service_).status, 204);
  request = get("/api/v1/search?q=sea");
  request.method = Method::other;
  request.method_name = "DELETE";
  response = answer(request, *service_);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(Routes, EveryAnswerIsHardened) {
  articles_.add({sea_article("a", "x")});
  for (const char* target :
       {"/", "/documents/a", "/api/v1/search?q=sea", "/nothing", "/embed.js", "/healthz", "/?limit=x"}) {
    auto response = ask(target);
    harden(response);
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_FALSE(response.header("Referrer-Policy").empty()) << target;
    const std::string policy(response.header("Content-Security-Policy"));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'")) << target;
    EXPECT_THAT(policy, HasSubstr("frame-ancestors")) << target;
    EXPECT_THAT(policy, Not(HasSubstr("unsafe"))) << target;
    EXPECT_THAT(response.body, Not(HasSubstr(" style=\""))) << target;
  }
  Response not_modified;
  not_modified.status = 304;
  harden(not_modified);
  EXPECT_TRUE(not_modified.headers.empty()) << "it would replace the page's policy in the browser's cache";
}

TEST_F(Routes, TokensGuardWhatShowsArticles) {
  const auto file = articles_.folder() / "tokens";
  std::ofstream(file) << "portal " << to_hex(sha256("s3cret")) << '\n';
  articles_.add({sea_article("a", "x")});
  auto config = articles_.config();
  config.searchd.tokens_file = file;
  ASSERT_TRUE(service_->reload(config));
  for (const char* target :
       {"/", "/api/v1/search?q=sea", "/api/v1/documents/a", "/feed.atom", "/metrics", "/documents/a"}) {
    EXPECT_EQ(ask(target).status, 401) << target;
    EXPECT_EQ(ask(target, {{"Authorization", "Bearer s3cret"}}).status, 200) << target;
  }
  for (const char* target : {"/healthz", "/readyz", "/openapi.json", "/embed.js", "/opensearch.xml"})
    EXPECT_EQ(ask(target).status, 200) << target;
}

bool is_xml(const std::string& text) {
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(::XML_ParserCreate(nullptr), ::XML_ParserFree);
  return ::XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_OK;
}

TEST_F(Routes, FeedsAreXmlWhateverTheTitles) {
  auto poisoned = sea_article("p", "</title><script>\"&'<![CDATA[ \x01\x1B\x7F\uFFFE\uFFFF\U0001FFFE ]]>");
  poisoned.summary = "\x0B\uFFFF";
  poisoned.themes.push_back("\uFFFE");
  poisoned.url = "javascript:alert(1)";
  poisoned.authors = {{"<b>&", "", ""}};
  articles_.add({sea_article("a", "Plain"), poisoned});
  const auto feed = ask("/feed.atom?q=sea&theme=Maritime%20Security");
  EXPECT_EQ(feed.status, 200);
  EXPECT_TRUE(is_xml(feed.body)) << feed.body;
  EXPECT_THAT(feed.body, Not(HasSubstr("javascript:")));
  EXPECT_THAT(feed.body, HasSubstr("<updated>2018-10-12T00:00:00Z</updated>"));
  EXPECT_THAT(feed.body, HasSubstr("http://search.example/feed.atom?q=sea&amp;theme=Maritime%20Security"));
  const auto asked = ask("/feed.atom?q=sea%01%EF%BF%BF%0B&author=%EF%BF%BE");
  EXPECT_EQ(asked.status, 200);
  EXPECT_TRUE(is_xml(asked.body)) << asked.body;
  const auto description = ask("/opensearch.xml", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Prefix", "/s"}});
  EXPECT_TRUE(is_xml(description.body)) << description.body;
  EXPECT_THAT(description.body, HasSubstr("https://search.example/s/?q={searchTerms}"));
  const auto completions = ask("/api/v1/suggest?q=se&format=opensearch");
  EXPECT_EQ(completions.header("Content-Type"), "application/x-suggestions+json");
  EXPECT_EQ(json::parse(completions.body)[0], "se");
}

/// A value that the schema allows, and one that it does not ("" where every text is allowed).
std::pair<std::string, std::string> examples(const json& schema) {
  if (schema.contains("enum")) return {schema["enum"][0], "none%20of%20these"};
  if (schema["type"] == "integer")
    return {std::to_string(schema["maximum"].get<long>()), std::to_string(schema["maximum"].get<long>() + 1)};
  if (schema.contains("pattern")) return {"2018-10", "yesterday"};
  return {"sea", ""};
}

TEST_F(Routes, TheDescriptionHoldsAgainstTheDaemon) {
  articles_.add({sea_article("a", "x")});
  const auto description = ask_json("/openapi.json");
  EXPECT_EQ(description["openapi"], "3.1.0");
  EXPECT_EQ(description["paths"].size(), routes().size());
  for (const auto& [path, operations] : description["paths"].items()) {
    std::string target = path;
    for (const auto& [placeholder, value] :
         {std::pair{"{id}", "a"}, std::pair{"{name}", "search.css"}, std::pair{"{field}", "theme"}})
      if (const auto at = target.find(placeholder); at != std::string::npos)
        target.replace(at, std::string(placeholder).size(), value);
    const json& operation = operations["get"];
    const auto plain = ask(target);
    EXPECT_EQ(plain.status, 200) << target;
    const std::string media_type(plain.header("Content-Type").substr(0, plain.header("Content-Type").find(';')));
    const json& content = operation["responses"]["200"]["content"];
    EXPECT_TRUE(content.contains(media_type) || content.contains("*/*")) << target << ' ' << media_type;
    EXPECT_EQ(operation["responses"].contains("304"), !plain.header("ETag").empty()) << target;
    for (const json& parameter : operation.value("parameters", json::array())) {
      if (parameter["in"] != "query") continue;
      const std::string name = parameter["name"];
      if (name == "field") continue;  // takes the facets' names, checked elsewhere
      const auto [right, wrong] = examples(parameter["schema"]);
      EXPECT_EQ(ask(target + "?" + name + "=" + right).status, 200) << target << ' ' << name;
      if (wrong.empty()) continue;
      const auto refusal = ask(target + "?" + name + "=" + wrong);
      EXPECT_EQ(refusal.status, 400) << target << ' ' << name;
      EXPECT_TRUE(operation["responses"].contains("400")) << target;
    }
  }
  // References lead somewhere.
  const std::string text = description.dump();
  for (auto at = text.find("\"$ref\":\"#"); at != std::string::npos; at = text.find("\"$ref\":\"#", at + 1)) {
    const auto begin = at + 9;
    const json::json_pointer pointer(text.substr(begin, text.find('"', begin) - begin));
    EXPECT_TRUE(description.contains(pointer)) << pointer.to_string();
  }
}

}  // namespace
}  // namespace caravan::searchd
