#include "indexer/query/deadline.h"

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indexer/query/facets.h"
#include "indexer/query/plan.h"
#include "indexer/query/results_json.h"
#include "indexer/query/search.h"
#include "indexer/query/word_scan.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::library;
using test::make_article;
using test::search;

TEST(Search, EndsAtItsDeadlineAndSaysSo) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  for (const char* query :
       {"policy", "\"energy and co-operation\"", "poli* OR asem", "", "nonesuch", "energy -jakarta"})
    for (const Sort sort : {Sort::relevance, Sort::newest, Sort::oldest, Sort::title}) {
      SearchRequest request;
      request.query = query;
      request.sort = sort;
      request.facets = true;
      const SearchResults whole = value_or_throw(index.search(request));
      EXPECT_FALSE(whole.incomplete);
      request.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
      const SearchResults in_time = value_or_throw(index.search(request));
      EXPECT_FALSE(in_time.incomplete) << query;
      nlohmann::json expected = to_json(whole), found = to_json(in_time);
      for (nlohmann::json* json : {&expected, &found}) json->erase("took_ms");
      EXPECT_EQ(found, expected) << query;

      request.deadline = std::chrono::steady_clock::time_point::min();
      const SearchResults late = value_or_throw(index.search(request));
      EXPECT_TRUE(late.incomplete) << query;
      EXPECT_EQ(to_json(late)["incomplete"], true);
      EXPECT_TRUE(late.hits.empty()) << query;
      EXPECT_LE(late.total, whole.total) << query;
      ASSERT_FALSE(late.remarks.empty());
      EXPECT_THAT(late.remarks, testing::Contains(testing::HasSubstr("ran out of time")));
    }
}

TEST(Search, SimilarSuggestionsAndFacetValuesEndAtTheirDeadline) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const Moment past = Moment::min(), far = Moment::clock::now() + std::chrono::hours(1);

  nlohmann::json expected = to_json(value_or_throw(index.similar("climate", 5)));
  nlohmann::json found = to_json(value_or_throw(index.similar("climate", 5, far)));
  for (nlohmann::json* json : {&expected, &found}) json->erase("took_ms");
  EXPECT_EQ(found, expected);
  const SearchResults alike = value_or_throw(index.similar("climate", 5, past));
  EXPECT_TRUE(alike.incomplete);
  EXPECT_THAT(alike.remarks, testing::Contains(testing::HasSubstr("time ran out")));

  const Suggestions in_time = value_or_throw(index.suggest({"global", 5, far}));
  EXPECT_EQ(in_time.texts, value_or_throw(index.suggest("global", 5)));
  EXPECT_FALSE(in_time.incomplete);
  const Suggestions late = value_or_throw(index.suggest({"global", 5, past}));
  EXPECT_TRUE(late.incomplete);
  EXPECT_TRUE(late.texts.empty());

  FacetValuesRequest request;
  request.deadline = far;
  EXPECT_FALSE(is_incomplete(value_or_throw(index.facets(request))));
  EXPECT_EQ(to_json(value_or_throw(index.facets(request))), to_json(value_or_throw(index.facets("", 20))));
  request.deadline = past;
  const std::vector<FacetCounts> counted = value_or_throw(index.facets(request));
  EXPECT_TRUE(is_incomplete(counted));
  for (const FacetCounts& facet : counted) EXPECT_TRUE(facet.values.empty()) << facet.field;
}

TEST(Deadline, EndsTheMatcherWithWhatItHas) {
  Xapian::WritableDatabase database(std::string(), Xapian::DB_BACKEND_INMEMORY);
  constexpr Xapian::doccount articles = 1000, seen_in_time = 200, at_most_a_look_later = 64 + 1;
  for (Xapian::doccount i = 0; i < articles; ++i) {
    Xapian::Document document;
    document.add_term("word");
    database.add_document(document);
  }
  /// Lets the time pass when so many have been seen.
  struct Loiterer final : Xapian::MatchDecider {
    bool operator()(const Xapian::Document&) const override {
      if (++seen >= seen_in_time)
        while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
      return true;
    }
    Deadline::Moment end = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    mutable Xapian::doccount seen = 0;
  };
  const Loiterer loiterer;
  const Deadline deadline(loiterer.end);
  Xapian::Enquire enquire(database);
  enquire.set_query(deadline.bound(Xapian::Query("word")));
  const Xapian::MSet found = enquire.get_mset(0, articles, articles, nullptr, &loiterer);
  EXPECT_TRUE(deadline.has_cut());
  EXPECT_GT(found.size(), 0U);
  EXPECT_LE(found.size(), seen_in_time + at_most_a_look_later);
}

/// Goes on by one with every look.
Deadline::Moment a_look_later() {
  static Deadline::Moment now;
  return now += std::chrono::nanoseconds(1);
}

/// What `find` finds when the clock was looked at so many times; nullopt: that is enough for all of it.
std::optional<DocumentSet> found_in(int looks, const std::function<DocumentSet(const Deadline&)>& find) {
  const Deadline deadline(a_look_later() + std::chrono::nanoseconds(looks), &a_look_later);
  DocumentSet found = find(deadline);
  return deadline.has_cut() ? std::optional(std::move(found)) : std::nullopt;
}

TEST(Deadline, WhateverItCutsNothingIsFoundThatTheQueryLeavesOut) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 20; ++i) {
    articles.push_back(make_article(fmt::format("a{}", i), fmt::format("Title {}", i), "North and south and east"));
    articles.back().body += i % 2 == 0 ? " and rain." : " and sun.";
    articles.back().themes = {i % 3 == 0 ? "Sea" : "Land"};
  }
  const test::TestIndex folder(articles);
  const Xapian::Database database((folder.folder() / "current").string());
  schema::Stemmers stemmers;
  const Acronyms acronyms = value_or_throw(Acronyms::load({}));
  const Vocabulary vocabulary{database, {"en"}, &stemmers, &acronyms};
  const ArticleLengths lengths(database);
  const struct {
    std::string_view query;
    Filters filters;
    bool is_scanned;
  } cases[] = {
      {"north south east -rain", {}, true},
      {"north south east theme:land", {}, true},
      {"north south east", {{{"theme", "Land"}}, {}, {}}, true},
      {"-rain", {}, false},
      {"+north south east -(+rain +south)", {}, true},
      {"+rain +(north -sun)", {}, false},
  };
  for (const auto& c : cases) {
    Plan plan = value_or_throw(make_plan(parse_query(c.query), c.filters, true, false, vocabulary));
    const DocumentSet whole = matching_all(plan, database);
    EXPECT_GT(whole.size(), 0U) << c.query;
    const auto scan = WordScan::of(plan, database);
    EXPECT_EQ(scan.has_value(), c.is_scanned) << c.query;
    const auto find = [&](const Deadline& deadline) {
      plan.deadline = &deadline;
      if (!scan) return matching_all(plan, database);
      DocumentSet found(database.get_lastdocid());
      for (const Ranked& each : scan->best(lengths, articles.size(), Sort::relevance).best) found.add(each.document);
      return found;
    };
    bool finds_some = false;
    int looks = 0;
    for (; const std::optional<DocumentSet> found = found_in(looks, find); ++looks) {
      finds_some = finds_some || found->size() > 0;
      DocumentSet wrong = *found;
      wrong -= whole;
      EXPECT_EQ(wrong.size(), 0U) << c.query << " after " << looks << " looks";
    }
    EXPECT_GT(looks, 1) << c.query;
    EXPECT_TRUE(finds_some || !scan) << c.query;
  }
}

}  // namespace
}  // namespace caravan::query
