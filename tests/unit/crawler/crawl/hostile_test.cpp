// Servers that mean harm, or have lost their minds: bounded in time and memory, and nothing worse than a line in the
// report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class Hostile : public testing::Test {
 protected:
  Hostile() {
    here.config.crawl.max_body = 200'000;
    here.add_site("hostile", {site.url()});
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Hostile, EachFaultIsALineInTheReport) {
  here.config.crawl.timeout = 1s;
  site.page("/", html_page("home", {"/drip", "/endless", "/cut", "/reset", "/two-lengths", "/headers", "/good"}));
  site.page("/good", html_page("ARTICLE good"));
  Reply drip;
  drip.body = std::string(1000, 'd');
  drip.drip = 50ms;
  site.answer("/drip", drip);
  Reply reply;
  reply.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + std::string(1'000'000, 'e');
  site.answer("/endless", reply);
  reply.raw = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\nnot a thousand";
  site.answer("/cut", reply);
  reply.raw = "";
  site.answer("/reset", reply);
  reply.raw = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc";
  site.answer("/two-lengths", reply);
  reply.raw = "HTTP/1.1 200 OK\r\n" + std::string(300'000, 'h') + "\r\n\r\n";
  site.answer("/headers", reply);
  here.run();
  here.sleep(2h);
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/good"));
  for (const char* path : {"/drip", "/endless", "/two-lengths", "/headers"}) {
    ASSERT_TRUE(here.row(site.url(path))) << path;
    EXPECT_NE(here.row(site.url(path))->last_error, "") << path;
  }
}

TEST_F(Hostile, AddressesOutsideThePublicInternetAreRefused) {
  site.page("/", html_page("home"));
  here.config.sites[0].crawl.allow_private_addresses = false;
  const archive::RunReport report = here.run();
  EXPECT_TRUE(site.seen().empty());
  EXPECT_EQ(report.sites[0].added, 0);
}

TEST_F(Hostile, ACalendarEnds) {
  site.robots("");
  site.page("/", html_page("home", {"/calendar/2026/11/", "/a"}));
  site.page("/a", html_page("ARTICLE a"));
  for (int month = 0; month < 600; ++month) {
    const auto path = [](int m) {
      return "/calendar/" + std::to_string(2026 + m / 12) + "/" + std::to_string(1 + m % 12) + "/";
    };
    site.page(path(month), html_page("month " + std::to_string(month), {"/", "/a", path(month + 1)}));
  }
  const archive::RunReport report = here.run();
  EXPECT_LT(site.asked().size(), 40U);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_TRUE(report.complete);
  site.forget();
  here.run();
  EXPECT_LT(site.asked().size(), 40U);
  EXPECT_THAT(site.unconditional(), testing::IsEmpty());
}

TEST_F(Hostile, PaginationGoesOn) {
  site.page("/", html_page("home", {"/page/1"}));
  for (int i = 1; i <= 60; ++i) {
    site.page("/page/" + std::to_string(i), html_page("list " + std::to_string(i), {"/story-" + std::to_string(i) + "x",
                                                                                    "/page/" + std::to_string(i + 1)}));
    site.page("/story-" + std::to_string(i) + "x", html_page("ARTICLE " + std::to_string(i)));
  }
  here.run();
  EXPECT_EQ(here.articles().size(), 60U);
}

TEST_F(Hostile, PathsThatRepeatThemselvesEnd) {
  LoopbackSite endless([](const Request& request) {
    Reply reply;
    reply.headers = {{"Content-Type", "text/html"}};
    if (request.target == "/robots.txt") {
      reply.status = 404;
    } else {
      reply.body = html_page("at " + request.target, {"sub/index/", "other/"});
    }
    return reply;
  });
  here.config.sites.clear();
  here.add_site("endless", {endless.url("/")});
  here.run();
  EXPECT_LT(endless.seen().size(), 60U);
}

TEST_F(Hostile, DeepPagesAndHugeAddressesAreSurvived) {
  std::string deep = "<html><p>ARTICLE deep</p>";
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  site.page("/", html_page("home", {"/deep", "/" + std::string(1'000'00, 'u'), "/good"}));
  site.page("/deep", deep);
  site.page("/good", html_page("ARTICLE good"));
  here.run();
  EXPECT_THAT(here.articles(), Contains("/good"));
}

TEST_F(Hostile, XmlBombsAreALineInTheReport) {
  std::string laughs = "<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY l0 'ha'>";
  for (int i = 1; i <= 20; ++i) {
    laughs += "<!ENTITY l" + std::to_string(i) + " '";
    for (int j = 0; j < 10; ++j) laughs += "&l" + std::to_string(i - 1) + ";";
    laughs += "'>";
  }
  std::string blow_up = "<!DOCTYPE urlset [<!ENTITY x '" + std::string(50'000, 'x') + "'>]><urlset><url><loc>/";
  for (int i = 0; i < 20'000; ++i) blow_up += "&x;";
  std::string deep = "<urlset>";
  for (int i = 0; i < 100'000; ++i) deep += "<url>";
  const std::vector<std::string> bombs{laughs + "]><urlset><url><loc>&l20;</loc></url></urlset>",
                                       blow_up + "</loc></url></urlset>", deep};
  std::string robots;
  for (std::size_t i = 0; i < bombs.size(); ++i) {
    const std::string path = "/bomb" + std::to_string(i) + ".xml";
    site.page(path, bombs[i], {{"Content-Type", "application/xml"}});
    robots += "Sitemap: " + site.url(path) + "\n";
  }
  site.robots(robots);
  site.page("/", html_page("home", {"/good"}, "<link rel=alternate type='application/atom+xml' href='/feed'>"));
  site.page("/feed", bombs[0], {{"Content-Type", "application/atom+xml"}});
  site.page("/good", html_page("ARTICLE good"));
  here.config.sites[0].crawl.max_body = 10'000'000;
  const archive::RunReport report = here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/good"));
  for (const char* what : {"bomb0.xml: it declares entities", "bomb1.xml: it declares entities", "bomb2.xml: ", "feed"})
    EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr(what)));
}

TEST_F(Hostile, RedirectsWithoutEndEnd) {
  LoopbackSite endless([](const Request& request) {
    Reply reply;
    if (request.target == "/robots.txt") {
      reply.status = 404;
    } else {
      reply.status = 302;
      reply.headers = {{"Location", request.target + "x"}};
    }
    return reply;
  });
  here.config.sites.clear();
  here.add_site("endless", {endless.url("/")});
  for (int night = 0; night < 3; ++night) {
    here.run();
    here.sleep(24h);
  }
  EXPECT_LT(endless.seen().size(), 60U);
}

TEST_F(Hostile, ASiteThatAnswersTheSameErrorPageForEverythingGivesNothing) {
  Reply sorry;
  sorry.headers = {{"Content-Type", "text/html"}};
  sorry.body = html_page("ARTICLE we are sorry", {"/x1", "/x2"});
  site.everywhere(sorry);
  here.run();
  EXPECT_LE(here.articles().size(), 1U) << "one text is one article at most";
}

TEST_F(Hostile, BinaryThatCallsItselfMarkupIsNoPage) {
  site.page("/", html_page("home", {"/binary"}));
  site.page("/binary", std::string("\x7f"
                                   "ELF") +
                           std::string(4, '\0') + "<p>ARTICLE</p>");
  EXPECT_EQ(here.run().sites[0].added, 0);
}

}  // namespace
}  // namespace caravan::test
