// Sites that say "not found" with status 200: told from a site that is down by asking for what cannot exist.
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
using testing::Not;
using testing::SizeIs;

/// A site that answers what it does not know with a reply of its own choice.
class SoftSite {
 public:
  SoftSite() : server_([this](const Request& request) { return reply_to(request); }) {}
  std::string url(const std::string& path = "/") const { return server_.url(path); }
  void page(const std::string& path, const std::string& body) { set(path, body); }
  void drop(const std::string& path) { set(path, std::nullopt); }
  void say_of_the_unknown(Reply reply) {
    const std::scoped_lock lock(mutex_);
    unknown_ = std::move(reply);
  }
  void forget() { server_.forget(); }
  std::vector<std::string> asked_beside(const std::vector<std::string>& known) const {
    std::vector<std::string> targets;
    for (const Request& request : server_.seen())
      if (std::ranges::find(known, request.target) == known.end()) targets.push_back(request.target);
    return targets;
  }

 private:
  void set(const std::string& path, std::optional<std::string> body) {
    const std::scoped_lock lock(mutex_);
    pages_[path] = std::move(body);
  }
  Reply reply_to(const Request& request) {
    const std::scoped_lock lock(mutex_);
    Reply reply;
    if (request.target == "/robots.txt" || request.target == "/sitemap.xml") {
      reply.status = 404;
      return reply;
    }
    const auto page = pages_.find(request.target);
    if (page == pages_.end() || !page->second) return unknown_;
    reply.headers = {{"Content-Type", "text/html"}};
    reply.body = *page->second;
    return reply;
  }

  std::mutex mutex_;
  std::map<std::string, std::optional<std::string>> pages_;
  Reply unknown_;
  LoopbackSite server_;
};

Reply saying(const std::string& text) {
  Reply reply;
  reply.headers = {{"Content-Type", "text/html"}};
  reply.body = html_page(text);
  return reply;
}

Reply leading_to(const std::string& location) {
  Reply reply;
  reply.status = 302;
  reply.headers = {{"Location", location}};
  return reply;
}

class Soft404 : public testing::Test {
 protected:
  Soft404() {
    std::vector<std::string> links;
    for (const char* path : {"/news/a", "/news/b", "/news/c"}) {
      links.emplace_back(path);
      site.page(path, html_page(std::string("ARTICLE ") + path));
    }
    site.page("/", html_page("home", links));
    site.say_of_the_unknown(saying("nothing under this address"));
    here.add_site("soft", {site.url()});
    here.run();
    here.sleep(24h);
    site.forget();
  }
  std::vector<std::string> probes() const {
    return site.asked_beside({"/", "/robots.txt", "/sitemap.xml", "/news/a", "/news/b", "/news/c"});
  }
  SoftSite site;
  SmallCrawl here;
};

TEST_F(Soft404, IsAnAbsenceThatMustBeSeenTwice) {
  site.drop("/news/b");
  archive::RunReport report = here.run();
  EXPECT_EQ(report.sites[0].gone, 0);
  EXPECT_EQ(report.sites[0].held, 0);
  EXPECT_EQ(report.sites[0].failed, 0);
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("1 page answered with status 200")));
  EXPECT_THAT(probes(), ElementsAre(testing::StartsWith("/news/caravan-")));
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/b", "/news/c"));
  here.sleep(24h);
  site.forget();
  report = here.run({.full = true});
  EXPECT_EQ(report.sites[0].gone, 1);
  EXPECT_THAT(probes(), SizeIs(1));
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/c"));
}

TEST_F(Soft404, ASignOfLifeBeginsTheCountAnew) {
  site.drop("/news/b");
  here.run();
  here.sleep(24h);
  site.page("/news/b", html_page("ARTICLE /news/b"));
  here.run({.full = true});
  here.sleep(24h);
  site.drop("/news/b");
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 0);
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/b", "/news/c"));
}

TEST_F(Soft404, NobodyIsAskedWithoutSuspicion) {
  here.run({.full = true});
  site.page("/news/b", html_page("ARTICLE corrected"));
  here.sleep(24h);
  EXPECT_EQ(here.run({.full = true}).sites[0].changed, 1);
  EXPECT_THAT(probes(), IsEmpty());
}

TEST_F(Soft404, ASiteThatSaysSoOfEverythingIsDown) {
  for (const char* path : {"/", "/news/a", "/news/b", "/news/c"}) site.drop(path);
  for (int night = 0; night < 4; ++night) {
    const archive::RunReport report = here.run({.full = true});
    EXPECT_EQ(report.sites[0].gone, 0);
    EXPECT_EQ(report.sites[0].held, 3);
    here.sleep(24h);
  }
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/b", "/news/c"));
}

TEST_F(Soft404, AnErrorPageAsLongAsAnArticleReplacesNone) {
  site.say_of_the_unknown(saying("ARTICLE on why we are sorry"));
  for (const char* path : {"/", "/news/a", "/news/b", "/news/c"}) site.drop(path);
  for (int night = 0; night < 3; ++night) {
    const archive::RunReport report = here.run({.full = true});
    EXPECT_EQ(report.sites[0].changed + report.sites[0].gone, 0);
    EXPECT_EQ(report.sites[0].held, 4) << "the home page, too";
    here.sleep(24h);
  }
  EXPECT_EQ(here.body(site.url("/news/a")), html_page("ARTICLE /news/a"));
}

TEST_F(Soft404, ALongOneIsNoticedToo) {
  site.say_of_the_unknown(saying("ARTICLE on why we are sorry"));
  site.drop("/news/a");
  site.drop("/news/b");
  here.run({.full = true});
  here.sleep(24h);
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 2);
  EXPECT_THAT(here.articles(), ElementsAre("/news/c"));
}

TEST_F(Soft404, AnotherTextThanThatOfTheUnknownIsHeld) {
  site.page("/news/b", html_page("a form to log in"));
  for (int night = 0; night < 3; ++night) {
    EXPECT_EQ(here.run({.full = true}).sites[0].held, 1);
    here.sleep(24h);
  }
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/b", "/news/c"));
}

TEST_F(Soft404, ARedirectToTheHomePageIsAnAbsenceWhereTheUnknownLeadsThereToo) {
  site.say_of_the_unknown(leading_to("/"));
  site.drop("/news/b");
  here.run({.full = true});
  here.sleep(24h);
  EXPECT_EQ(here.run({.full = true}).sites[0].gone, 1);
  EXPECT_THAT(here.articles(), ElementsAre("/news/a", "/news/c"));
}

TEST_F(Soft404, WhatRobotsForbidsIsNotProbed) {
  SmallSite polite;
  polite.robots("User-agent: *\nDisallow: /news/caravan-\n");
  polite.page("/", html_page("home", {"/news/a", "/news/b"}));
  polite.page("/news/a", html_page("ARTICLE a"));
  polite.page("/news/b", html_page("ARTICLE b"));
  SmallCrawl crawl;
  crawl.add_site("polite", {polite.url()});
  crawl.run();
  crawl.sleep(24h);
  polite.page("/news/b", html_page("nothing"));
  EXPECT_EQ(crawl.run().sites[0].held, 1);
  for (const std::string& target : polite.asked()) EXPECT_THAT(target, Not(HasSubstr("caravan-")));
}

}  // namespace
}  // namespace caravan::test
