#include "indexer/query/deadline.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indexer/query/results_json.h"
#include "indexer/query/search.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::library;
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

}  // namespace
}  // namespace caravan::query
