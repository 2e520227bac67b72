// Articles whose parts are linked by rel=next and rel=prev alone, and what is linked so and is none.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
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

constexpr std::string_view host = "https://example.org";

std::string at(std::string_view path) { return fmt::format("{}{}", host, path); }

/// One page; paths may be whole addresses.
struct Linked {
  std::string path, prev = {}, next = {}, topic = {};
  std::string title = "Two shores of one sea";
  std::string day = "2018-10-12";  // of publication
  std::string author = {};
  std::string head = {};
  std::string behind = {};
};

std::string page(const Linked& one) {
  std::string head = one.head;
  if (!one.prev.empty()) head += fmt::format("<link rel=prev href=\"{}\">", one.prev);
  if (!one.next.empty()) head += fmt::format("<link rel=next href=\"{}\">", one.next);
  if (!one.day.empty()) head += fmt::format("<meta property=\"article:published_time\" content=\"{}\">", one.day);
  if (!one.author.empty()) head += fmt::format("<meta name=author content=\"{}\">", one.author);
  return fmt::format(
      "<!doctype html><html lang=\"en\"><head><title>{0} | The Review</title><meta property=\"og:type\" "
      "content=\"article\"><meta property=\"og:site_name\" content=\"The Review\">{1}</head><body><article><h1>{0}</h1>"
      "{2}</article>{3}</body></html>",
      one.title, head, text(one.topic), one.behind);
}

std::string canonical(std::string_view path) { return fmt::format("<link rel=canonical href=\"{}\">", path); }
std::string anchor(std::string_view rel, std::string_view path, std::string_view caption) {
  return fmt::format("<p><a rel={} href=\"{}\">{}</a></p>", rel, path, caption);
}

/// "/story/intro frh" of each article: where it stands, and the topics of its text in order.
std::vector<std::string> outline(const std::vector<article::Article>& articles) {
  std::vector<std::string> lines;
  for (const article::Article& one : articles)
    lines.push_back(fmt::format("{} {}", one.url.substr(host.size()), topics(one)));
  return lines;
}

class Chained : public VisitedPages {
 protected:
  void visit_all(const std::vector<Linked>& pages) {
    for (const Linked& one : pages) visit(at(one.path), page(one));
  }
};

struct Case {
  std::string_view name;
  std::vector<Linked> pages;
  std::vector<std::string> articles;
};

const std::vector<Case> joined{
    {"three pages, each naming its neighbours",
     {{"/story/intro", "", "/story/security", "fisheries"},
      {"/story/security", "/story/intro", "outlook", "railways"},
      {"/story/outlook", "security", "", "harbours"}},
     {"/story/intro frh"}},
    {"by links beside the text",
     {{.path = "/a/123", .topic = "fisheries", .behind = anchor("next", "/a/123-b", "Weiter: Die Schiene")},
      {.path = "/a/123-b", .topic = "railways", .behind = anchor("'prev nofollow'", "/a/123", "Zurück")}},
     {"/a/123 fr"}},
    {"numbers in the headlines",
     {{.path = "/intro", .next = "/security", .topic = "fisheries", .title = "Two shores of one sea (1/3)"},
      {"/security", "/intro", "/outlook", "railways", "Two shores of one sea (2/3)"},
      {.path = "/outlook", .prev = "/security", .topic = "harbours", .title = "Two shores of one sea – Teil 3"}},
     {"/intro frh"}},
    {"a first page without number and day, its number of all on the second",
     {{.path = "/intro", .next = "/more", .topic = "fisheries", .title = "海を渡って", .day = ""},
      {.path = "/more", .prev = "/intro", .topic = "railways", .title = "海を渡って（2／3ページ）", .day = ""}},
     {"/intro fr"}},
    {"headlines of their own, the first page canonical for all",
     {{"/story/intro", "", "/story/rail", "fisheries"},
      {"/story/rail", "/story/intro", "/story/ports", "railways", "Rail", "", "", canonical("/story/intro")},
      {"/story/ports", "/story/rail", "", "harbours", "Ports", "", "", canonical("/story/intro")}},
     {"/story/intro frh"}},
    {"one headline, the first page canonical for all, nothing dated",
     {{.path = "/x/a", .next = "/x/b", .topic = "fisheries", .day = ""},
      {"/x/b", "/x/a", "/x/c", "railways", "Two shores of one sea", "", "", canonical("/x/a")},
      {"/x/c", "/x/b", "", "harbours", "Two shores of one sea", "", "", canonical("/x/a")}},
     {"/x/a frh"}},
    {"a day and an author on the first page alone",
     {{.path = "/intro", .next = "/more", .topic = "fisheries", .author = "Ann Lee"},
      {.path = "/more", .prev = "/intro", .topic = "railways", .day = ""}},
     {"/intro fr"}},
    {"further pages at both ends that do not lead back",
     {{"/story/intro", "/story", "/story/more", "fisheries"},
      {"/story/more", "/story/intro", "/other", "railways"},
      {.path = "/other", .topic = "harbours", .title = "Something else altogether"}},
     {"/other h", "/story/intro fr"}},
};

const std::vector<Case> apart{
    {"neighbouring articles, as blogs link them",
     {{.path = "/2018/one", .next = "/2018/two", .topic = "fisheries", .title = "The fisheries"},
      {"/2018/two", "/2018/one", "/2018/three", "railways", "The railways"},
      {.path = "/2018/three", .prev = "/2018/two", .topic = "harbours", .title = "The harbours"}},
     {"/2018/one f", "/2018/three h", "/2018/two r"}},
    {"a column with one headline for ever",
     {{.path = "/digest/a", .next = "/digest/b", .topic = "fisheries", .title = "Weekly digest"},
      {.path = "/digest/b", .prev = "/digest/a", .topic = "railways", .title = "Weekly digest", .day = "2018-10-19"}},
     {"/digest/a f", "/digest/b r"}},
    {"a column without days",
     {{.path = "/digest/a", .next = "/digest/b", .topic = "fisheries", .title = "Weekly digest", .day = ""},
      {.path = "/digest/b", .prev = "/digest/a", .topic = "railways", .title = "Weekly digest", .day = ""}},
     {"/digest/a f", "/digest/b r"}},
    {"a column that counts, without days",
     {{.path = "/digest/a", .next = "/digest/b", .topic = "fisheries", .title = "Weekly digest – 1", .day = ""},
      {.path = "/digest/b", .prev = "/digest/a", .topic = "railways", .title = "Weekly digest – 2", .day = ""}},
     {"/digest/a f", "/digest/b r"}},
    {"a column of that day that counts from elsewhere",
     {{.path = "/digest/a", .next = "/digest/b", .topic = "fisheries", .title = "Weekly digest – 11"},
      {.path = "/digest/b", .prev = "/digest/a", .topic = "railways", .title = "Weekly digest – 12"}},
     {"/digest/a f", "/digest/b r"}},
    {"other authors",
     {{.path = "/intro", .next = "/more", .topic = "fisheries", .author = "Ann Lee"},
      {.path = "/more", .prev = "/intro", .topic = "railways", .author = "Jan Kowalski"}},
     {"/intro f", "/more r"}},
    {"two of one headline and day in a row of neighbours",
     {{.path = "/news/nil", .next = "/news/one", .topic = "fisheries", .title = "The fisheries"},
      {"/news/one", "/news/nil", "/news/two", "railways", "Press release"},
      {"/news/two", "/news/one", "", "harbours", "Press release"}},
     {"/news/nil f", "/news/one r", "/news/two h"}},
    {"two of one headline and day whose neighbours are named by their headlines",
     {{.path = "/news/one",
       .topic = "railways",
       .title = "Press release",
       .behind = anchor("prev", "/news/nil", "The ministers met again, and agreed on little as so often") +
                 anchor("next", "/news/two", "Press release")},
      {.path = "/news/two", .prev = "/news/one", .topic = "harbours", .title = "Press release"}},
     {"/news/one r", "/news/two h"}},
    {"a circle",
     {{"/a", "/c", "/b", "fisheries"}, {"/b", "/a", "/c", "railways"}, {"/c", "/b", "/a", "harbours"}},
     {"/a f", "/b r", "/c h"}},
    {"two that are each other's next and before",
     {{"/a", "/b", "/b", "fisheries"}, {"/b", "/a", "/a", "railways"}},
     {"/a f", "/b r"}},
    {"one that does not lead back",
     {{.path = "/intro", .next = "/more", .topic = "fisheries"}, {.path = "/more", .topic = "railways"}},
     {"/intro f", "/more r"}},
    {"one that does not lead on",
     {{.path = "/intro", .topic = "fisheries"}, {.path = "/more", .prev = "/intro", .topic = "railways"}},
     {"/intro f", "/more r"}},
    {"two next pages",
     {{.path = "/intro", .next = "/more", .topic = "fisheries", .behind = anchor("next", "/shop", "Next")},
      {.path = "/more", .prev = "/intro", .topic = "railways"}},
     {"/intro f", "/more r"}},
    {"another site",
     {{.path = "/intro", .next = "https://other.example/more", .topic = "fisheries"},
      {.path = "/more", .prev = "/intro", .topic = "railways"}},
     {"/intro f", "/more r"}},
    {"another canonical address than the first page's for all",
     {{"/s/a", "", "/s/b", "fisheries", "The fisheries", "2018-10-12", "", canonical("/all")},
      {"/s/b", "/s/a", "", "railways", "The railways", "2018-10-12", "", canonical("/all")},
      {.path = "/all", .topic = "harbours"}},
     {"/all h", "/s/a f", "/s/b r"}},
};

std::string list_page(std::string_view prev, std::string_view next, std::string_view topic) {
  std::string list;
  for (int i = 0; i < 6; ++i)
    list += fmt::format(
        "<div><h2><a href=\"/report/{0}-{1}\">Report {1} on {0}</a></h2><p>{0} are what report {1} is "
        "about, which the ministers asked for in the winter.</p></div>",
        topic, i);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>Reports</title><link rel=prev href=\"{}\"><link rel=next "
      "href=\"{}\"></head><body><h1>Reports</h1>{}</body></html>",
      prev, next, list);
}

class InAnyOrder : public Chained {
 protected:
  /// @param orders  of the pages, at most
  void expect(const Case& one, int orders) {
    SCOPED_TRACE(one.name);
    std::vector<std::size_t> order(one.pages.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
    do {
      SCOPED_TRACE(testing::PrintToString(order));
      forget();
      for (const std::size_t i : order) {
        visit(at(one.pages[i].path), page(one.pages[i]));
        update();
      }
      EXPECT_EQ(outline(indexed()), one.articles);
    } while (--orders > 0 && std::ranges::prev_permutation(order).found);
  }
};

TEST_F(InAnyOrder, PagesThatLeadToEachOtherAreOneArticle) {
  for (const Case& one : joined) expect(one, 6);
}

TEST_F(InAnyOrder, WhatIsLinkedLikePartsAndIsNoneStaysApart) {
  for (const Case& one : apart) expect(one, 2);
}

TEST_F(Chained, HasTheFirstPartsFactsAndNamesAll) {
  visit_all(
      {{.path = "/intro", .next = "/rail", .topic = "fisheries", .title = "Two shores (1/3)", .author = "Ann Lee"},
       {"/rail", "/intro", "/ports", "railways", "Two shores (2/3)", "", "", "", anchor("next", "/ports", "On")},
       {.path = "/ports", .prev = "/rail", .topic = "harbours", .title = "Two shores (3/3)", .day = ""}});
  const std::vector<article::Article> articles = indexed();
  ASSERT_EQ(articles.size(), 1U);
  EXPECT_EQ(last.added, 1);
  EXPECT_EQ(articles[0].title, "Two shores");
  EXPECT_EQ(articles[0].authors.at(0).name, "Ann Lee");
  EXPECT_THAT(articles[0].parts, ElementsAre(at("/intro"), at("/rail"), at("/ports")));
  EXPECT_THAT(articles[0].also_at, ElementsAre(at("/ports"), at("/rail")));
  const auto found = value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document(at("/ports")));
  EXPECT_EQ(found.url, at("/intro")) << "an article is found by the address of any of its parts";
}

TEST_F(Chained, OfListsAreNone) {
  visit(at("/reports/new"), list_page("/", "/reports/older", "fisheries"));
  visit(at("/reports/older"), list_page("/reports/new", "/reports/oldest", "railways"));
  visit(at("/reports/oldest"), list_page("/reports/older", "/", "harbours"));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>());
}

const std::vector<Linked> story{{"/s/intro", "", "/s/rail", "fisheries"},
                                {"/s/rail", "/s/intro", "/s/ports", "railways"},
                                {"/s/ports", "/s/rail", "", "harbours"}};

TEST_F(Chained, KeepsTheTextOfAPartThatIsGoneUntilAllAre) {
  for (const std::size_t first : {0U, 1U, 2U}) {
    forget();
    visit_all(story);
    update();
    gone(at(story[first].path));
    const std::vector<article::Article> articles = indexed();
    ASSERT_EQ(outline(articles), std::vector<std::string>{"/s/intro frh"});
    EXPECT_THAT(articles[0].missing_parts, ElementsAre(at(story[first].path)));
    EXPECT_THAT(last.notes, ElementsAre(HasSubstr("1 of its 3 parts")));
    visit(at(story[first].path), page(story[first]));
    EXPECT_THAT(indexed().at(0).missing_parts, ElementsAre());
    for (const Linked& one : story) gone(at(one.path));
    EXPECT_THAT(indexed(), ElementsAre());
  }
}

TEST_F(Chained, IsBrokenByAPartThatNobodyMayHave) {
  visit_all(story);
  update();
  forbidden(at("/s/rail"));
  EXPECT_EQ(outline(indexed()), (std::vector<std::string>{"/s/intro f", "/s/ports h"}));
  visit(at("/s/rail"), page(story[1]));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro frh"});
}

TEST_F(Chained, FollowsWhatItsPagesSay) {
  visit_all(story);
  update();
  Linked middle = story[1], end = story[2];
  middle.topic = "forests";
  visit(at(middle.path), page(middle));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro ffh"}) << "another text";
  EXPECT_EQ(last.changed, 1);
  middle.next = "";
  visit(at(middle.path), page(middle));
  EXPECT_EQ(outline(indexed()), (std::vector<std::string>{"/s/intro ff", "/s/ports h"})) << "no next page any more";
  middle.next = end.path;
  end.title = "Something else altogether";
  visit(at(end.path), page(end));
  visit(at(middle.path), page(middle));
  EXPECT_EQ(outline(indexed()), (std::vector<std::string>{"/s/intro f", "/s/ports h", "/s/rail f"})) << "a neighbour";
  end = story[2];
  visit(at(end.path), page(end));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro ffh"});
  end.next = "/s/more";
  visit(at(end.path), page(end));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro ffh"}) << "one more that is not there yet";
  visit(at("/s/more"), page({.path = "/s/more", .prev = "/s/ports", .topic = "railways"}));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro ffhr"});
}

TEST_F(Chained, EndsWhereAFurtherPageDoesNotLeadBack) {
  visit_all(story);
  Linked end = story[2], other{.path = "/other", .topic = "forests", .title = "Something else altogether"};
  end.next = other.path;
  visit_all({end, other});
  const std::vector<std::string> together{"/other f", "/s/intro frh"};
  const std::vector<std::string> alone{"/other f", "/s/intro f", "/s/ports h", "/s/rail r"};
  EXPECT_EQ(outline(indexed()), together);
  for (int night = 0; night < 2; ++night) {
    other.prev = end.path;
    visit_all({other});
    EXPECT_EQ(outline(indexed()), alone) << "it leads back: these are neighbours";
    other.prev = "";
    visit_all({other});
    EXPECT_EQ(outline(indexed()), together);
  }
  other.prev = end.path;
  visit_all({other});
  EXPECT_EQ(outline(indexed()), alone);
  forbidden(at(other.path));
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro frh"});
}

TEST_F(Chained, WhoseFirstPageIsCanonicalForAllComesApartAndTogether) {
  std::vector<Linked> pages = story;
  for (Linked& one : pages) one.head = canonical("/s/intro");
  visit_all(pages);
  EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro frh"});
  for (const std::size_t i : {0U, 1U, 2U}) {
    Linked changed = pages[i];
    changed.prev = changed.next = "";
    visit_all({changed});
    const std::vector<article::Article> articles = indexed();
    ASSERT_EQ(articles.size(), 1U);
    EXPECT_THAT(topics(articles[0]), Not(testing::StrEq("frh")));
    visit_all({pages[i]});
    EXPECT_EQ(outline(indexed()), std::vector<std::string>{"/s/intro frh"});
  }
}

TEST_F(Chained, WhateverHappensTheIndexSaysWhatARebuildSays) {
  const std::vector<std::string> paths{"/s/a", "/s/b", "/s/c", "/s/d"};
  const std::vector<std::string_view> about{"fisheries", "railways", "harbours", "forests"};
  for (const unsigned seed : {2U, 7U}) {
    forget();
    std::mt19937 random(seed);
    const auto one_in = [&](unsigned of) { return random() % of == 0; };
    for (int step = 0; step < 40 && !HasFailure(); ++step) {
      const std::size_t i = random() % paths.size();
      Linked one{.path = paths[i], .topic = std::string(about[i])};
      if (i > 0 && !one_in(6)) one.prev = paths[i - 1];
      if (i + 1 < paths.size() && !one_in(6)) one.next = paths[i + 1];
      if (one_in(12)) one.next = paths[random() % paths.size()];
      if (one_in(8)) one.title = "Something else altogether";
      if (one_in(12)) one.day = "2019-01-01";
      const bool leaves = one_in(8), forbids = one_in(2);
      SCOPED_TRACE(fmt::format("seed {}, step {}: {} behind {} before {}", seed, step, one.path, one.prev, one.next));
      if (!leaves)
        visit_all({one});
      else if (forbids)
        forbidden(at(one.path));
      else
        gone(at(one.path));
      if (one_in(2))
        indexed();
      else if (one_in(2))
        update();
    }
  }
}

TEST_F(Chained, LongRowsAreNone) {
  for (const int length : {50, 51}) {
    forget();
    const auto path = [](int i) { return fmt::format("/s/{}-th", i); };
    for (int i = 1; i <= length; ++i)
      visit_all({{.path = path(i),
                  .prev = i > 1 ? path(i - 1) : "",
                  .next = i < length ? path(i + 1) : "",
                  .topic = fmt::format("topic{}", i)}});
    EXPECT_EQ(indexed().size(), length == 50 ? 1U : 51U);
  }
}

}  // namespace
}  // namespace caravan::write
