#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indexer/query/results_json.h"
#include "indexer/query/search.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::ids;
using test::library;
using test::make_article;
using test::search;
using testing::ElementsAre;

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
      {"the -bangkok", {"meeting"}},
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

struct ListedCase {
  std::string_view query;
  std::vector<std::string> found;  ///< in this order
  std::string marked = {};         ///< stands in one of the passages
};

TEST(Search, ListsTheFormTypedFirst) {
  const struct {
    std::string_view name;
    std::vector<article::Article> articles;
    std::vector<ListedCase> cases;
  } shelves[] = {
      {"an acronym in capitals is no small word",
       {
           make_article("pronoun", "Those who wait",
                        "People who wait for people who are late: it is as it is, in the east."),
           make_article("who", "Influenza", "Doctors reported to the WHO in Geneva, which sent experts."),
           make_article("health", "A pandemic", "The World Health Organization in Geneva named the variant."),
           make_article("it", "Ministries", "No ministry runs an IT department in the capital."),
           make_article("technology", "Ministries", "No ministry runs information technology in the capital."),
           make_article("united", "Allies", "The United States and its allies."),
           make_article("us", "Allies", "The US and its allies."),
           make_article("than", "Music", "A THAN of its own, named so by somebody."),
       },
       {
           {"WHO", {"who", "health"}, "to the <mark>WHO</mark> in"},
           {"(WHO)", {"who", "health"}},
           {"WHO experts", {"who", "health"}},
           {"+WHO", {"who", "health"}},
           {"World Health Organization", {"health", "who"}},
           {"who", {"pronoun", "who"}},
           {"people who", {"pronoun"}, "<mark>People</mark> who wait"},
           {"IT", {"it", "technology"}},
           {"US", {"us", "united"}},
           {"U.S.", {"us", "united"}},
           {"EAST", {"pronoun"}},
           {"THAN", {"than"}},
           {"WHO IS LATE", {"pronoun"}},
           {"THE", {"pronoun", "who", "health", "it", "technology", "united", "us"}},
       }},
      {"acronyms within a compound match their long forms",
       {
           make_article("long", "Talks", "The European Union spoke with a region in Asia, and Asia listened."),
           make_article("both", "Talks", "The EU-ASEAN talks went on with Asia, and Asia listened to them."),
           make_article("none", "Talks", "A union of European trains went on."),
       },
       {
           {"EU-ASEAN", {"both", "long"}, "<mark>European Union</mark>"},
           {"eu-asean", {"both", "long"}},
           {"EU ASEAN", {"both", "long"}},
           {"+EU-ASEAN", {"both"}},  // what must be there must be there
       }},
      {"a hyphenated beginning makes one word, but where the second stands mostly by itself",
       {
           make_article("coal", "Coal",
                        "The operation of coal plants: operation by operation, with a co. and a co. for each."),
           make_article("solid", "Neighbours", "Their cooperation began with a list of cooperation projects."),
           make_article("hyphen", "Partners", "A plan for co-operation among partners in the region."),
           make_article("rate", "Banks", "An interest rate, and an online bank for Brexit."),
           make_article("brexit", "After Brexit", "Post-Brexit trade, after Brexit."),
           make_article("before", "Before Brexit", "Trade before Brexit, in a line."),
       },
       {
           {"co-operation", {"solid", "hyphen"}, "<mark>co-operation</mark>"},
           {"cooperation", {"solid", "hyphen"}, "<mark>co-operation</mark>"},
           {"co\u2010operation", {"solid", "hyphen"}},
           {"co-operation projects", {"solid", "hyphen"}},
           {"on-line", {"rate"}},
           {"post-Brexit", {"brexit", "before", "rate"}},
       }},
  };
  for (const auto& shelf : shelves) {
    const test::TestIndex folder(shelf.articles);
    const Index index = folder.open();
    for (const ListedCase& c : shelf.cases) {
      const SearchResults results = search(index, std::string(c.query));
      EXPECT_EQ(ids(results), c.found) << shelf.name << ": " << c.query;
      std::string passages;
      for (const Hit& hit : results.hits) passages += to_html(hit.snippet);
      EXPECT_THAT(passages, testing::HasSubstr(c.marked)) << shelf.name << ": " << c.query;
    }
  }
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

TEST(Search, WhatIsExcludedNeitherWeighsNorIsMarked) {
  const test::TestIndex folder({
      make_article("jakarta", "Jakarta", "Jakarta has a policy, made in Jakarta under ASEM."),
      make_article("policy", "Policy", "A policy under ASEM."),
      make_article("alone", "Policy", "A policy of Jakarta."),
  });
  const SearchResults results = search(folder.open(), "policy -(-asem jakarta)");
  EXPECT_THAT(ids(results), ElementsAre("policy", "jakarta"));
  EXPECT_EQ(to_html(results.hits[1].snippet), "Jakarta has a <mark>policy</mark>, made in Jakarta under ASEM.");
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
      {"palm -(indonesa)", std::nullopt},  // nobody looks for what is to be left out
      {"palm -(indonesa javva)", std::nullopt},
      {"palm -(indonesa NEAR javva)", std::nullopt},
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
  std::string any_phrase = "\"word1000x word1001x\"";
  for (int i = 1001; i < 1040; ++i) any_phrase += fmt::format(" OR \"word{}x word{}x\"", i, i + 1);
  for (int i = 1000; i < 1700; ++i) beginnings += fmt::format("word{}* ", i);
  const test::TestIndex folder({make_article("a", "Many words", many_words)});
  const Index index = folder.open();
  const struct {
    std::string query, remark;
  } cases[] = {{many_words, "only the rarest 300 of 400 words were searched"},
               {"word*", "word* begins too many words: only 100 of them were searched"},
               {phrases, "only 32 phrases and beginnings of words were searched"},
               {any_phrase, "only 32 phrases and beginnings of words were searched"},
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

}  // namespace
}  // namespace caravan::query
