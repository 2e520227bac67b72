#include "indexer/query/results_json.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indexer/query/json_text.h"

namespace caravan::query {
namespace {

TEST(JsonText, IsWhatAParserReadsBack) {
  struct Case {
    const char* name;
    std::string text;
  };
  std::string every_control;
  for (char c = 0; c < 0x20; ++c) every_control += c;
  const Case cases[] = {{"empty", ""},
                        {"plain", "Asia-Europe"},
                        {"controls", every_control},
                        {"quotes and slashes", R"(a"b\c/d</script>)"},
                        {"delete and beyond", "\x7f\u0080\u2028\u2029\U0001F42A"},
                        {"long", std::string(100'000, '"')}};
  for (const Case& c : cases) {
    const std::string text = JsonText().value(c.text).take();
    EXPECT_EQ(nlohmann::json::parse(text).get<std::string>(), c.text) << c.name;
    EXPECT_EQ(text, nlohmann::json(c.text).dump()) << c.name;
  }
  EXPECT_EQ(JsonText().value("a\xff\xc0z").take(), "\"a\uFFFD\uFFFDz\"") << "what is no UTF-8";
}

TEST(JsonText, NumbersComeBackAsTheyWent) {
  for (const double number : {0.0, -1.5, 12.0, 0.1, 1e-7, 123456.7891, 1e21, std::nextafter(1.0, 2.0)})
    EXPECT_EQ(nlohmann::json::parse(JsonText().value(number).take()).get<double>(), number);
  EXPECT_EQ(JsonText().value(12.0).take(), "12.0") << "a number with a fraction stays one";
  EXPECT_EQ(JsonText().value(std::numeric_limits<double>::quiet_NaN()).take(), "null");
  EXPECT_EQ(JsonText().value(std::numeric_limits<std::uint64_t>::max()).take(), "18446744073709551615");
}

TEST(JsonText, PutsCommasWhereTheyBelong) {
  JsonText text;
  text.begin_object().member("a", 1).key("b").begin_array().begin_object().end_object().value(true).null();
  text.begin_array().end_array().end_array().texts("c", std::vector<std::string>{"x", "y"}).end_object();
  EXPECT_EQ(text.take(), R"({"a":1,"b":[{},true,null,[]],"c":["x","y"]})");
}

TEST(ResultsJson, HasTheFormOfTheDesign) {
  SearchResults results;
  results.query = "a \"b\"";
  results.understood = "a";
  results.remarks = {"unbalanced"};
  results.suggestion = "ab";
  results.total = 2;
  results.limit = 10;
  results.took_ms = 1.239;
  results.facets = {{"theme", {{"Climate & Energy", 2, true}}, 1, false}, {"year", {}, 0, false}};
  Hit hit;
  hit.rank = 1;
  hit.article.id = "x";
  hit.article.url = "https://example.org/x";
  hit.article.authors = {{"Ana Silva", "", "Institute"}};
  hit.article.published = parse_iso_day("2018-10-12");
  hit.article.body = "not shown";
  hit.score = 3.14159;
  hit.snippet = {"sea <lanes>", {{0, 3}}, 0};
  results.hits = {hit};
  EXPECT_EQ(json_text(results),
            R"({"query":"a \"b\"","total":2,"offset":0,"limit":10,"took_ms":1.24,"suggestion":"ab","understood":"a",)"
            R"("remarks":["unbalanced"],"facets":{"theme":[{"value":"Climate & Energy","count":2,"selected":true}],)"
            R"("year":[]},"results":[{"rank":1,"id":"x","url":"https://example.org/x","authors":[{"name":"Ana Silva",)"
            R"("institution":"Institute"}],"published":"2018-10-12","score":3.1416,)"
            R"("snippet":"<mark>sea</mark> &lt;lanes&gt;"}]})");
  EXPECT_EQ(to_json(results).dump(), json_text(results));
}

}  // namespace
}  // namespace caravan::query
