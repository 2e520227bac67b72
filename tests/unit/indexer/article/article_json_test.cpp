#include "indexer/article/article_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace caravan::article {
namespace {

using nlohmann::json;
using namespace std::chrono;

Article whole() {
  Article a;
  a.id = "0123456789abcdef";
  a.url = "https://a.example/x";
  a.title = "Räume";
  a.authors = {{"A B", "Fellow", "Institute"}, {"C", "", ""}};
  a.themes = {"Global Europe"};
  a.series = "Papers";
  a.published = 2018y / 10 / 12;
  a.modified = 2018y / 10 / 13;
  a.language = "en";
  a.site = "Site";
  a.type = "article";
  a.summary = "Short";
  a.body = "One.\n\nTwo.";
  a.pull_quotes = {"One."};
  a.links = {"https://b.example/"};
  return a;
}

TEST(ArticleJson, HasTheDocumentedShape) {
  EXPECT_EQ(to_json(whole()).dump(),
            R"({"id":"0123456789abcdef","url":"https://a.example/x","title":"Räume",)"
            R"("authors":[{"name":"A B","role":"Fellow","institution":"Institute"},{"name":"C"}],)"
            R"("themes":["Global Europe"],"series":"Papers","published":"2018-10-12","modified":"2018-10-13",)"
            R"("language":"en","site":"Site","type":"article","summary":"Short","body":"One.\n\nTwo.",)"
            R"("pull_quotes":["One."],"links":["https://b.example/"]})");
  EXPECT_EQ(to_json(Article()).dump(), "{}");
}

TEST(ArticleJson, ReadsWhatItWrote) {
  const auto back = from_json(json::parse(to_json(whole()).dump()));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, whole());
}

TEST(ArticleJson, AReportHasPages) {
  Article report = whole();
  report.type = "report";
  report.pages = 3;
  report.page_starts = {0, 6, 6};
  const json written = json::parse(to_json(report).dump());
  EXPECT_EQ(written.at("pages"), 3);
  EXPECT_EQ(written.at("page_starts"), json::parse("[0,6,6]"));
  EXPECT_EQ(*from_json(written), report);
  EXPECT_EQ(page_at(report, 0), 1);
  EXPECT_EQ(page_at(report, 5), 1);
  EXPECT_EQ(page_at(report, 6), 3) << "the second page is empty";
  EXPECT_EQ(page_at(whole(), 5), 0);
}

TEST(ArticleJson, PagesThatAreNoCountAreLeftOut) {
  for (const char* pages : {R"("12-34")", "-3", "1.5", "1e30", "[]"}) {
    const auto a = from_json(json::parse(std::string(R"({"id":"x","pages":)") + pages + "}"));
    ASSERT_TRUE(a) << pages;
    EXPECT_EQ(a->pages, 0) << pages;
  }
  for (const char* starts : {"[3,1]", "[-1]", R"(["a"])", "7", "[99999999999]"}) {
    const auto a = from_json(json::parse(std::string(R"({"id":"x","page_starts":)") + starts + "}"));
    ASSERT_TRUE(a) << starts;
    EXPECT_TRUE(a->page_starts.empty()) << starts;
  }
}

TEST(ArticleJson, AcceptsWhatImportBrings) {
  const auto a = from_json(json::parse(
      R"({"id":7,"author":"A B; C D","theme":"x;y","date":"2018-10-12T23:00:00Z","text":"t","series":null,"other":[1]})"));
  ASSERT_TRUE(a) << a.error().what;
  EXPECT_EQ(a->id, "7");
  EXPECT_EQ(a->url, "7");
  EXPECT_EQ(a->authors, (std::vector<Author>{{"A B", "", ""}, {"C D", "", ""}}));
  EXPECT_EQ(a->themes, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(a->published, 2018y / 10 / 12);
  EXPECT_EQ(a->body, "t");
}

TEST(ArticleJson, WithoutIdTheAddressGivesOne) {
  const auto a = from_json(json::parse(R"({"url":"https://a.example/","authors":["A"]})"));
  ASSERT_TRUE(a);
  EXPECT_EQ(a->id, article_id("https://a.example/"));
  EXPECT_EQ(a->id.size(), 16u);
  EXPECT_NE(a->id, article_id("https://a.example/b"));
}

TEST(ArticleJson, RefusalsNameTheKey) {
  struct Case {
    std::string_view json, key;
  };
  constexpr Case cases[] = {
      {R"({"id":"x","title":["a"]})", "\"title\""},
      {R"({"id":"x","published":"soon"})", "\"published\""},
      {R"({"id":"x","themes":[1]})", "\"themes\""},
      {R"({"id":"x","authors":[1]})", "\"authors\""},
      {R"({"id":"x","authors":[{"name":1.5}]})", "name"},
      {R"({"title":"x"})", "\"id\" nor \"url\""},
      {R"([])", "not a JSON object"},
  };
  for (const Case& c : cases) {
    const auto a = from_json(json::parse(c.json));
    ASSERT_FALSE(a) << c.json;
    EXPECT_EQ(a.error().fault, Fault::usage);
    EXPECT_NE(a.error().what.find(c.key), std::string::npos) << a.error().what;
  }
}

}  // namespace
}  // namespace caravan::article
