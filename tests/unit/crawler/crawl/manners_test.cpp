// Manners: what robots.txt, a host's health and its pages' own wishes ask of a run.
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

class Manners : public testing::Test {
 protected:
  Manners() {
    site.page("/", html_page("home", {"/a", "/b"}));
    site.page("/a", html_page("ARTICLE a"));
    site.page("/b", html_page("ARTICLE b"));
    here.add_site("small", {site.url()});
  }
  static Reply status(int code, Headers headers = {}) {
    Reply reply;
    reply.status = code;
    reply.headers = std::move(headers);
    return reply;
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Manners, AsksForRobotsFirstAndOnceADay) {
  here.run();
  EXPECT_EQ(site.seen().front().target, "/robots.txt");
  EXPECT_EQ(site.seen().front().header("user-agent"), here.config.crawl.user_agent);
  here.run();
  EXPECT_EQ(site.times_asked("/robots.txt"), 1);
  here.sleep(25h);
  here.run();
  EXPECT_EQ(site.times_asked("/robots.txt"), 2);
}

TEST_F(Manners, VisitsNothingWhileRobotsCannotBeHad) {
  site.answer("/robots.txt", status(503));
  const archive::RunReport report = here.run();
  EXPECT_THAT(site.asked(), IsEmpty());
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("robots.txt")));
  EXPECT_EQ(report.sites[0].failed, 0);
  site.drop("/robots.txt");
  here.sleep(2h);
  EXPECT_EQ(here.run().sites[0].added, 2);
}

TEST_F(Manners, GoesByTheCopyWhileRobotsFails) {
  site.robots("User-agent: *\nDisallow: /b\n");
  here.run();
  site.answer("/robots.txt", status(500));
  here.sleep(48h);
  site.forget();
  here.run();
  EXPECT_THAT(site.asked(), testing::UnorderedElementsAre("/", "/a"));
}

TEST_F(Manners, FollowsRedirectsOfRobots) {
  SmallSite other("127.0.0.3");
  other.page("/r.txt", "User-agent: *\nDisallow: /a\n", {{"Content-Type", "text/plain"}});
  site.redirect("/robots.txt", other.url("/r.txt"), 302);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/b"));
}

TEST_F(Manners, WhatRobotsNewlyForbidsLeaves) {
  here.run();
  site.robots("User-agent: caravan\nDisallow: /b\n");
  here.sleep(25h);
  site.forget();
  const archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].gone, 1);
  EXPECT_EQ(report.sites[0].refused, 1);
  EXPECT_EQ(site.times_asked("/b"), 0);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  site.drop("/robots.txt");
  here.sleep(25h);
  EXPECT_EQ(here.run().sites[0].added, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, WhatAPageNewlyForbidsLeaves) {
  here.run();
  site.page("/a", html_page("ARTICLE a", {}, "<meta name=robots content=noindex>"));
  site.page("/b", html_page("ARTICLE b!"), {{"X-Robots-Tag", "noindex"}});
  here.sleep(24h);
  EXPECT_EQ(here.run().sites[0].gone, 2);
  EXPECT_THAT(here.articles(), IsEmpty());
  site.page("/a", html_page("ARTICLE a"));
  here.sleep(48h);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

TEST_F(Manners, WhatForbidsIndexingIsAskedConditionally) {
  site.page("/a", html_page("ARTICLE a", {}, "<meta name=robots content=noindex>"));
  site.page("/b", html_page("ARTICLE b"), {{"X-Robots-Tag", "noindex"}});
  here.run();
  site.forget();
  here.sleep(24h);
  const archive::RunReport report = here.run();
  EXPECT_THAT(site.asked(), testing::UnorderedElementsAre("/", "/a", "/b"));
  EXPECT_THAT(site.unconditional(), ElementsAre("/robots.txt", "/sitemap.xml"));
  EXPECT_EQ(report.sites[0].not_modified, 3);
  EXPECT_THAT(here.articles(), IsEmpty());
  // The page allows indexing again: by other markup, or without the header over the same bytes.
  site.page("/a", html_page("ARTICLE a"));
  site.page("/b", html_page("ARTICLE b"));
  for (int night = 0; night < 6; ++night) {
    here.sleep(24h);
    here.run();
  }
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, ANoindexOverTheBudgetIsNoSignOfLifeTheNextNight) {
  std::vector<std::string> links;
  for (int i = 0; i < 12; ++i) links.push_back("/story-" + std::string(1, static_cast<char>('a' + i)));
  site.page("/", html_page("home", links));
  for (const std::string& link : links) site.page(link, html_page("ARTICLE " + link));
  here.run();
  for (const std::string& link : links)
    site.page(link, html_page("ARTICLE " + link), {{"X-Robots-Tag", "noindex"}, {"ETag", "\"n\""}});
  here.sleep(24h);
  EXPECT_EQ(here.run().sites[0].held, 12);
  here.sleep(48h);
  EXPECT_EQ(here.run().sites[0].held, 12);
}

TEST_F(Manners, ATagForAnotherCrawlerIsNotForUs) {
  site.page("/b", html_page("ARTICLE b"), {{"X-Robots-Tag", "otherbot: noindex"}});
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, FollowsNoLinkThatAsksNotToBe) {
  site.page("/", html_page("home", {"/a"}) + "<a rel=nofollow href=/b>b</a>");
  here.run();
  EXPECT_EQ(site.times_asked("/b"), 0);
  site.page("/a", html_page("ARTICLE a, again", {"/b"}, "<meta name=robots content=nofollow>"));
  here.sleep(24h);
  here.run();
  EXPECT_EQ(site.times_asked("/b"), 0);
}

TEST_F(Manners, WaitsAsLongAsItIsAskedTo) {
  site.everywhere(std::nullopt);
  site.answer("/a", status(429, {{"Retry-After", "3600"}}));
  archive::RunReport report = here.run();
  EXPECT_THAT(report.sites[0].notes, Contains(AllOf(HasSubstr("left alone"), HasSubstr(site.host()))));
  site.forget();
  here.sleep(30min);
  report = here.run();
  EXPECT_THAT(site.seen(), IsEmpty());
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("left alone until")));
  site.page("/a", html_page("ARTICLE a"));
  here.sleep(31min);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, ADateInRetryAfterIsWaitedFor) {
  site.answer("/a", status(503, {{"Retry-After", "Tue, 24 Nov 2026 05:00:00 GMT"}}));  // in three hours
  archive::RunReport report = here.run();
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("left alone for 3 h")));
  site.page("/a", html_page("ARTICLE a"));
  site.forget();
  here.sleep(2h);
  report = here.run();
  EXPECT_THAT(site.seen(), IsEmpty());
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("left alone until 2026-11-24T05:00:00Z")));
  here.sleep(61min);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, CookiesAreNeverSentBack) {
  site.page("/", html_page("home", {"/a", "/b"}), {{"Set-Cookie", "id=1; Path=/"}, {"Set-Cookie", "b=2"}});
  here.run();
  here.sleep(24h);
  here.run();
  for (const Request& request : site.seen()) {
    EXPECT_EQ(request.header("cookie"), "") << request.target;
    EXPECT_EQ(request.header("referer"), "") << request.target;
  }
}

TEST_F(Manners, TriesAThrottledPageAgainInTheSameRun) {
  int refusals = 0;
  site.answer("/a", status(503, {{"Retry-After", "0"}}));
  here.progress = [&](const crawl::Progress& progress) {
    if (progress.url == site.url("/b") && refusals++ == 0) site.page("/a", html_page("ARTICLE a"));
  };
  here.run();
  EXPECT_GE(site.times_asked("/a"), 1);
  here.progress = {};
  here.sleep(2h);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a", "/b"));
}

TEST_F(Manners, GivesAHostUpThatDoesNotAnswer) {
  std::vector<std::string> links;
  for (int i = 0; i < 20; ++i) links.push_back("/page-" + std::to_string(i) + "x");
  site.page("/", html_page("home", links));
  Reply broken;
  broken.raw = "";
  for (const std::string& link : links) site.answer(link, broken);
  const archive::RunReport report = here.run();
  EXPECT_LE(site.asked().size(), 12U);  // a connection that breaks may be tried anew by libcurl
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("given up")));
}

TEST_F(Manners, OneConnectionAtATimeForEachHost) {
  std::atomic<int> at_once = 0, most = 0;
  const LoopbackSite counting([&](const Request& request) {
    const int now = ++at_once;
    most = std::max(most.load(), now);
    Reply reply;
    reply.headers = {{"Content-Type", "text/html"}};
    std::vector<std::string> links;
    for (int i = 0; i < 30; ++i) links.push_back("/n" + std::string(1, static_cast<char>('a' + i % 26)) + "x");
    reply.body = request.target == "/" ? html_page("home", links) : html_page("ARTICLE " + request.target);
    --at_once;
    return reply;
  });
  here.config.sites.clear();
  here.add_site("counting", {counting.url("/")});
  here.run();
  EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace caravan::test
