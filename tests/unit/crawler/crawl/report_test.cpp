#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crawler/crawl_report.h"
#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using testing::HasSubstr;
using testing::Not;

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

}  // namespace
}  // namespace caravan::test
