#include "crawler/crawl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class Crawl : public testing::Test {
 protected:
  Crawl() {
    site.robots("User-agent: *\nDisallow: /private/\n");
    site.page("/", html_page("home", {"/a", "/b", "/private/x"}));
    site.page("/a", html_page("ARTICLE a"));
    site.page("/b", html_page("ARTICLE b", {"/c"}));
    site.page("/c", html_page("ARTICLE c", {"http://elsewhere.example/"}));
    here.add_site("small", {site.url()});
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Crawl, FindsAndKeepsEveryPage) {
  const archive::RunReport report = here.run();
  EXPECT_TRUE(report.complete);
  ASSERT_EQ(report.sites.size(), 1U);
  EXPECT_EQ(report.sites[0].added, 3);
  EXPECT_EQ(report.sites[0].fetched, 4);
  EXPECT_EQ(report.sites[0].failed, 0);
  EXPECT_EQ(report.sites[0].requests, 6);  // with robots.txt and the guessed sitemap
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b", "/c"));
  EXPECT_EQ(here.body(site.url("/a")), html_page("ARTICLE a"));
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/a", "/b", "/c"));
}

TEST_F(Crawl, WithoutAReaderEveryPageCounts) {
  here.read_page = {};
  EXPECT_EQ(here.run().sites[0].added, 4);
  EXPECT_THAT(here.articles(), ElementsAre("/", "/a", "/b", "/c"));
}

TEST_F(Crawl, LooksOnlyAtListingsAgainTheSameDay) {
  here.run();
  site.forget();
  here.sleep(1h);
  const archive::RunReport again = here.run();
  EXPECT_THAT(site.asked(), ElementsAre("/"));
  EXPECT_THAT(site.unconditional(), IsEmpty());
  EXPECT_EQ(again.sites[0].added + again.sites[0].changed + again.sites[0].fetched, 0);
  EXPECT_EQ(again.sites[0].not_modified, 1);
}

TEST_F(Crawl, FindsANewArticleTheSameDay) {
  here.run();
  site.forget();
  site.page("/", html_page("home", {"/a", "/b", "/new"}));
  site.page("/new", html_page("ARTICLE new"));
  EXPECT_EQ(here.run().sites[0].added, 1);
  EXPECT_THAT(site.asked(), ElementsAre("/", "/new"));
}

TEST_F(Crawl, AsksTheNextDayWhetherAnythingChanged) {
  here.run();
  const auto before = here.changes().size();
  site.forget();
  here.sleep(24h);
  site.page("/b", html_page("ARTICLE b, corrected"));
  const archive::RunReport report = here.run();
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/a", "/b", "/c"));
  EXPECT_THAT(site.unconditional(), ElementsAre("/sitemap.xml"));
  EXPECT_EQ(report.sites[0].changed, 1);
  EXPECT_EQ(report.sites[0].not_modified, 3);
  EXPECT_EQ(here.changes().size(), before + 1);
  EXPECT_THAT(here.body(site.url("/b")), HasSubstr("corrected"));
}

TEST_F(Crawl, FullVisitsWhatIsNotDue) {
  here.run();
  site.forget();
  crawl::CrawlOptions options;
  options.full = true;
  here.run(options);
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/a", "/b", "/c"));
}

TEST_F(Crawl, ADifferentBodyThatReadsTheSameIsNoNewVersion) {
  here.run();
  const auto before = here.changes().size();
  here.sleep(24h);
  site.page("/a", html_page("ARTICLE a", {}, "<meta name=visitor content=12345>"));
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].changed, 0);
  EXPECT_EQ(report.sites[0].not_modified, 4);
  EXPECT_EQ(here.changes().size(), before);
}

TEST_F(Crawl, NamedPagesOnly) {
  const archive::RunReport report = here.run_named(site.url("/b"));
  EXPECT_EQ(report.sites[0].added, 1);
  EXPECT_THAT(site.asked(), ElementsAre("/b"));
  const auto refused = here.try_run({.urls = {"http://elsewhere.example/"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::usage);
  EXPECT_THAT(refused.error().what, HasSubstr("elsewhere.example"));
}

TEST_F(Crawl, StopsAtItsLimitsAndGoesOnFromThere) {
  here.config.sites[0].crawl.max_pages = 2;
  archive::RunReport report = here.run();
  EXPECT_FALSE(report.complete);
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("max_pages")));
  here.config.sites[0].crawl.max_pages = 100;
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b", "/c"));
  for (const char* path : {"/a", "/b", "/c"}) EXPECT_EQ(site.times_asked(path), 1) << path;
}

TEST_F(Crawl, CountsAllSitesForTheRunsOwnLimit) {
  const archive::RunReport report = here.run({.max_pages = 1});
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(site.asked().size(), 1U);
}

TEST_F(Crawl, StopsWhenAsked) {
  here.progress = [&](const crawl::Progress&) { here.stop.request_stop(); };
  const archive::RunReport report = here.run();
  EXPECT_FALSE(report.complete);
  EXPECT_LE(site.asked().size(), 2U);
}

TEST_F(Crawl, TellsHowFarItIs) {
  crawl::Progress last;
  here.progress = [&](const crawl::Progress& progress) { last = progress; };
  here.run();
  EXPECT_EQ(last.done, 5U);  // four pages and the sitemap that is not there
  EXPECT_EQ(last.failed, 0U);
  EXPECT_GT(last.bytes, 0U);
}

TEST_F(Crawl, DryRunOnlyTells) {
  EXPECT_THAT(value_or_throw(crawl::due_now(here.config, {}, here.clock)), ElementsAre(site.url("/")));
  here.run({.dry_run = true});
  EXPECT_TRUE(site.seen().empty());
  here.run();
  EXPECT_THAT(value_or_throw(crawl::due_now(here.config, {}, here.clock)), ElementsAre(site.url("/")));
  here.sleep(24h);
  EXPECT_THAT(
      value_or_throw(crawl::due_now(here.config, {}, here.clock)),
      UnorderedElementsAre(site.url("/"), site.url("/a"), site.url("/b"), site.url("/c"), site.url("/sitemap.xml")));
}

TEST_F(Crawl, WithoutSitesThereIsNothingToDo) {
  here.config.sites.clear();
  const auto nothing = here.try_run();
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().fault, Fault::config);
}

TEST_F(Crawl, StripsWhereAVisitorCameFrom) {
  site.page("/", html_page("home", {"/a?utm_source=mail", "/a?fbclid=1", "/a#top"}));
  here.run();
  EXPECT_THAT(site.asked(), ElementsAre("/", "/a"));
}

TEST_F(Crawl, StaysInsideItsScope) {
  here.config.sites[0].deny = {"*/b"};
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(Crawl, WhatTheConfigurationExcludesLeaves) {
  here.run();
  here.config.sites[0].deny = {"*/b"};
  site.page("/", html_page("home", {"/a", "/b", "/c"}));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/c"));
  here.config.sites[0].deny = {};
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b", "/c"));
}

TEST_F(Crawl, AWiderScopeFindsTheLinksOfPagesThatWereReadBefore) {
  here.config.sites[0].deny = {"*/hidden*"};
  site.page("/a", html_page("ARTICLE a", {"/hidden/x", "/b"}));
  site.page("/hidden/x", html_page("ARTICLE x"));
  here.run();
  EXPECT_EQ(here.row(site.url("/hidden/x")), std::nullopt);
  here.config.sites[0].deny = {};
  here.sleep(1h);
  site.forget();
  const archive::RunReport report = here.run();
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/hidden/x")) << "the article is read from the archive";
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b", "/c", "/hidden/x"));
  ASSERT_THAT(report.notes, SizeIs(1));
  EXPECT_THAT(report.notes[0], AllOf(HasSubstr("the scope of small has grown"), HasSubstr("1 new address")));
  EXPECT_THAT(here.run().notes, IsEmpty()) << "once is enough";
}

TEST_F(Crawl, ANarrowerScopeReadsNothingAgain) {
  here.run();
  here.config.sites[0].deny = {"*/nowhere"};
  EXPECT_THAT(here.run().notes, IsEmpty());
}

TEST_F(Crawl, AWiderScopeReadsUnchangedSitemapsAgain) {
  here.config.sites[0].deny = {"*/hidden*"};
  site.robots("Sitemap: " + site.url("/map.xml") + "\n");
  site.page("/map.xml",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>" + site.url("/hidden/x") +
                "</loc></url></urlset>",
            {{"Content-Type", "application/xml"}});
  site.page("/hidden/x", html_page("ARTICLE x"));
  here.run();
  here.config.sites[0].deny = {};
  here.sleep(1h);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b", "/c", "/hidden/x"));
}

TEST_F(Crawl, ReadsSitemapsAndFeeds) {
  site.robots("Sitemap: " + site.url("/map.xml") + "\n");
  site.page("/map.xml",
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>" + site.url("/only-in-map") +
                "</loc></url></urlset>",
            {{"Content-Type", "application/xml"}});
  site.page("/only-in-map", html_page("ARTICLE map"));
  site.page("/", html_page("home", {}, "<link rel=alternate type='application/rss+xml' href='/feed'>"));
  site.page("/feed",
            "<rss version='2.0'><channel><title>t</title><item><link>" + site.url("/only-in-feed") +
                "</link></item></channel></rss>",
            {{"Content-Type", "application/rss+xml"}});
  site.page("/only-in-feed", html_page("ARTICLE feed"));
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/only-in-feed", "/only-in-map"));
  site.forget();
  here.run();
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/map.xml", "/feed"));
  EXPECT_THAT(site.unconditional(), IsEmpty());
}

TEST_F(Crawl, ASitemapsDateMakesAPageDue) {
  site.robots("Sitemap: " + site.url("/map.xml") + "\n");
  const auto map_with = [&](const std::string& date) {
    site.page("/map.xml",
              "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>" + site.url("/a") +
                  "</loc><lastmod>" + date + "</lastmod></url></urlset>",
              {{"Content-Type", "application/xml"}});
  };
  map_with("2026-11-01");
  here.run();
  here.sleep(2h);
  site.forget();
  map_with("2026-11-24T03:00:00Z");
  site.page("/a", html_page("ARTICLE a, corrected"));
  EXPECT_EQ(here.run().sites[0].changed, 1);
  EXPECT_THAT(site.asked(), UnorderedElementsAre("/", "/map.xml", "/a"));
}

TEST_F(Crawl, PassesOverWhatIsNoPage) {
  site.page("/", html_page("home", {"/data", "/photo.jpg", "/a"}));
  site.page("/data", std::string(100'000, '%'), {{"Content-Type", "application/zip"}});
  const archive::RunReport report = here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_EQ(site.times_asked("/photo.jpg"), 0);
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("application/zip")));
  EXPECT_EQ(report.sites[0].failed, 0);
  site.forget();
  here.sleep(24h);
  here.run();
  EXPECT_EQ(site.times_asked("/data"), 0) << "not every night";
}

TEST_F(Crawl, SitesAreVisitedSideBySide) {
  SmallSite slow("127.0.0.2");
  Reply late;
  late.delay = 60s;
  slow.everywhere(late);
  here.add_site("slow", {slow.url()});
  here.config.sites[1].crawl.timeout = 1s;
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].added, 3);
  EXPECT_EQ(report.sites[1].added, 0);
  EXPECT_THAT(report.sites[1].notes, Contains(HasSubstr("robots.txt")));
}

}  // namespace
}  // namespace caravan::test
