// One article, its other addresses: redirects, canonical addresses, equal pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/archive/sketch.h"
#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class Sameness : public testing::Test {
 protected:
  Sameness() {
    site.page("/", html_page("home", {"/a"}));
    site.page("/a", html_page("ARTICLE a"));
    here.add_site("small", {site.url()});
  }
  std::string canonical(const std::string& path) { return "<link rel=canonical href='" + site.url(path) + "'>"; }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Sameness, APermanentRedirectMovesTheArticle) {
  here.run();
  here.sleep(24h);
  site.redirect("/a", "/moved");
  site.page("/moved", html_page("ARTICLE a"));
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].moved, 1);
  EXPECT_EQ(report.sites[0].added + report.sites[0].gone, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/moved"));
  EXPECT_EQ(here.changes().back().kind == archive::ChangeKind::moved ||
                here.changes()[here.changes().size() - 2].kind == archive::ChangeKind::moved,
            true);
}

TEST_F(Sameness, AMoveToAPageThatCannotBeHadLosesNothing) {
  here.run();
  here.sleep(24h);
  site.redirect("/a", "/nowhere");
  EXPECT_EQ(here.run().sites[0].moved, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(Sameness, RedirectsAreFollowedHopByHop) {
  site.redirect("/a", "/b", 302);
  site.redirect("/b", "/c", 307);
  site.page("/c", html_page("ARTICLE c"));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/c"));
  EXPECT_THAT(site.asked(), ElementsAre("/", "/a", "/b", "/c"));
}

TEST_F(Sameness, EveryHopIsAskedOfRobots) {
  site.robots("User-agent: *\nDisallow: /secret\n");
  site.redirect("/a", "/secret");
  here.run();
  EXPECT_EQ(site.times_asked("/secret"), 0);
}

TEST_F(Sameness, CirclesAndEndlessRedirectsAreNoticed) {
  site.page("/", html_page("home", {"/x", "/r0"}));
  site.redirect("/x", "/y");
  site.redirect("/y", "/x");
  for (int i = 0; i < 30; ++i) site.redirect("/r" + std::to_string(i), "/r" + std::to_string(i + 1), 302);
  const archive::RunReport report = here.run();
  EXPECT_THAT(
      report.sites[0].failures,
      testing::UnorderedElementsAre(testing::Field(&archive::FailureReason::reason, HasSubstr("circle")),
                                    testing::Field(&archive::FailureReason::reason, HasSubstr("more than 10 times"))));
  EXPECT_EQ(site.times_asked("/r10"), 1);
  EXPECT_EQ(site.times_asked("/r11"), 0);
}

TEST_F(Sameness, ASeedThatLeavesItsScopeIsExplained) {
  site.redirect("/", "http://www.elsewhere.example/");
  const archive::RunReport report = here.run();
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("add it to allow")));
}

TEST_F(Sameness, ThePrintVersionIsNoArticleOfItsOwn) {
  site.page("/", html_page("home", {"/print/a", "/a"}));
  site.page("/print/a", html_page("ARTICLE a, to print", {}, canonical("/a")));
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].added, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_EQ(here.row(site.url("/print/a"))->duplicate_of, site.url("/a"));
}

TEST_F(Sameness, ALaterPartIsNoCopyOfTheFirstThatItNamesAsCanonical) {
  here.read_page = [](const url::Url& url, std::string_view type, std::string_view body, Instant fetched) {
    crawl::PageReading reading = read_small_page(url, type, body, fetched);
    reading.continues = url.query() == "page=2";
    return reading;
  };
  site.page("/a", html_page("ARTICLE a, first page", {"/a?page=2"}, canonical("/a")));
  site.page("/a?page=2", html_page("ARTICLE a, second page", {}, canonical("/a")));
  EXPECT_EQ(here.run().sites[0].added, 1) << "no article more";
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/a?page=2"));
  here.sleep(48h);
  site.page("/a?page=2", html_page("ARTICLE a, second page, changed", {}, canonical("/a")));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/a?page=2"));
  EXPECT_THAT(here.body(site.url("/a?page=2")), HasSubstr("changed"));
}

TEST_F(Sameness, ACanonicalAddressThatCannotBeHadLosesNothing) {
  site.page("/a", html_page("ARTICLE a", {}, canonical("/gone")));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(Sameness, AnArticleThatStandsIsNotGivenUpForAnotherText) {
  site.page("/", html_page("home", {"/a", "/b"}));
  site.page("/b", html_page("ARTICLE b"));
  here.run();
  here.sleep(24h);
  site.page("/b", html_page("ARTICLE b, changed", {}, canonical("/a")));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Sameness, EqualPagesAreOneArticle) {
  site.page("/", html_page("home", {"/a", "/copy"}));
  site.page("/copy", html_page("ARTICLE a"));
  EXPECT_EQ(here.run().sites[0].added, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(Sameness, ParametersThatTheConfigurationIgnoresMakeNoSecondPage) {
  site.page("/", html_page("home", {"/a?from=home", "/a?from=menu", "/a"}));
  here.config.sites[0].crawl.ignore_parameters = {"from"};
  here.run();
  EXPECT_THAT(site.asked(), ElementsAre("/", "/a"));
}

/// An article long enough to be told from others by its text; it ends with `more`.
std::string long_article(const std::string& more) {
  std::string text = "ARTICLE";
  for (int i = 0; i < 400; ++i) text += " word" + std::to_string(i * i % 131 + i);
  return html_page(text + more);
}

crawl::PageReading read_with_sketch(const url::Url& url, std::string_view type, std::string_view body,
                                    Instant fetched) {
  crawl::PageReading reading = read_small_page(url, type, body, fetched);
  reading.sketch = archive::sketch_of("A title", reading.fingerprint, std::nullopt);
  return reading;
}

TEST_F(Sameness, PagesThatSayNearlyTheSameAreOneArticleAtWhateverPublisher) {
  SmallSite other("127.0.0.2");
  here.read_page = read_with_sketch;
  site.page("/a", long_article(""));
  other.page("/", html_page("home", {"/reprint", "/own"}));
  other.page("/reprint", long_article(" first published elsewhere"));
  other.page("/own", html_page("ARTICLE of our own"));
  here.add_site("other", {other.url()});
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].added + report.sites[1].added, 2);
  const std::string a = site.url("/a"), reprint = other.url("/reprint");
  const bool a_is_first = here.row(a)->live;
  EXPECT_EQ(here.row(a_is_first ? reprint : a)->duplicate_of, a_is_first ? a : reprint);
}

TEST_F(Sameness, AVersionThatCameFirstMakesWayForItsOriginal) {
  struct Case {
    std::string_view name, version;
    bool version_names, original_names;
  };
  for (const Case& c :
       {Case{"names its canonical address", "/for-paper", true, false},
        Case{"is named by rel=amphtml", "/small", false, true}, Case{"its address says so", "/a?print=1", false, false},
        Case{"its address says so", "/amp/a", false, false}}) {
    SCOPED_TRACE(c.name);
    SmallSite small;
    SmallCrawl crawl;
    crawl.read_page = read_with_sketch;
    crawl.add_site("small", {small.url()});
    const std::string version(c.version);
    small.page("/", html_page("home", {version}));
    const auto with_head = [](std::string page, const std::string& head) {
      return page.replace(page.find("</head>"), 0, head);
    };
    small.page(version, with_head(long_article(" for you"), c.version_names ? "<link rel=canonical href=/a>" : ""));
    crawl.run();
    EXPECT_THAT(crawl.articles(), ElementsAre(version));
    crawl.sleep(48h);
    small.page("/", html_page("home", {version, "/a"}));
    small.page("/a", with_head(long_article(""), c.original_names ? "<link rel=amphtml href=" + version + ">" : ""));
    const archive::RunReport report = crawl.run();
    EXPECT_THAT(crawl.articles(), ElementsAre("/a"));
    EXPECT_EQ(report.sites[0].added, 0) << "no article more";
    EXPECT_EQ(report.sites[0].moved, 1);
    EXPECT_EQ(crawl.row(small.url(version))->duplicate_of, small.url("/a"));
    crawl.sleep(48h);
    crawl.run();
    EXPECT_THAT(crawl.articles(), ElementsAre("/a"));
  }
}

TEST_F(Sameness, AnotherTextDoesNotMakeWayWhateverItsAddressSays) {
  here.read_page = read_with_sketch;
  site.page("/", html_page("home", {"/print/a"}));
  site.page("/print/a", html_page("ARTICLE on printing, which says something else than the other one"));
  site.drop("/a");
  here.run();
  here.sleep(48h);
  site.page("/", html_page("home", {"/print/a", "/a"}));
  site.page("/a", long_article(""));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/print/a"));
}

TEST_F(Sameness, ACopyThatBecomesAnArticleOfItsOwnIsOne) {
  here.read_page = read_with_sketch;
  site.page("/", html_page("home", {"/a", "/copy"}));
  site.page("/a", long_article(""));
  site.page("/copy", long_article(" print"));
  EXPECT_EQ(here.run().sites[0].added, 1);
  here.sleep(48h);
  site.page("/copy", html_page("ARTICLE that is quite another"));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/copy"));
}

TEST_F(Sameness, WhenTheArticleLeavesItsCopyTakesItsPlace) {
  site.page("/", html_page("home", {"/a", "/copy"}));
  site.page("/copy", html_page("ARTICLE a"));
  here.run();
  site.drop("/a");
  for (int night = 0; night < 3; ++night) {
    here.sleep(24h);
    here.run();
  }
  EXPECT_THAT(here.articles(), ElementsAre("/copy"));
}

}  // namespace
}  // namespace caravan::test
