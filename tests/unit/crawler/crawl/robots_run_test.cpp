// RFC 9309 as a site sees it: what is asked for, whatever its robots.txt says and however it is served.
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
using testing::UnorderedElementsAre;

const std::vector<std::string> paths{"/a", "/a/deep", "/b?x=1", "/c.pdf.html", "/caf%C3%A9", "/d$e"};

class RobotsRun : public testing::Test {
 protected:
  RobotsRun() {
    here.add_site("small", {site.url()});
    site.page("/", html_page("home", paths));
    for (const std::string& path : paths) site.page(path, html_page("ARTICLE " + path));
  }
  /// What a run asks for beside the home page.
  std::vector<std::string> asked_beside_home() {
    std::vector<std::string> asked = site.asked();
    std::erase(asked, "/");
    return asked;
  }
  static Reply status(int code) {
    Reply reply;
    reply.status = code;
    reply.headers = {{"Retry-After", "0"}};  // or the run would rest a second for the sake of manners
    return reply;
  }
  static Reply text(std::string body) {
    Reply reply;
    reply.headers = {{"Content-Type", "text/plain"}};
    reply.body = std::move(body);
    return reply;
  }
  SmallSite site;
  SmallCrawl here;
};

struct RuleCase {
  const char* name;
  std::string robots;
  std::vector<std::string> forbidden;
};

TEST_F(RobotsRun, EveryRuleCounts) {
  const std::string everybody = "User-agent: *\n";
  const RuleCase cases[] = {
      {"no rules", "", {}},
      {"a folder", everybody + "Disallow: /a", {"/a", "/a/deep"}},
      {"the longest match", everybody + "Disallow: /a\nAllow: /a/deep", {"/a"}},
      {"allow wins a tie", everybody + "Disallow: /a\nAllow: /a", {}},
      {"a star", everybody + "Disallow: /*.pdf", {"/c.pdf.html"}},
      {"an end", everybody + "Disallow: /*.pdf$\nDisallow: /a$", {"/a"}},
      {"a query", everybody + "Disallow: /*?x=", {"/b?x=1"}},
      {"an encoded octet", everybody + "Disallow: /caf%c3%a9", {"/caf%C3%A9"}},
      {"the octets themselves", everybody + "Disallow: /caf\xC3\xA9", {"/caf%C3%A9"}},
      {"an encoded dollar", everybody + "Disallow: /d%24e", {"/d$e"}},
      {"our group instead of everybody's", everybody + "Disallow: /\n\nUser-agent: caravan\nDisallow: /b", {"/b?x=1"}},
      {"groups of one name are one",
       "User-agent: caravan\nDisallow: /b\n\nUser-agent: x\nDisallow: /\n\nuser-agent: CARAVAN\nDisallow: /c.",
       {"/b?x=1", "/c.pdf.html"}},
      {"a mark and the line ends of DOS", "\xEF\xBB\xBFUser-agent: *\r\nDisallow: /a\r\n", {"/a", "/a/deep"}},
  };
  for (const RuleCase& c : cases) {
    SmallCrawl crawl;
    crawl.add_site("small", {site.url()});
    site.answer("/robots.txt", text(c.robots));
    site.forget();
    crawl.run();
    std::vector<std::string> allowed = paths;
    for (const std::string& path : c.forbidden) std::erase(allowed, path);
    EXPECT_THAT(asked_beside_home(), testing::UnorderedElementsAreArray(allowed)) << c.name;
  }
}

TEST_F(RobotsRun, FiveHundredKibibytesAreReadAndNoMore) {
  const std::string early = "User-agent: *\nDisallow: /a\n", late = "\nDisallow: /b\n";
  const std::size_t limit = std::size_t{500} * 1024;
  site.answer("/robots.txt", text(early + "#" + std::string(limit - early.size() - late.size() - 1, 'x') + late +
                                  "Disallow: /c\n" + std::string(200'000, '#')));
  here.run();
  EXPECT_THAT(asked_beside_home(), UnorderedElementsAre("/c.pdf.html", "/caf%C3%A9", "/d$e"));
}

TEST_F(RobotsRun, FiveRedirectsAreFollowedAndOneMoreMeansThereIsNone) {
  site.redirect("/robots.txt", "/r1");
  for (int hop = 1; hop < 5; ++hop) site.redirect("/r" + std::to_string(hop), "/r" + std::to_string(hop + 1));
  site.answer("/r5", text("User-agent: *\nDisallow: /\n"));
  here.run();
  EXPECT_EQ(site.times_asked("/r5"), 1);
  EXPECT_EQ(site.times_asked("/a"), 0);

  site.redirect("/r5", "/r6");
  site.answer("/r6", text("User-agent: *\nDisallow: /\n"));
  here.sleep(25h);
  here.run();
  EXPECT_EQ(site.times_asked("/r6"), 0);
  EXPECT_EQ(site.times_asked("/a"), 1);
}

TEST_F(RobotsRun, ARedirectToNoWebAddressMeansThereIsNone) {
  for (const char* location : {"file:///etc/passwd", "ftp://elsewhere.example/robots.txt", "/robots.txt", ""}) {
    SmallCrawl crawl;
    crawl.add_site("small", {site.url()});
    site.redirect("/robots.txt", location);
    site.forget();
    crawl.run();
    EXPECT_EQ(asked_beside_home().size(), paths.size()) << location;
  }
}

TEST_F(RobotsRun, WhatIsNotThereAllowsEverything) {
  for (const int code : {400, 401, 403, 404, 410, 451}) {
    SmallCrawl crawl;
    crawl.add_site("small", {site.url()});
    site.answer("/robots.txt", status(code));
    site.forget();
    crawl.run();
    EXPECT_EQ(asked_beside_home().size(), paths.size()) << code;
  }
}

TEST_F(RobotsRun, WhatCannotBeReachedForbidsEverything) {
  Reply silent, cut, too_long;
  silent.delay = 60s;
  cut = text("User-agent: *\nDisallow: /nothing\n");
  cut.cut_after = 60;
  too_long = text(std::string(9'000'000, '#'));
  for (const Reply& failure : {status(500), status(502), status(503), status(429), silent, cut, too_long}) {
    SmallCrawl crawl;
    crawl.config.crawl.timeout = failure.delay > 0ms ? 100ms : 5s;
    crawl.add_site("small", {site.url()});
    site.answer("/robots.txt", failure);
    site.forget();
    const archive::RunReport report = crawl.run();
    EXPECT_THAT(site.asked(), IsEmpty()) << failure.status;
    EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("robots.txt"))) << failure.status;
  }
}

TEST_F(RobotsRun, ATimeOutLeavesTheWordToTheCopyForAMonth) {
  site.robots("User-agent: *\nDisallow: /a\nDisallow: /b\nDisallow: /c\nDisallow: /d\n");
  here.run();
  Reply silent;
  silent.delay = 60s;
  site.answer("/robots.txt", silent);
  here.config.sites[0].crawl.timeout = 400ms;
  here.sleep(24h * 29);
  site.forget();
  archive::RunReport report = here.run();
  EXPECT_THAT(site.asked(), ElementsAre("/"));
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("went by the copy of 2026-11-24")));
  here.sleep(24h * 2);
  site.forget();
  report = here.run();
  EXPECT_THAT(site.asked(), IsEmpty());
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("nothing was visited")));
}

TEST_F(RobotsRun, TheCopyIsConfirmedByAConditionalRequest) {
  site.robots("User-agent: *\nDisallow: /a\n");
  here.run();
  here.sleep(25h);
  site.forget();
  here.run();
  EXPECT_EQ(site.times_asked("/robots.txt"), 1);
  EXPECT_THAT(site.unconditional(), testing::Not(Contains("/robots.txt")));
  EXPECT_EQ(site.times_asked("/a"), 0);
}

TEST_F(RobotsRun, EachOriginHasItsOwn) {
  SmallSite other("127.0.0.2");
  other.robots("User-agent: *\nDisallow: /\n");
  other.page("/x", html_page("ARTICLE x"));
  site.page("/", html_page("home", {"/a", other.url("/x")}));
  here.config.sites[0].allow.push_back(other.url("/"));
  here.run();
  EXPECT_THAT(asked_beside_home(), ElementsAre("/a"));
  EXPECT_EQ(other.times_asked("/robots.txt"), 1);
  EXPECT_THAT(other.asked(), IsEmpty());
}

TEST_F(RobotsRun, CrawlDelayIsKept) {
  site.robots("User-agent: *\nCrawl-delay: 600\n");
  const archive::RunReport report = here.run({.max_time = 400ms});
  EXPECT_LE(site.asked().size(), 1U) << "the next page is ten minutes away";
  EXPECT_FALSE(report.complete);
}

TEST_F(RobotsRun, CrawlDelayOfAnotherIsNotOurs) {
  site.robots("User-agent: x\nCrawl-delay: 600\n\nUser-agent: caravan\nCrawl-delay: 0\n");
  EXPECT_TRUE(here.run().complete);
  EXPECT_EQ(site.asked().size(), paths.size() + 1);
}

}  // namespace
}  // namespace caravan::test
