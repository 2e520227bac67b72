#include "indexer/query/search.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/durable_file.h"
#include "indexer/query/deadline.h"
#include "indexer/query/results_json.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::ids;
using test::make_article;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<article::Article> library() {
  article::Article asem =
      make_article("asem", "Twenty years of ASEM", "The process between the two continents began in Bangkok in 1996.");
  asem.authors = {{"Jane Doe", "Fellow", "Institute of Asia"}};
  asem.themes = {"Global Europe"};
  asem.published = parse_iso_day("2016-07-01");
  article::Article meeting =
      make_article("meeting", "What leaders talk about",
                   "The Asia-Europe Meeting is a talking shop, some say. Policies are made elsewhere.");
  meeting.authors = {{"Hans Müller", "", ""}};
  meeting.themes = {"Climate & Energy", "Global Europe"};
  meeting.published = parse_iso_day("2018-10-12");
  article::Article climate = make_article("climate", "Climate policy in Indonesia",
                                          "Organisations in Jakarta work on clean energy and co-operation.");
  climate.authors = {{"Jane Doe", "", ""}};
  climate.themes = {"climate & energy"};
  climate.published = parse_iso_day("2019-01-05");
  article::Article french = make_article("french", "La politique de l'Europe",
                                         "Les politiques communes de l\u2019Europe envers l\u2019Asie.");
  french.language = "fr";
  article::Article chinese = make_article("chinese", "亚欧会议二十年", "亚欧会议于一九九六年在曼谷举行。");
  chinese.language = "zh";
  return {asem, meeting, climate, french, chinese};
}

SearchResults search(const Index& index, std::string query, Filters filters = {}) {
  SearchRequest request;
  request.query = std::move(query);
  request.filters = std::move(filters);
  request.facets = true;
  return value_or_throw(index.search(request));
}

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

struct Case {
  std::string_view query;
  std::vector<std::string> found;  ///< in any order
};

TEST(Search, FindsAsTheLanguageSays) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const Case cases[] = {
      {"bangkok", {"asem"}},
      {"BANGKOK", {"asem"}},
      {"policy", {"meeting", "climate"}},
      {"organization", {"climate"}},
      {"cooperation", {"climate"}},
      {"co-operation", {"climate"}},
      {"politiques", {"french"}},
      {"Europe politique", {"french", "meeting", "asem"}},
      {"ASEM", {"asem", "meeting"}},
      {"\"ASEM\"", {"asem"}},
      {"\"Asia-Europe Meeting\"", {"meeting"}},
      {"Asia-Europe Meeting", {"asem", "meeting", "french"}},
      {"\"europe meeting is\"", {"meeting"}},
      {"\"meeting europe\"", {}},
      {"亚欧会议", {"chinese"}},
      {"曼谷", {"chinese"}},
      {"bangkok OR jakarta", {"asem", "climate"}},
      {"bangkok AND jakarta", {}},
      {"+policy -jakarta", {"meeting"}},
      {"policy NOT jakarta", {"meeting"}},
      {"talking NEAR/3 say", {"meeting"}},
      {"asia NEAR/2 say", {}},
      {"bangk*", {"asem"}},
      {"organiz*", {"climate"}},
      {"title:policy", {"climate"}},
      {"author:muller", {"meeting"}},
      {"author:\"Doe, Jane\"", {"asem", "climate"}},
      {"theme:\"climate & energy\"", {"meeting", "climate"}},
      {"lang:fr", {"french"}},
      {"year:2018", {"meeting"}},
      {"published:2018-10..2019", {"meeting", "climate"}},
      {"published:..2017", {"asem"}},
      {"-lang:en", {"french", "chinese"}},
      {"jane doe", {"asem", "climate"}},
      {"the", {"asem", "meeting"}},
      {"zzzzqqq", {}},
      {"???", {}},
      {"((((", {}},
      {"OR AND", {}},
      {"process NEAR/2 the", {"asem"}},
      {"", {"asem", "meeting", "climate", "french", "chinese"}},
  };
  for (const Case& c : cases) {
    const SearchResults results = search(index, std::string(c.query));
    EXPECT_THAT(ids(results), testing::UnorderedElementsAreArray(c.found))
        << c.query << " understood as " << results.understood;
    EXPECT_EQ(results.total, c.found.size()) << c.query;
  }
}

TEST(Search, TheFormTypedRanksBeforeTheOther) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  EXPECT_THAT(ids(search(index, "ASEM")), ElementsAre("asem", "meeting"));
  EXPECT_EQ(ids(search(index, "Asia-Europe Meeting")).front(), "meeting");
}

TEST(Search, AnAcronymInCapitalsIsNoSmallWord) {
  const test::TestIndex folder({
      make_article("pronoun", "Those who wait",
                   "People who wait for people who are late: it is as it is, in the east."),
      make_article("who", "Influenza", "Doctors reported to the WHO in Geneva, which sent experts."),
      make_article("health", "A pandemic", "The World Health Organization in Geneva named the variant."),
      make_article("it", "Ministries", "No ministry runs an IT department in the capital."),
      make_article("technology", "Ministries", "No ministry runs information technology in the capital."),
      make_article("united", "Allies", "The United States and its allies."),
      make_article("us", "Allies", "The US and its allies."),
      make_article("than", "Music", "A THAN of its own, named so by somebody."),
  });
  const Index index = folder.open();
  const struct {
    std::string_view query;
    std::vector<std::string> found;  ///< in this order
  } cases[] = {
      {"WHO", {"who", "health"}},
      {"(WHO)", {"who", "health"}},
      {"WHO experts", {"who", "health"}},
      {"+WHO", {"who", "health"}},
      {"World Health Organization", {"health", "who"}},
      {"who", {"pronoun", "who"}},
      {"IT", {"it", "technology"}},
      {"US", {"us", "united"}},
      {"U.S.", {"us", "united"}},
      {"EAST", {"pronoun"}},
      {"THAN", {"than"}},
      {"WHO IS LATE", {"pronoun"}},
      {"THE", {"pronoun", "who", "health", "it", "technology", "united", "us"}},
  };
  for (const auto& c : cases) EXPECT_EQ(ids(search(index, std::string(c.query))), c.found) << c.query;
  EXPECT_THAT(to_html(search(index, "WHO").hits[0].snippet), testing::HasSubstr("to the <mark>WHO</mark> in"));
  EXPECT_EQ(to_html(search(index, "people who").hits[0].title), "Those who wait");
}

TEST(Search, AcronymsWithinACompoundMatchTheirLongForms) {
  const test::TestIndex folder({
      make_article("long", "Talks", "The European Union spoke with a region in Asia, and Asia listened."),
      make_article("both", "Talks", "The EU-ASEAN talks went on with Asia, and Asia listened to them."),
      make_article("none", "Talks", "A union of European trains went on."),
  });
  const Index index = folder.open();
  EXPECT_THAT(ids(search(index, "EU-ASEAN")), ElementsAre("both", "long"));
  EXPECT_THAT(ids(search(index, "eu-asean")), ElementsAre("both", "long"));
  EXPECT_THAT(ids(search(index, "EU ASEAN")), ElementsAre("both", "long"));
  EXPECT_THAT(ids(search(index, "+EU-ASEAN")), ElementsAre("both")) << "what must be there must be there";
  EXPECT_THAT(to_html(search(index, "EU-ASEAN").hits[1].snippet), testing::HasSubstr("<mark>European Union</mark>"));
}

TEST(Search, AHyphenatedBeginningMakesOneWord) {
  const test::TestIndex folder({
      make_article("coal", "Coal",
                   "The operation of coal plants: operation by operation, with a co. and a co. for each."),
      make_article("solid", "Neighbours", "Their cooperation began with a list of cooperation projects."),
      make_article("hyphen", "Partners", "A plan for co-operation among partners in the region."),
      make_article("rate", "Banks", "An interest rate, and an online bank for Brexit."),
      make_article("brexit", "After Brexit", "Post-Brexit trade, after Brexit."),
      make_article("before", "Before Brexit", "Trade before Brexit, in a line."),
  });
  const Index index = folder.open();
  for (const char* query : {"co-operation", "cooperation", "co\u2010operation"})
    EXPECT_THAT(ids(search(index, query)), ElementsAre("solid", "hyphen")) << query;
  EXPECT_THAT(ids(search(index, "co-operation projects")), ElementsAre("solid", "hyphen"));
  EXPECT_THAT(ids(search(index, "on-line")), ElementsAre("rate"));
  EXPECT_THAT(ids(search(index, "post-Brexit")), testing::UnorderedElementsAre("brexit", "before", "rate"))
      << "the second word stands mostly by itself";
  EXPECT_EQ(ids(search(index, "post-Brexit")).front(), "brexit");
  EXPECT_THAT(to_html(search(index, "cooperation").hits[1].snippet), testing::HasSubstr("<mark>co-operation</mark>"));
  EXPECT_THAT(to_html(search(index, "co-operation").hits[1].snippet), testing::HasSubstr("<mark>co-operation</mark>"));
}

TEST(Search, AWordOfAnotherLanguageWeighsLess) {
  std::vector<article::Article> articles{
      make_article("english", "Navies", "The maritime forces of two seas, and what they cost."),
      make_article("indonesian", "Maritim", "Maritim, poros maritim: maritim dan maritim."),
      make_article("pacific", "The Indo-Pacific",
                   "The Indo-Pacific strategy is about the Pacific; the Pacific is wide."),
      make_article("pacifique", "Une strategie",
                   "La France publie sa strategie pour le bassin Indo-Pacifique, cet espace."),
      make_article("passer", "Les navires", "Ils passent et passeront, ils sont passes: passer, toujours passer."),
      make_article("pass", "A rule", "Drivers do not pass over this bridge."),
  };
  articles[1].language = "id";
  articles[3].language = articles[4].language = "fr";
  const test::TestIndex folder(articles);
  const Index index = folder.open();
  EXPECT_THAT(ids(search(index, "maritime")), ElementsAre("english", "indonesian"));
  EXPECT_EQ(ids(search(index, "maritim")).front(), "indonesian");
  EXPECT_THAT(ids(search(index, "indo-pacifique")), ElementsAre("pacifique", "pacific"));
  EXPECT_THAT(ids(search(index, "+pacifique")), ElementsAre("pacifique", "pacific"));
  EXPECT_EQ(ids(search(index, "Indo-Pacific")).front(), "pacific");
  EXPECT_THAT(ids(search(index, "DO NOT PASS OVER")), ElementsAre("pass", "passer"));
  EXPECT_EQ(ids(search(index, "passent")).front(), "passer");
  SearchRequest request;
  request.query = "maritime";
  request.explain = true;
  const SearchResults results = value_or_throw(index.search(request));
  EXPECT_THAT(results.hits[1].explanation, testing::Contains(testing::HasSubstr("in another language only")));
  for (const Hit& hit : results.hits) {
    double sum = 0;
    for (const std::string& line : hit.explanation) sum += std::stod(line);
    EXPECT_NEAR(sum, 2 * hit.score, 0.001) << hit.article.id;
  }
}

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

TEST(Search, CorrectsOnlyWhenNothingIsFound) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  const SearchResults typo = search(index, "bangkook");
  EXPECT_THAT(ids(typo), ElementsAre("asem"));
  EXPECT_EQ(typo.suggestion, "bangkok");
  EXPECT_EQ(typo.understood, "bangkok");
  EXPECT_FALSE(typo.remarks.empty());
  const SearchResults partly = search(index, "bangkook jakarta");
  EXPECT_THAT(ids(partly), ElementsAre("climate"));
  EXPECT_EQ(partly.suggestion, "bangkok jakarta");
}

TEST(Search, SuggestsWhatIsMuchAlikeAndNoOtherForm) {
  std::vector<article::Article> articles{
      make_article("a", "Indonesia", "Indonesia exports palm oil, and Indonesia says so; scrap metal, too. An alert."),
      make_article("b", "Indonesia", "Indonesia again, which buys scrap."),
      make_article("c", "Java", "Les \u00EEles indon\u00E9siennes et le palmier indones."),
      make_article("d", "Klima", "Die Energiewende kommt."),
  };
  articles[2].language = "fr";
  articles[3].language = "de";
  const test::TestIndex folder(articles);
  const Index index = folder.open();
  const struct {
    std::string_view query;
    std::optional<std::string> suggestion;
  } cases[] = {
      {"indonesa", "indonesia"},
      {"indonesa palm", "indonesia palm"},
      {"<script>alert(1)</script>", std::nullopt},  // not "scrap", since there is an alert
      {"energiewenden", std::nullopt},              // finds what energiewende finds
      {"energiewnede", "energiewende"},
      {"indonesia", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(search(index, std::string(c.query)).suggestion, c.suggestion) << c.query;
}

TEST(Search, OnlyTheFirstSlipsAreCorrectedAndItSaysSo) {
  const test::TestIndex folder(
      {make_article("a", "Capitals", "bangkok jakarta manila singapore vientiane brussels lisbon helsinki")});
  const Index index = folder.open();
  const SearchResults few = search(index, "bangkook jakaarta maniila singapoore vientianne zzyzxzy");
  EXPECT_EQ(few.suggestion, "bangkok jakarta manila singapore vientiane zzyzxzy");
  EXPECT_THAT(few.remarks, testing::Each(testing::Not(testing::HasSubstr("slips"))));
  const SearchResults many = search(index, "zzyzxzy bangkook jakaarta maniila singapoore vientianne brusssels lisbbon");
  EXPECT_EQ(many.suggestion, "zzyzxzy bangkok jakarta manila singapore vientiane brusssels lisbbon");
  EXPECT_THAT(many.remarks, testing::Contains("only the first 6 of 8 unknown words were looked up for slips"));
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

TEST(Search, ExplainsReadingAndScores) {
  const test::TestIndex folder(library());
  SearchRequest request;
  request.query = "ASEM policies theme:\"Global Europe\" nonsuch";
  request.explain = true;
  const SearchResults results = value_or_throw(folder.open().search(request));
  const auto said = [&](const std::string& what) {
    return std::any_of(results.reading.begin(), results.reading.end(),
                       [&](const std::string& line) { return line.find(what) != std::string::npos; });
  };
  EXPECT_TRUE(said("acronym: also \"asia europe meeting\""));
  EXPECT_TRUE(said("policies: stem polici in"));
  EXPECT_TRUE(said("nonsuch: in no article"));
  EXPECT_TRUE(said("theme: "));
  ASSERT_FALSE(results.hits.empty());
  for (const Hit& hit : results.hits) {
    double sum = 0;
    for (const std::string& line : hit.explanation) sum += std::stod(line);
    EXPECT_NEAR(sum, 2 * hit.score, 0.001) << hit.article.id;  // the parts, and once more in all
  }
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

TEST(Search, SaysWhatMadeNoSense) {
  const test::TestIndex folder(library());
  const Index index = folder.open();
  EXPECT_THAT(search(index, "published:2019..2018").remarks,
              ElementsAre("published:2019..2018 ends before it begins: read as 2018..2019"));
  EXPECT_EQ(search(index, "published:2019..2018").total, 2U);
  for (const char* query : {"NOT", "\"\""}) {
    const SearchResults results = search(index, query);
    EXPECT_EQ(results.total, 0U) << query;
    EXPECT_EQ(results.remarks.size(), 1U) << query;
  }
}

TEST(Search, BoundsWordsPhrasesAndBeginnings) {
  std::string many_words, phrases, beginnings;
  for (int i = 1000; i < 1400; ++i) many_words += fmt::format("word{}x ", i);
  for (int i = 1000; i < 1040; ++i) phrases += fmt::format("\"word{}x word{}x\" ", i, i + 1);
  for (int i = 1000; i < 1040; ++i) beginnings += fmt::format("word{}* ", i);
  const test::TestIndex folder({make_article("a", "Many words", many_words)});
  const Index index = folder.open();
  const struct {
    std::string query, remark;
  } cases[] = {{many_words, "only the rarest 300 of 400 words were searched"},
               {"word*", "word* begins too many words: only 100 of them were searched"},
               {phrases, "only 32 phrases and beginnings of words were searched"},
               {beginnings, "only 32 phrases and beginnings of words were searched"}};
  for (const auto& each : cases) {
    const SearchResults results = search(index, each.query);
    EXPECT_THAT(results.remarks, testing::Contains(each.remark));
    EXPECT_EQ(results.total, 1U) << each.remark;
  }
}

TEST(Search, ACompoundIsNoCorrection) {
  const test::TestIndex folder({make_article("a", "Talks", "The Asia-Europe Meeting and the Asia-Europe Foundation.")});
  EXPECT_EQ(search(folder.open(), "asiaeuripe meeting").suggestion, "asia europe meeting");
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
