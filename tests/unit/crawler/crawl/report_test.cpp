#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crawler/archive/stored_report.h"
#include "crawler/crawl_report.h"
#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

archive::RunReport sample() {
  archive::RunReport report;
  report.run = 7;
  report.started = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);
  report.ended = report.started + std::chrono::seconds(90);
  report.took = std::chrono::milliseconds(90'400);
  report.complete = true;
  archive::SiteReport site;
  site.site = "Institut f\u00fcr Asien\x1b[31m";
  site.added = 12;
  site.failed = 3;
  site.missing = 12;
  site.first_gone = 2;
  site.gone = 1;
  site.held = 4;
  site.moved = 1;
  site.took = std::chrono::milliseconds(61'000);
  site.missing_examples = {"https://a.example/m"};
  site.first_gone_examples = {"https://a.example/f1", "https://a.example/f2"};
  site.gone_examples = {"https://a.example/g"};
  site.moved_examples = {{"https://a.example/old", "https://a.example/new"}};
  site.holds = {{"redirects to the home page", 4, "https://a.example/h"}};
  site.bytes = 1'500'000;
  site.failures = {{"HTTP 503", 3, "https://a.example/x"}};
  site.notes = {"robots.txt answered 503: nothing was visited"};
  report.sites = {site};
  return report;
}

TEST(CrawlReport, IsForPeople) {
  const std::string text = crawl::report_text(sample());
  EXPECT_THAT(text, HasSubstr("Run 7, 2026-11-24T00:00:00Z"));
  EXPECT_THAT(text, HasSubstr("(1 min 30 s)"));
  EXPECT_THAT(text, HasSubstr("failed 3 times: HTTP 503 (such as https://a.example/x)"));
  EXPECT_THAT(text, HasSubstr("held 4 times: redirects to the home page (such as https://a.example/h)"));
  EXPECT_THAT(text, HasSubstr("12 pages answered 404 or 410 (such as https://a.example/m)"));
  EXPECT_THAT(text, HasSubstr("seen gone for the first time: 2 articles (such as https://a.example/f1, "));
  EXPECT_THAT(text, HasSubstr("gone: 1 article (such as https://a.example/g)"));
  EXPECT_THAT(text, HasSubstr("moved: https://a.example/old -> https://a.example/new"));
  EXPECT_THAT(text, HasSubstr("1 min 1 s"));
  EXPECT_THAT(text, HasSubstr("robots.txt answered 503"));
  EXPECT_THAT(text, HasSubstr("1.5 MB"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("not complete")));
}

TEST(CrawlReport, IsForProgramsToo) {
  const nlohmann::json json = crawl::report_json(sample());
  EXPECT_EQ(json["run"], 7);
  EXPECT_EQ(json["complete"], true);
  EXPECT_EQ(json["took_ms"], 90'400);
  EXPECT_EQ(json["sites"][0]["new"], 12);
  EXPECT_EQ(json["sites"][0]["failures"][0]["count"], 3);
  EXPECT_EQ(json["sites"][0]["missing"], 12);
  EXPECT_EQ(json["sites"][0]["took_ms"], 61'000);
  EXPECT_EQ(json["sites"][0]["moved_examples"][0]["to"], "https://a.example/new");
  EXPECT_EQ(json["state"], "complete");
}

TEST(CrawlReport, NamesWhatIsGoneAndWhatOnlySeemsSo) {
  SmallSite site;
  site.page("/", html_page("home", {"/a", "/b", "/c", "/list"}));
  for (const char* path : {"/a", "/b", "/c"}) site.page(path, html_page(std::string("ARTICLE ") + path));
  site.page("/list", html_page("a listing"));
  SmallCrawl here;
  here.add_site("small", {site.url()});
  here.run();
  site.drop("/a");
  site.drop("/list");
  site.redirect("/c", "/d");
  site.page("/d", html_page("ARTICLE /c"));
  here.sleep(std::chrono::hours(24));
  const archive::SiteReport first = here.run().sites[0];
  EXPECT_EQ(first.missing, 2) << "a page that is no article counts here, too";
  EXPECT_EQ(first.first_gone, 1);
  EXPECT_THAT(first.first_gone_examples, ElementsAre(site.url("/a")));
  ASSERT_THAT(first.moved_examples, SizeIs(1));
  EXPECT_EQ(first.moved_examples[0].from, site.url("/c"));
  EXPECT_EQ(first.moved_examples[0].to, site.url("/d"));
  here.sleep(std::chrono::hours(24));
  const archive::SiteReport second = here.run().sites[0];
  EXPECT_EQ(second.missing, 2);
  EXPECT_EQ(second.first_gone, 0);
  EXPECT_EQ(second.gone, 1) << "articles are counted, as in the index";
  EXPECT_THAT(second.gone_examples, ElementsAre(site.url("/a")));
}

TEST(CrawlReport, SaysWhyRemovalsAreHeld) {
  SmallSite site;
  site.page("/", html_page("home", {"/a"}));
  site.page("/a", html_page("ARTICLE a"));
  SmallCrawl here;
  here.add_site("small", {site.url()});
  here.run();
  site.redirect("/a", "/");
  here.sleep(std::chrono::hours(24));
  const archive::SiteReport report = here.run().sites[0];
  ASSERT_THAT(report.holds, SizeIs(1));
  EXPECT_EQ(report.holds[0].reason, "redirects to the home page");
  EXPECT_EQ(report.holds[0].example_url, site.url("/a"));
}

TEST(CrawlReport, AHostThatAsksForPatienceUntilTheTimeIsUpIsAFailure) {
  SmallSite site;
  SmallCrawl here;
  here.add_site("small", {site.url()});
  Reply busy;
  busy.status = 503;
  busy.headers = {{"Retry-After", "20"}};
  site.answer("/", busy);
  const archive::RunReport report = here.run({.max_time = std::chrono::milliseconds(300)});
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.sites[0].failed, 1);
  EXPECT_THAT(report.sites[0].notes,
              Contains(HasSubstr("had failed once when the run ended, with 2 addresses still to be asked")));
}

TEST(CrawlReport, TellsWhatAKilledRunHadStored) {
  SmallSite site;
  std::vector<std::string> paths;
  for (int number = 0; number < 60; ++number) paths.push_back(fmt::format("/a{}", number));
  site.page("/", html_page("home", paths));
  for (const std::string& path : paths) site.page(path, html_page("ARTICLE " + path));
  SmallCrawl here;
  here.add_site("small", {site.url()});
  const auto last_run = [&] {
    return value_or_throw(archive::ArchiveReader::open(here.config.crawl_db())).runs(1).at(0);
  };
  std::int64_t committed = 0;
  here.progress = [&](const crawl::Progress&) {
    // What stands on disk is what a kill at this moment would leave. When something is written there is up to the
    // crawler.
    const archive::RunReport stored = last_run();
    EXPECT_FALSE(stored.closed);
    committed = value_or_throw(archive::FrontierRows::open(here.config.crawl_db())).count_unread();
    EXPECT_EQ(stored.sites.empty() ? 0 : stored.sites[0].unread, committed);
    if (committed > 1) throw Failure(Fault::disk, "pulled out");
  };
  here.config.sites[0].crawl.delay = std::chrono::milliseconds(20);
  EXPECT_THROW(here.run(), Failure);
  EXPECT_GT(committed, 1);
  here.progress = {};
  here.config.sites[0].crawl.delay = std::chrono::milliseconds(0);
  const archive::RunReport next = here.run();
  EXPECT_TRUE(next.closed);
  ASSERT_THAT(next.notes, SizeIs(1));
  EXPECT_THAT(next.notes[0], HasSubstr("run 1, begun"));
  EXPECT_THAT(crawl::report_text(next),
              HasSubstr(fmt::format("was killed; it had stored {} pages not yet read", committed)));
}

TEST(CrawlReport, IsStoredWithTheRun) {
  SmallSite site;
  site.page("/", html_page("home"));
  SmallCrawl here;
  here.add_site("small", {site.url()});
  const archive::RunReport report = here.run();
  const auto stored = value_or_throw(archive::ArchiveReader::open(here.config.crawl_db())).runs(5);
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_TRUE(stored[0].complete);
  EXPECT_EQ(crawl::report_json(stored[0]), crawl::report_json(report));
}

TEST(CrawlReport, OfAnOlderProgramCanBeRead) {
  archive::RunReport report;
  const auto read = archive::read_stored_report(
      R"({"took_ms":1200,"sites":[{"site":"small","added":3,"failures":[{"reason":"HTTP 500","count":1,"example_url":"u"}]}]})",
      report);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_TRUE(report.closed);
  ASSERT_THAT(report.sites, SizeIs(1));
  EXPECT_EQ(report.sites[0].added, 3);
  EXPECT_EQ(report.sites[0].missing, 0);
  EXPECT_EQ(report.sites[0].failures[0].reason, "HTTP 500");
}

}  // namespace
}  // namespace caravan::test
