// The promise of DESIGN.md: a site that is down, or answers strangely, loses nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class NeverLose : public testing::Test {
 protected:
  NeverLose() {
    site.page("/", html_page("home", {"/a", "/b"}));
    site.page("/a", html_page("ARTICLE a"));
    site.page("/b", html_page("ARTICLE b"));
    here.add_site("small", {site.url()});
    here.run();
    here.sleep(24h);
    site.forget();
  }
  static Reply status(int code) {
    Reply reply;
    reply.status = code;
    return reply;
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(NeverLose, AnArticleLeavesOnlyAfterTwoVisitsFarEnoughApart) {
  site.drop("/b");
  EXPECT_EQ(here.run().sites[0].gone, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
  here.sleep(23h);
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 0) << "--full must not shorten the promise";
  here.sleep(1h);
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(NeverLose, ARunAfterAnOutageAsksForRobotsTxtAtOnce) {
  SmallSite other("127.0.0.2");
  other.page("/", html_page("ARTICLE other"));
  SmallCrawl crawl;
  crawl.add_site("other", {other.url()});
  other.everywhere(status(503));
  const archive::RunReport down = crawl.run();
  EXPECT_THAT(down.sites[0].notes, Contains(HasSubstr("robots.txt answered 503: nothing was visited")));
  other.everywhere(std::nullopt);
  crawl.sleep(5min);
  EXPECT_EQ(crawl.run({.full = true}).sites[0].fetched, 1) << "whoever mends a site need not wait for an hour";
}

TEST_F(NeverLose, ANightlyRunSeesTheSecondTimeByItself) {
  site.drop("/b");
  here.run();
  here.sleep(24h);
  EXPECT_EQ(here.run().sites[0].gone, 1);
  EXPECT_EQ(site.times_asked("/b"), 2);
}

TEST_F(NeverLose, ASignOfLifeBeginsTheCountAnew) {
  site.drop("/b");
  here.run();
  here.sleep(24h);
  site.page("/b", html_page("ARTICLE b"));
  here.run();
  here.sleep(48h);
  site.drop("/b");
  EXPECT_EQ(here.run().sites[0].gone, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(NeverLose, FailuresNeverRemove) {
  Reply cut = status(200);
  cut.body = std::string(1000, 'x');
  cut.cut_after = 300;
  Reply half_a_head = status(404);
  half_a_head.raw = "HTTP/1.1 404 Not Found\r\nContent-Le";
  const std::vector<Reply> failures{status(500), status(403), status(401), status(451), status(204), cut, half_a_head};
  for (const Reply& failure : failures) {
    site.answer("/b", failure);
    const archive::RunReport report = here.run({.full = true});
    EXPECT_EQ(report.sites[0].gone, 0);
    EXPECT_EQ(report.sites[0].failed, 1);
    EXPECT_THAT(report.sites[0].failures, SizeIs(1));
    EXPECT_EQ(report.sites[0].failures[0].example_url, site.url("/b"));
    here.sleep(72h);
  }
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
  EXPECT_EQ(here.body(site.url("/b")), html_page("ARTICLE b"));
}

TEST_F(NeverLose, ADeletionBudgetHoldsWhatIsTooMuch) {
  std::vector<std::string> links{"/a", "/b"};
  for (int i = 0; i < 30; ++i) links.push_back("/story-" + std::to_string(i));
  site.page("/", html_page("home", links));
  for (const std::string& link : links) site.page(link, html_page("ARTICLE " + link));
  here.run();
  const std::size_t before = here.articles().size();
  for (std::size_t i = 2; i < links.size(); ++i) site.drop(links[i]);
  here.sleep(24h);
  here.run();
  here.sleep(24h);
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].gone, 0);
  EXPECT_EQ(report.sites[0].held, 30);
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("held")));
  EXPECT_EQ(here.articles().size(), before);
  // A person who names a page has looked.
  EXPECT_EQ(here.run_named(site.url(links[5])).sites[0].gone, 1);
  EXPECT_EQ(here.articles().size(), before - 1);
  // The site is back.
  for (const std::string& link : links) site.page(link, html_page("ARTICLE " + link));
  here.run({.full = true});
  here.sleep(24h);
  EXPECT_EQ(here.run({.full = true}).sites[0].held, 0);
  EXPECT_EQ(here.articles().size(), before);
}

TEST_F(NeverLose, TheConfigurationSaysHowMuchMayLeave) {
  CrawlSettings& settings = here.config.sites[0].crawl;
  settings.removal_share = 50;
  settings.removal_floor = 0;
  site.drop("/a");
  site.drop("/b");
  here.run();
  here.sleep(24h);
  const archive::RunReport held = here.run();
  EXPECT_EQ(held.sites[0].held, 2);
  EXPECT_THAT(held.sites[0].notes, Contains(HasSubstr("removal_share = 50%")));
  EXPECT_THAT(here.articles(), SizeIs(2));
  settings.removal_share = 100;
  here.sleep(24h);
  EXPECT_EQ(here.run().sites[0].gone, 2);
  EXPECT_THAT(here.articles(), SizeIs(0));
}

TEST_F(NeverLose, AnErrorPageWithStatus200IsHeld) {
  Reply sorry;
  sorry.headers = {{"Content-Type", "text/html"}};
  sorry.body = html_page("we are improving our site");
  site.everywhere(sorry);
  here.sleep(24h);
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].held, 2);
  site.everywhere(std::nullopt);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
  EXPECT_EQ(here.body(site.url("/a")), html_page("ARTICLE a"));
  EXPECT_EQ(here.run({.full = true}).sites[0].held, 0);
}

TEST_F(NeverLose, AMoveToAnotherDomainIsHeld) {
  for (const char* path : {"/a", "/b"}) site.redirect(path, std::string("http://parked.example") + path);
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].held, 2);
  EXPECT_THAT(report.sites[0].failures[0].reason, HasSubstr("parked.example"));
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(NeverLose, ARedirectToTheHomePageIsHeld) {
  site.redirect("/b", "/");
  EXPECT_EQ(here.run().sites[0].held, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(NeverLose, AClockSetBackLosesNothingAndForgetsNothing) {
  site.drop("/b");
  here.run();
  here.clock.set(here.clock.now() - 24h * 365);
  site.forget();
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].gone, 0);
  EXPECT_EQ(site.times_asked("/a"), 1) << "put off for a year otherwise";
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(NeverLose, ANightWithTheClockAYearAheadLosesNothingAndPutsNothingOff) {
  site.drop("/b");
  here.clock.set(here.clock.now() + 24h * 365);
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 0);
  here.clock.set(here.clock.now() - 24h * 365 + 1min);
  site.forget();
  EXPECT_EQ(here.run().sites[0].gone, 0) << "a minute, not a year, lies between the two visits";
  EXPECT_EQ(site.times_asked("/a"), 1) << "put off for a year otherwise";
  EXPECT_EQ(site.times_asked("/robots.txt"), 1) << "nobody knows how old the copy is";
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
  here.sleep(24h);
  EXPECT_EQ(here.run().sites[0].gone, 0) << "the count began anew";
  here.sleep(48h);
  EXPECT_EQ(here.run().sites[0].gone, 1);
}

TEST_F(NeverLose, ARestThatAWrongClockPutIntoNextYearIsForgotten) {
  here.clock.set(here.clock.now() + 24h * 365);
  Reply rest = status(429);
  rest.headers = {{"Retry-After", "3600"}};
  site.everywhere(rest);
  here.run();
  site.everywhere(std::nullopt);
  here.clock.set(here.clock.now() - 24h * 365);
  site.forget();
  here.run();
  EXPECT_EQ(site.times_asked("/a"), 1);
}

TEST_F(NeverLose, ASiteThatMovesToAnotherDomainIsHeldAndReported) {
  SmallSite moved("127.0.0.7");
  for (const char* path : {"/", "/a", "/b", "/robots.txt"}) site.redirect(path, moved.url(path));
  for (int night = 0; night < 4; ++night) {
    const archive::RunReport report = here.run({.full = true});
    EXPECT_EQ(report.sites[0].gone, 0);
    EXPECT_EQ(report.sites[0].held, 3);
    EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("redirects to " + moved.url("/"))));
    here.sleep(24h);
  }
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(NeverLose, AnEmptyPageIsAFailure) {
  site.page("/a", " \n ");
  site.page("/b", "");
  EXPECT_EQ(here.run().sites[0].failed, 2);
  EXPECT_EQ(here.body(site.url("/a")), html_page("ARTICLE a"));
}

TEST_F(NeverLose, AnAnswerWithoutLengthCountsOnlyWithItsEnd) {
  Reply unframed;
  unframed.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>ARTICLE half a page";
  site.answer("/a", unframed);
  EXPECT_EQ(here.run({.full = true}).sites[0].failed, 1);
  unframed.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html_page("ARTICLE the whole page");
  site.answer("/a", unframed);
  EXPECT_EQ(here.run({.full = true}).sites[0].changed, 1);
}

}  // namespace
}  // namespace caravan::test
