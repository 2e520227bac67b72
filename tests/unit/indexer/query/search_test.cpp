#include "indexer/query/search.h"

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/durable_file.h"
#include "indexer/query/results_json.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::ids;
using test::library;
using test::make_article;
using test::search;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST(Search, FacetsIgnoreTheirOwnSelection) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const SearchResults results = search(index, "", {{{"theme", "global europe"}, {"author", "Jane Doe"}}, {}, {}});
  EXPECT_THAT(ids(results), ElementsAre("asem"));
  const nlohmann::json facets = to_json(results.facets);
  EXPECT_EQ(facets["theme"], nlohmann::json::parse(R"([{"value":"Climate & Energy","count":1,"selected":false},
                                                       {"value":"Global Europe","count":1,"selected":true}])"));
  EXPECT_EQ(facets["author"], nlohmann::json::parse(R"([{"value":"Hans Müller","count":1,"selected":false},
                                                        {"value":"Jane Doe","count":1,"selected":true}])"));
  EXPECT_EQ(facets["year"], nlohmann::json::parse(R"([{"value":"2016","count":1,"selected":false}])"));
}

TEST(Search, AValueThatNoArticleHasComesWithWhatThereIs) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const auto remark = [&](const std::string& field, const std::string& value) {
    const SearchResults results = search(index, "", {{{field, value}}, {}, {}});
    return results.remarks.empty() ? std::string() : results.remarks.front();
  };
  EXPECT_EQ(remark("lang", "english"), "no article has the lang \"english\"; there are: en, fr, zh");
  EXPECT_EQ(remark("theme", "Climate & Energie"),
            "no theme is called \"Climate & Energie\": taken as words of it; did you mean \"Climate & Energy\"?");
  EXPECT_EQ(remark("author", "Jan Do"), "no article has the author \"Jan Do\"; did you mean \"Jane Doe\"?");
  EXPECT_EQ(remark("theme", "Global Europe"), "");
}

TEST(Search, FacetsAreFoundByTheirOtherName) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  EXPECT_EQ(to_json(value_or_throw(index.facets("language", 10))), to_json(value_or_throw(index.facets("lang", 10))));
  EXPECT_EQ(index.facets("themes", 10).error().remedy, "did you mean theme?");
  EXPECT_THAT(index.facets("zebra", 10).error().remedy, testing::HasSubstr("author, theme"));
}

TEST(Search, ASelectedValueIsShownEvenWithoutMatches) {
  const test::TestIndex folder(library());
  const SearchResults results = search(folder.open(), "bangkok", {{{"theme", "No such theme"}}, {}, {}});
  EXPECT_EQ(results.total, 0U);
  ASSERT_FALSE(results.facets.empty());
  bool shown = false;
  for (const FacetCounts& facet : results.facets)
    for (const FacetValue& value : facet.values)
      shown = shown || (value.selected && value.value == "No such theme" && value.count == 0);
  EXPECT_TRUE(shown);
  EXPECT_FALSE(results.remarks.empty());
}

TEST(Search, SortsAndPages) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  SearchRequest request;
  request.query = "";
  request.sort = Sort::newest;
  request.limit = 3;
  EXPECT_THAT(ids(value_or_throw(index.search(request))), ElementsAre("climate", "meeting", "asem"));
  request.sort = Sort::oldest;
  EXPECT_THAT(ids(value_or_throw(index.search(request))), ElementsAre("asem", "meeting", "climate"));
  request.sort = Sort::title;
  request.offset = 1;
  request.limit = 2;
  const SearchResults page = value_or_throw(index.search(request));
  EXPECT_EQ(page.total, 5U);
  EXPECT_THAT(ids(page), ElementsAre("french", "asem"));
  EXPECT_EQ(page.hits[0].rank, 2U);
}

TEST(Search, WhatNothingRanksComesNewestFirst) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const struct {
    std::string_view query;
    std::vector<std::string> found;  ///< in this order; undated articles come last, as they came into the index
  } cases[] = {
      {"", {"climate", "meeting", "asem", "french", "chinese"}},
      {"author:doe", {"climate", "asem"}},
      {"lang:en", {"climate", "meeting", "asem"}},
      {"theme:global OR theme:climate", {"climate", "meeting", "asem"}},
      {"published:2016..", {"climate", "meeting", "asem"}},
      {"the", {"meeting", "asem"}},
      {"in the", {"climate", "meeting", "asem"}},
      {"+the lang:en", {"meeting", "asem"}},
      {"-jakarta", {"meeting", "asem", "french", "chinese"}},
      {"-lang:fr", {"climate", "meeting", "asem", "chinese"}},
  };
  for (const auto& c : cases) {
    const SearchResults results = search(index, std::string(c.query));
    EXPECT_EQ(ids(results), c.found) << c.query;
    EXPECT_EQ(results.total, c.found.size()) << c.query;
    SearchRequest page;
    page.query = c.query;
    page.limit = 1;
    page.explain = true;
    for (page.offset = 0; page.offset < c.found.size(); ++page.offset) {
      const SearchResults one = value_or_throw(index.search(page));
      EXPECT_THAT(ids(one), ElementsAre(c.found[page.offset])) << c.query;
      EXPECT_THAT(one.reading, testing::Contains("nothing to rank by: newest first")) << c.query;
    }
  }
  EXPECT_THAT(ids(search(index, "the policy")), ElementsAre("climate", "meeting")) << "a word ranks";
  SearchRequest oldest;
  oldest.query = "lang:en";
  oldest.sort = Sort::oldest;
  oldest.explain = true;
  const SearchResults results = value_or_throw(index.search(oldest));
  EXPECT_THAT(ids(results), ElementsAre("asem", "meeting", "climate"));
  EXPECT_THAT(results.reading, testing::Not(testing::Contains(testing::HasSubstr("newest first"))));
}

TEST(Search, RefusesWhatIsNoFilterAndTooDeepPages) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  SearchRequest request;
  request.filters.values = {{"thene", "x"}};
  const auto wrong = index.search(request);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fault, Fault::usage);
  EXPECT_EQ(wrong.error().remedy, "did you mean theme?");
  request.filters = {};
  request.offset = 1'000'000;
  EXPECT_EQ(index.search(request).error().fault, Fault::usage);
}

TEST(Search, CopiesAreFolded) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "word" + std::to_string(i) + " ";
  article::Article first = make_article("b", "Original", text), second = make_article("a", "Copy", text);
  first.published = parse_iso_day("2018-01-01");
  second.published = parse_iso_day("2018-02-01");
  test::TestIndex folder({first, second});
  const Index index = folder.open();
  EXPECT_THAT(ids(search(index, "word7")), ElementsAre("b"));
  EXPECT_EQ(search(index, "word7").hits[0].copies, 1U);
  SearchRequest all;
  all.query = "word7";
  all.all_versions = true;
  EXPECT_THAT(ids(value_or_throw(index.search(all))), UnorderedElementsAre("a", "b"));
  folder.remove("b");
  EXPECT_THAT(ids(search(index, "word7")), ElementsAre("a"));
}

TEST(Search, ImportedArticlesThatAreNearlyTheSameAreFolded) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i * i % 997) + " ";
  const auto article = [](std::string id, std::string title, std::string body, std::string_view day) {
    article::Article made = make_article(std::move(id), std::move(title), std::move(body));
    made.published = parse_iso_day(day);
    return made;
  };
  const article::Article first = article("b", "The harbour", text, "2018-01-01"),
                         later = article("a", "The Harbour", text + "Read more in our archive.", "2018-01-09"),
                         third = article("c", "The harbour", "By our staff. " + text, "2018-01-02");
  test::TestIndex folder({later, first, third, article("edition", "The harbour", text + "Another year.", "2019-01-01"),
                          article("headline", "The port", text + "Under another headline.", "2018-01-01"),
                          article("other", "The harbour", "word1 word4 and nothing else of it", "2018-01-01")});
  const Index index = folder.open();
  SearchRequest request;
  request.query = "word4";
  const auto found = [&] {
    SearchRequest newest = request;
    newest.sort = Sort::oldest;
    return value_or_throw(index.search(newest));
  };
  EXPECT_THAT(ids(found()), UnorderedElementsAre("b", "headline", "other", "edition"));
  for (const Hit& hit : found().hits) EXPECT_EQ(hit.copies, hit.article.id == "b" ? 2U : 0U) << hit.article.id;
  request.all_versions = true;
  EXPECT_EQ(found().total, 6U);
  request.all_versions = false;

  folder.put(
      {article("a", "The Harbour", "word4 in a text of its own now, as it is told from the others", "2018-01-09")});
  EXPECT_THAT(ids(found()), UnorderedElementsAre("a", "b", "headline", "other", "edition"));
  folder.put({later});
  folder.remove("b");
  EXPECT_THAT(ids(found()), UnorderedElementsAre("c", "headline", "other", "edition")) << "the earliest left";
  folder.put({first});
  EXPECT_THAT(ids(found()), UnorderedElementsAre("b", "headline", "other", "edition"));
}

TEST(Search, DiverseLetsNoSiteFillThePage) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 8; ++i)
    articles.push_back(make_article("a" + std::to_string(i), "Harbour", "harbour harbour harbour"));
  articles.push_back(make_article("b", "Another", "There is a harbour, among many other things, somewhere in here."));
  articles.back().site = "Other";
  const test::TestIndex folder(articles);
  SearchRequest request;
  request.query = "harbour";
  const Index index = folder.open();
  EXPECT_EQ(value_or_throw(index.search(request)).hits[8].article.id, "b");
  request.diverse = true;
  const std::vector<std::string> first = ids(value_or_throw(index.search(request)));
  EXPECT_EQ(first[2], "b");
  request.offset = 3;
  EXPECT_EQ(ids(value_or_throw(index.search(request))), std::vector(first.begin() + 3, first.end()));
}

TEST(Search, FollowsTheWriter) {
  test::TestIndex folder(library());
  const Index index = folder.open();
  const std::uint64_t before = index.revision();
  folder.put(library());
  EXPECT_EQ(index.revision(), before) << "nothing changed, so nothing may be written";
  folder.put({make_article("new", "Samarkand", "A road.")});
  EXPECT_NE(index.revision(), before);
  EXPECT_THAT(ids(search(index, "samarkand")), ElementsAre("new"));
  EXPECT_EQ(index.article_count(), 6U);
}

TEST(Search, ReadersNeverSeeTheWriterPass) {
  test::TestIndex folder(library());
  const Index index = folder.open();
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0, searches = 0;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&] {
      while (!done) {
        SearchRequest request;
        request.query = "policy";
        request.facets = true;
        const auto results = index.search(request);
        if (!results || results->total < 2) ++failures;
        ++searches;
      }
    });
  for (int i = 0; i < 30; ++i)
    folder.put({make_article("n" + std::to_string(i), "Note", "policy number " + std::to_string(i))});
  done = true;
  readers.clear();
  EXPECT_EQ(failures, 0);
  EXPECT_GT(searches, 0);
}

TEST(Search, AnIndexIsOpenedWhileTheWriterPasses) {
  test::TestIndex folder(library());
  std::atomic<bool> done = false;
  std::mutex mutex;
  std::set<std::string> failures;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&] {
      while (!done) {
        const auto index = Index::open(folder.folder());
        if (index) continue;
        const std::lock_guard lock(mutex);
        failures.insert(index.error().what);
      }
    });
  std::map<std::string, article::Article> all;
  for (const article::Article& article : library()) all.emplace(article.id, article);
  for (int i = 0; i < 60; ++i) {
    folder.put({make_article("n" + std::to_string(i), "Note", "policy number " + std::to_string(i))});
    if (i % 6 == 5) folder.rebuild(all);
  }
  done = true;
  readers.clear();
  EXPECT_THAT(failures, testing::IsEmpty());
}

TEST(Search, DocumentsByIdAndAddress) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  EXPECT_EQ(value_or_throw(index.document("asem")), library()[0]);
  EXPECT_EQ(value_or_throw(index.document("https://example.org/meeting")).id, "meeting");
  EXPECT_EQ(index.document("nothing").error().fault, Fault::not_found);
  std::vector<std::string> seen;
  value_or_throw(index.for_each([&](const article::Article& article) { seen.push_back(article.id); }));
  EXPECT_THAT(seen, ElementsAre("asem", "chinese", "climate", "french", "meeting"));
}

TEST(Search, SimilarLeavesItselfOut) {
  std::vector<article::Article> articles = library();
  articles.push_back(
      make_article("climate2", "Indonesia's clean energy", "Jakarta and the organisations of clean energy."));
  const test::TestIndex folder(articles);
  const SearchResults alike = value_or_throw(folder.open().similar("climate", 3));
  ASSERT_FALSE(alike.hits.empty());
  EXPECT_EQ(alike.hits[0].article.id, "climate2");
  EXPECT_THAT(ids(alike), testing::Not(testing::Contains("climate")));
}

TEST(Search, Suggests) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  EXPECT_THAT(value_or_throw(index.suggest("global", 5)), testing::Contains("Global Europe"));
  EXPECT_THAT(value_or_throw(index.suggest("mul", 5)), testing::Contains("Hans Müller"));
  EXPECT_THAT(value_or_throw(index.suggest("twenty y", 5)), testing::Contains("Twenty years of ASEM"));
  EXPECT_THAT(value_or_throw(index.suggest("clean ener", 5)), testing::Contains("clean energy"));
  EXPECT_TRUE(value_or_throw(index.suggest("", 5)).empty());
}

TEST(Search, OpeningSaysWhatIsWrong) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(Index::open(folder / "none").error().fault, Fault::not_found);
  EXPECT_EQ(Index::open(folder / "none").error().remedy, "run: caravan update");
  value_or_throw(make_folder(folder / "index"));
  value_or_throw(replace_file(folder / "index" / "current", "nonsense"));
  EXPECT_EQ(Index::open(folder / "index").error().fault, Fault::corrupt);
}

TEST(Search, ATableThatWasCutShortIsToBeRebuilt) {
  const test::TestIndex folder(library());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.folder()))
    if (entry.path().filename() == "postlist.glass") std::filesystem::resize_file(entry.path(), 100);
  const auto index = Index::open(folder.folder());
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().fault, Fault::corrupt) << index.error().what;
  EXPECT_EQ(index.error().remedy, "run: caravan index --rebuild");
}

}  // namespace
}  // namespace caravan::query
