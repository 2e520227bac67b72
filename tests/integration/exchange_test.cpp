// import, export and extract.

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view two_articles =
    R"({"id":"a1","title":"Piracy in the strait","authors":["Wei Li"],"themes":["Security"],"published":"2018-10-12","text":"Pirates left the strait."})"
    "\n"
    R"({"id":"b2","title":"Trade winds","author":"Devika Rao","date":"2019-01-02","body":"Monsoon and trade."})"
    "\n";

class Exchange : public testing::Test {
 protected:
  void SetUp() override { place_.configure(""); }
  Place place_;
};

TEST_F(Exchange, WhatIsImportedCanBeFoundShownAndExported) {
  place_.write("articles.ndjson", two_articles);
  EXPECT_THAT(place_.expect(0, {"import", "articles.ndjson"}), HasSubstr("2 new"));
  EXPECT_EQ(place_.expect(0, {"search", "pirates", "--format", "urls"}).empty(), false);
  EXPECT_EQ(nlohmann::json::parse(place_.expect(0, {"show", "a1", "--format", "json"}))["body"],
            "Pirates left the strait.");

  const std::string exported = place_.expect(0, {"export"});
  ASSERT_EQ(lines_of(exported).size(), 2u);
  EXPECT_EQ(lines_of(exported)[1]["authors"][0]["name"], "Devika Rao");

  const std::string again = place_.expect_with_input(0, {"--data", "copy", "import", "-"}, exported);
  EXPECT_EQ(place_.expect(0, {"--data", "copy", "export"}), exported) << "what comes out goes in again";
}

TEST_F(Exchange, AKnownIdReplaces) {
  place_.expect_with_input(0, {"import", "-"}, std::string(two_articles));
  place_.expect_with_input(0, {"import", "-"},
                           R"({"id":"a1","title":"No pirates","text":"None."})"
                           "\n");
  EXPECT_EQ(nlohmann::json::parse(place_.expect(0, {"show", "a1", "--format", "json"}))["title"], "No pirates");
  EXPECT_EQ(lines_of(place_.expect(0, {"export"})).size(), 2u);
}

TEST_F(Exchange, ALineThatCannotBeReadIsNamedAndTheOthersGoIn) {
  const std::string out = place_.expect_with_input(3, {"import", "-"},
                                                   R"({"id":"a1","title":"Good","text":"Fine."})"
                                                   "\nnot json\n"
                                                   R"({"title":"No id"})"
                                                   "\n");
  EXPECT_THAT(out, AllOf(HasSubstr("line 2"), HasSubstr("line 3")));
  EXPECT_EQ(lines_of(place_.expect(0, {"export"})).size(), 1u);
  place_.expect_with_input(4, {"import", "-"}, "nothing\nof use\n");
}

TEST_F(Exchange, ReferencesGoOutAsOneCslJsonArray) {
  place_.expect_with_input(0, {"import", "-"}, std::string(two_articles));
  EXPECT_EQ(nlohmann::json::parse(place_.expect(0, {"export", "--format", "csl-json"})).size(), 2u);
}

/// The page of the specimen whose truth is this line.
std::string page_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(CARAVAN_BINARY_DIR) / "specimen";
  std::ifstream manifest(folder / "manifest.ndjson");
  for (std::string line; std::getline(manifest, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry.value("path", "") != path) continue;
    std::ifstream page(folder / entry["file"].get<std::string>(), std::ios::binary);
    return {std::istreambuf_iterator<char>(page), {}};
  }
  return "";
}

TEST_F(Exchange, ExtractReadsOnePage) {
  const std::string path = "/forum/insights/brexit-seen-from-asia/";
  const std::string url = "http://specimen.example" + path;
  place_.write("page.html", page_of(path));
  const auto article = nlohmann::json::parse(place_.expect(0, {"extract", "page.html", "--url", url}));
  EXPECT_EQ(article["title"], "What Asia Learned from Watching Britain Leave");
  EXPECT_EQ(article["url"], url);
  EXPECT_EQ(nlohmann::json::parse(place_.expect_with_input(0, {"extract", "--url", url}, page_of(path))), article);
  const auto explained = nlohmann::json::parse(place_.expect(0, {"extract", "page.html", "--url", url, "--explain"}));
  EXPECT_FALSE(explained["evidence"].empty());
}

TEST_F(Exchange, ExtractReadsManyPages) {
  const std::string path = "/forum/insights/brexit-seen-from-asia/";
  const nlohmann::json page{{"id", "one"}, {"url", "http://specimen.example" + path}, {"html", page_of(path)}};
  const auto articles = lines_of(place_.expect_with_input(0, {"extract", "--batch"}, page.dump() + "\n"));
  ASSERT_EQ(articles.size(), 1u);
  EXPECT_EQ(articles[0]["id"], "one");
  EXPECT_EQ(articles[0]["title"], "What Asia Learned from Watching Britain Leave");
}

TEST_F(Exchange, ExtractNamesTheLinesItCannotRead) {
  place_.write("pages.ndjson", R"({"id":"one","url":"http://a.example/","html":"<p>x"})"
                               "\n\nnot json\n"
                               R"({"id":"two"})"
                               "\n");
  const auto result = place_.caravan({"extract", "--batch", "pages.ndjson"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("pages.ndjson:3: "), HasSubstr("pages.ndjson:4: ")));
  const auto articles = lines_of(result.out);
  ASSERT_EQ(articles.size(), 3u);
  EXPECT_EQ(articles[0]["id"], "one");
  EXPECT_TRUE(articles[1].contains("error"));
  EXPECT_TRUE(articles[2].contains("error"));
}

TEST_F(Exchange, NothingIsWrittenWithoutAnArchive) {
  const auto result = place_.caravan({"export", "--format", "warc"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, testing::IsEmpty());
  EXPECT_THAT(result.err, HasSubstr("caravan crawl"));
}

}  // namespace
}  // namespace caravan::test
