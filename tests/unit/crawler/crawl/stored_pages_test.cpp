// Pages are stored first and read later: by the same run at its end, by the next one, or by read_stored().
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoredPages : public testing::Test {
 protected:
  StoredPages() {
    site.page("/", html_page("home", {"/a", "/list", "/copy"}));
    site.page("/a", html_page("ARTICLE a"));
    site.page("/copy", html_page("ARTICLE a"));
    site.page("/list", html_page("list"));
    here.add_site("small", {site.url()});
  }
  archive::RunReport crawl_only() {
    crawl::CrawlOptions options;
    options.read_later = true;
    return here.run(options);
  }
  archive::RunReport read() {
    return value_or_throw(crawl::read_stored(here.config, here.read_page, here.clock, {}, here.stop.get_token()));
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(StoredPages, ACrawlByItselfCountsNoArticles) {
  const archive::RunReport report = crawl_only();
  EXPECT_EQ(report.sites[0].fetched, 4);
  EXPECT_EQ(report.sites[0].unread, 4);
  EXPECT_EQ(report.sites[0].added, 0);
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("4 pages stored and not read yet")));
  EXPECT_THAT(here.changes(), IsEmpty()) << "nothing for an index yet";
}

TEST_F(StoredPages, ReadingTellsWhatTheyAre) {
  crawl_only();
  EXPECT_EQ(read().sites[0].added, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_EQ(here.row(site.url("/copy"))->duplicate_of, site.url("/a"));
  EXPECT_FALSE(here.row(site.url("/list"))->article);
  EXPECT_THAT(read().sites, IsEmpty()) << "there is nothing left to read";
}

TEST_F(StoredPages, TheNextRunReadsWhatIsLeftAndCountsIt) {
  crawl_only();
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].added, 1);
  EXPECT_EQ(report.sites[0].unread, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(StoredPages, ListingsAreLookedAtByEveryRun) {
  here.run();
  here.sleep(1s);
  site.forget();
  here.run();
  EXPECT_THAT(site.asked(), testing::UnorderedElementsAre("/", "/list"));
}

TEST_F(StoredPages, AnUnreadPageIsAskedConditionallyAndStaysUnread) {
  crawl_only();
  here.sleep(48h);
  site.forget();
  const archive::RunReport report = crawl_only();
  EXPECT_EQ(report.sites[0].not_modified, 4);
  EXPECT_THAT(site.unconditional(), testing::Not(Contains("/a")));
  EXPECT_EQ(read().sites[0].added, 1);
}

TEST_F(StoredPages, AnUnreadPageThatChangesIsReadAsItIsNow) {
  crawl_only();
  here.sleep(48h);
  site.page("/a", html_page("ARTICLE a, second edition"));
  crawl_only();
  EXPECT_EQ(read().sites[0].added, 2);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/copy"));
  EXPECT_THAT(here.body(site.url("/a")), HasSubstr("second edition"));
}

TEST_F(StoredPages, AnArticleThatMovesToAPageNotYetReadMovesWhenItIsRead) {
  here.run();
  here.sleep(48h);
  site.redirect("/a", "/new-place");
  site.drop("/copy");
  site.page("/new-place", html_page("ARTICLE a"));
  EXPECT_EQ(crawl_only().sites[0].moved, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_EQ(read().sites[0].moved, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/new-place"));
}

TEST_F(StoredPages, WhatTheConfigurationNoLongerHoldsIsNotReadIn) {
  crawl_only();
  here.config.sites[0].deny = {"*/a"};
  EXPECT_EQ(here.run().sites[0].added, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/copy"));
}

TEST_F(StoredPages, AWiderScopeFindsTheLinksOfUnreadPages) {
  site.page("/a", html_page("ARTICLE a", {"/more/b"}));
  site.page("/more/b", html_page("ARTICLE b"));
  here.config.sites[0].deny = {"*/more/*"};
  crawl_only();
  here.config.sites[0].deny = {};
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/more/b"));
}

TEST_F(StoredPages, CanonicalAddressesInACircleAreReadOnce) {
  const auto canonical = [&](const std::string& path) { return "<link rel=canonical href='" + site.url(path) + "'>"; };
  site.page("/", html_page("home", {"/x", "/y"}));
  site.page("/x", html_page("ARTICLE x", {}, canonical("/y")));
  site.page("/y", html_page("ARTICLE y", {}, canonical("/x")));
  EXPECT_EQ(here.run().sites[0].added, 1);
}

}  // namespace
}  // namespace caravan::test
