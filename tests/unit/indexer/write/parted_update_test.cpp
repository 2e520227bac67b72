// Articles in several pages: whatever the order in which parts come, change and go, the index says what a rebuild says.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/indexer/write/visited_pages.h"

namespace caravan::write {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view site = "https://example.org";

std::string address(int number) {
  return number == 1 ? fmt::format("{}/essay", site) : fmt::format("{}/essay?page={}", site, number);
}

struct Look {
  int of = 3;
  std::string_view title = "Two shores of one sea";
  std::string head = {};
  std::string behind = {};
};

/// One part, with the numbers of all of them behind the text.
std::string part(int number, std::string_view topic, const Look& look = {}) {
  std::string numbers;
  for (int i = 1; i <= look.of; ++i)
    numbers += i == number ? fmt::format("<b>{}</b> ", i) : fmt::format("<a href=\"{}\">{}</a> ", address(i), i);
  return fmt::format(
      "<!doctype html><html lang=\"en\"><head><title>{0}</title><meta property=\"og:type\" content=\"article\">"
      "<meta property=\"article:published_time\" content=\"2018-10-12\">{1}</head>"
      "<body><article><h1>{0}</h1>{2}<p class=\"pages\">{3}</p>{4}</article></body></html>",
      look.title, look.head, text(topic), look.of > 1 ? numbers : "", look.behind);
}

class Parted : public VisitedPages {};

TEST_F(Parted, IsOneArticleInWhateverOrderItsPartsCome) {
  const std::vector<std::vector<int>> orders{{1, 2, 3}, {3, 2, 1}, {2, 3, 1}, {2, 1, 3}};
  const std::vector<std::string_view> about{"", "fisheries", "railways", "harbours"};
  for (const std::vector<int>& order : orders) {
    SCOPED_TRACE(testing::PrintToString(order));
    forget();
    for (const int number : order) {
      visit(address(number), part(number, about[static_cast<std::size_t>(number)]));
      EXPECT_EQ(indexed().size(), 1U);
    }
    const std::vector<article::Article> articles = indexed();
    ASSERT_EQ(articles.size(), 1U);
    EXPECT_EQ(articles[0].url, address(1));
    EXPECT_EQ(topics(articles[0]), "frh");
    EXPECT_THAT(articles[0].parts, ElementsAre(address(1), address(2), address(3)));
    EXPECT_THAT(articles[0].also_at, ElementsAre(address(2), address(3)));
    EXPECT_THAT(articles[0].missing_parts, ElementsAre());
  }
}

TEST_F(Parted, ComesInOneUpdateAndIsCountedOnce) {
  visit(address(1), part(1, "fisheries"));
  visit(address(2), part(2, "railways"));
  visit(address(3), part(3, "harbours"));
  const UpdateReport report = update();
  EXPECT_EQ(report.added, 1);
  EXPECT_TRUE(report.notes.empty());
  const auto found = value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document(address(3)));
  EXPECT_EQ(found.url, address(1)) << "an article is found by the address of any of its parts";
}

TEST_F(Parted, SaysWhichPartsAreMissing) {
  visit(address(1), part(1, "fisheries"));
  visit(address(3), part(3, "harbours"));
  const std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(topics(articles[0]), "fh");
  EXPECT_THAT(articles[0].missing_parts, ElementsAre(address(2)));
  EXPECT_THAT(last.notes, ElementsAre(AllOf(HasSubstr("1 of its 3 parts"), HasSubstr(address(2)))));
  visit(address(2), part(2, "railways"));
  EXPECT_EQ(topics(indexed().at(0)), "frh");
  EXPECT_TRUE(last.notes.empty());
}

TEST_F(Parted, KeepsTheTextOfAPartThatIsGone) {
  for (int number = 1; number <= 3; ++number)
    visit(address(number), part(number, number == 2 ? "railways" : "forests"));
  gone(address(2));
  std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_THAT(articles[0].body, HasSubstr("railways"));
  EXPECT_THAT(articles[0].missing_parts, ElementsAre(address(2)));

  visit(address(2), part(2, "harbours"));
  articles = indexed();
  EXPECT_THAT(articles[0].body, AllOf(HasSubstr("harbours"), Not(HasSubstr("railways"))));
  EXPECT_THAT(articles[0].missing_parts, ElementsAre());
}

TEST_F(Parted, LosesAPartThatNobodyMayHave) {
  for (int number = 1; number <= 3; ++number)
    visit(address(number), part(number, number == 2 ? "railways" : "forests"));
  forbidden(address(2));
  EXPECT_THAT(indexed().at(0).body, Not(HasSubstr("railways")));

  visit(address(2), part(2, "railways"));
  EXPECT_THAT(indexed().at(0).body, HasSubstr("railways"));
  gone(address(2));
  EXPECT_THAT(indexed().at(0).body, HasSubstr("railways"));
  archive::PageVisit noindex = visit_of(address(2), archive::Outcome::forbidden, 200);
  archive->store(noindex);
  archive->commit();
  EXPECT_THAT(indexed().at(0).body, Not(HasSubstr("railways"))) << "what is forbidden after it was gone";
}

TEST_F(Parted, LeavesWhenItsLastPartHasLeft) {
  for (int number = 1; number <= 3; ++number)
    visit(address(number), part(number, number == 1 ? "fisheries" : "forests"));
  gone(address(1));
  std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(articles[0].url, address(1)) << "it keeps its name";
  EXPECT_THAT(articles[0].body, HasSubstr("fisheries"));
  gone(address(3));
  EXPECT_EQ(indexed().size(), 1U);
  gone(address(2));
  EXPECT_EQ(indexed().size(), 0U);
  EXPECT_EQ(last.removed, 1);
}

TEST_F(Parted, FollowsAChangedPart) {
  for (int number = 1; number <= 3; ++number) visit(address(number), part(number, "forests"));
  EXPECT_EQ(topics(indexed().at(0)), "f");
  visit(address(3), part(3, "harbours"));
  EXPECT_EQ(topics(indexed().at(0)), "fh");
  EXPECT_EQ(last.changed, 1);
}

TEST_F(Parted, WhatTheFirstPageNamesNoMoreStandsAlone) {
  visit(address(1), part(1, "fisheries"));
  visit(address(2), part(2, "railways"));
  visit(address(3), part(3, "harbours"));
  EXPECT_EQ(indexed().size(), 1U);
  visit(address(1), part(1, "fisheries", {.of = 2}));
  visit(address(2), part(2, "railways", {.of = 2}));
  const std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 2U);
  EXPECT_EQ(topics(articles[0]), "fr");
  EXPECT_EQ(topics(articles[1]), "h");
  visit(address(1), part(1, "fisheries", {.of = 1}));
  EXPECT_EQ(indexed().size(), 3U);
}

TEST_F(Parted, PagesWithHeadlinesOfTheirOwnAreArticlesOfTheirOwn) {
  visit(address(1), part(1, "fisheries", {.title = "Our essays on the sea"}));
  visit(address(2), part(2, "railways", {.title = "Our essays on the land"}));
  visit(address(3), part(3, "harbours", {.title = "Our essays on the shore"}));
  EXPECT_THAT(urls(), ElementsAre(address(1), address(2), address(3)));
}

TEST_F(Parted, WhereTheFirstPartIsCanonicalForAllNothingIsLost) {
  const std::string head = fmt::format(R"(<link rel="canonical" href="{}">)", address(1));
  visit(address(2), part(2, "railways", {.head = head}));
  EXPECT_THAT(urls(), ElementsAre(address(1)));
  visit(address(1), part(1, "fisheries", {.head = head}));
  visit(address(3), part(3, "harbours", {.head = head}));
  const std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(topics(articles[0]), "frh");
}

TEST_F(Parted, APageThatIsNoPartAnyMoreTakesItsTextAlong) {
  const std::string head = fmt::format(R"(<link rel="canonical" href="{}">)", address(1));
  for (int number = 1; number <= 3; ++number)
    visit(address(number), part(number, number == 2 ? "railways" : "forests", {.head = head}));
  EXPECT_EQ(topics(indexed().at(0)), "fr");
  visit(address(2), part(2, "railways", {.of = 1, .head = head}));
  const std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(topics(articles[0]), "f") << "a copy of the first page, by its own account";
}

TEST_F(Parted, ThePageThatHoldsAllOfItIsTheText) {
  const std::string whole = fmt::format("{}/essay?page=all", site);
  const Look look{.behind = fmt::format("<p><a href=\"{}\">On one page</a></p>", whole)};
  visit(whole, part(1, "fisheries</p><p>Then railways, which no part has, and at some length, too", {.of = 1}));
  visit(address(1), part(1, "fisheries", look));
  visit(address(2), part(2, "forests", look));
  std::vector<article::Article> articles = indexed();
  EXPECT_EQ(articles.size(), 2U) << "it does not hold what the first part says";

  visit(whole, part(1, "fisheries", {.of = 1, .behind = text("forests") + text("harbours")}));
  articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(articles[0].url, address(1));
  EXPECT_EQ(topics(articles[0]), "ffh");
  EXPECT_THAT(articles[0].also_at, ElementsAre(address(2), whole));
  gone(whole);
  articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
}

TEST_F(Parted, CirclesAndLongRowsEnd) {
  const auto linked = [](std::string_view own, std::string_view next) {
    return fmt::format(
        "<html lang=en><title>Two shores of one sea</title><meta property='og:type' content='article'>"
        "<link rel=next href='{}'><h1>Two shores of one sea</h1>{}",
        next, text(own));
  };
  for (int number = 1; number < 60; ++number)
    visit(address(number), linked(fmt::format("topic{}", number), address(number + 1)));
  visit(address(60), linked("topic60", address(1)));
  const std::vector<article::Article> articles = indexed();
  EXPECT_THAT(articles.at(0).parts, testing::SizeIs(50));
  EXPECT_THAT(articles.at(0).body, AllOf(HasSubstr("topic50 "), Not(HasSubstr("topic51 "))));
}

}  // namespace
}  // namespace caravan::write
