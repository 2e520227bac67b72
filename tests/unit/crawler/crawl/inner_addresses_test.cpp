// Server-side request forgery: a site that sends the crawler elsewhere gains nothing, whatever way it takes.
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

/// A public site (as far as the configuration goes) and an inner service that it must not lead to.
class InnerAddresses : public testing::Test {
 protected:
  InnerAddresses() {
    here.add_site("outer", {outer.url()});
    inner.page("/", html_page("ARTICLE secret"));
    inner.page("/secret", html_page("ARTICLE secret"));
    inner.page("/sitemap.xml", "<urlset/>");
  }
  /// The service under other names of its address.
  std::vector<std::string> ways_in() const {
    const std::string port = inner.host().substr(inner.host().find(':')) + "/secret";
    std::vector<std::string> ways;
    for (const char* host : {"127.0.0.9", "127.9", "0x7f.0.0.9", "0177.0.0.011", "2130706441", "[::ffff:127.0.0.9]",
                             "user:password@127.0.0.9", "127.0.0.9."})
      ways.push_back(std::string("http://") + host + port);
    return ways;
  }
  SmallSite outer, inner{"127.0.0.9"};
  SmallCrawl here;
};

TEST_F(InnerAddresses, ARedirectOutOfTheScopeIsNotFollowed) {
  std::vector<std::string> links;
  const auto ways = ways_in();
  for (std::size_t i = 0; i < ways.size(); ++i) {
    links.push_back("/go-" + std::string(1, static_cast<char>('a' + i)));
    outer.redirect(links.back(), ways[i], i % 2 == 0 ? 301 : 302);
  }
  outer.page("/", html_page("home", links));
  here.run();
  EXPECT_EQ(outer.asked().size(), links.size() + 1);
  EXPECT_THAT(inner.seen(), IsEmpty());
}

TEST_F(InnerAddresses, NeitherLinksNorSitemapsNorFeedsNorCanonicalsLeadThere) {
  outer.robots("Sitemap: " + inner.url("/sitemap.xml") + "\nSitemap: " + outer.url("/map.xml") + "\n");
  outer.page("/map.xml", "<urlset><url><loc>" + inner.url("/secret") + "</loc></url></urlset>",
             {{"Content-Type", "application/xml"}});
  outer.page("/feed",
             "<rss version='2.0'><channel><item><link>" + inner.url("/secret") + "</link></item></channel></rss>",
             {{"Content-Type", "application/rss+xml"}});
  outer.page("/", html_page("home", ways_in(),
                            "<link rel=canonical href='" + inner.url("/secret") +
                                "'><link rel=alternate type='application/rss+xml' href='/feed'>"
                                "<link rel=alternate type='application/rss+xml' href='" +
                                inner.url("/feed") +
                                "'><meta http-equiv=refresh content='0;url=" + inner.url("/secret") + "'>"));
  here.run();
  EXPECT_EQ(outer.times_asked("/feed"), 1);
  EXPECT_THAT(inner.seen(), IsEmpty());
}

TEST_F(InnerAddresses, OnlyHttpAndHttpsAreFollowed) {
  std::vector<std::string> links;
  for (const char* location : {"file:///etc/passwd", "ftp://127.0.0.9/", "gopher://127.0.0.9/", "javascript:alert(1)",
                               "data:text/html,x", "//127.0.0.9/secret", "http:///secret", "http://"}) {
    links.push_back("/go-" + std::string(1, static_cast<char>('a' + links.size())));
    outer.redirect(links.back(), location);
  }
  outer.page("/", html_page("home", links));
  here.run();
  EXPECT_EQ(outer.asked().size(), links.size() + 1);
  EXPECT_THAT(here.articles(), IsEmpty());
}

TEST_F(InnerAddresses, AnotherPortOfTheSameHostIsAnotherPlace) {
  SmallSite neighbour;  // 127.0.0.1, as the outer site is
  neighbour.page("/admin", html_page("ARTICLE admin"));
  outer.redirect("/go", neighbour.url("/admin"));
  outer.page("/", html_page("home", {"/go", neighbour.url("/admin")}));
  here.run();
  EXPECT_THAT(neighbour.seen(), IsEmpty());
}

TEST_F(InnerAddresses, ASiteThatMayNotGoInsideIsRefusedWhateverAnotherSiteMay) {
  SiteSettings& strict = here.add_site("strict", {inner.url()});
  strict.crawl.allow_private_addresses = false;
  outer.page("/", html_page("home", {inner.url("/secret"), "/a"}));
  outer.page("/a", html_page("ARTICLE a"));
  const archive::RunReport report = here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
  EXPECT_THAT(inner.seen(), IsEmpty());
  EXPECT_THAT(report.sites[1].notes, Contains(HasSubstr("not on the public internet")));
}

TEST_F(InnerAddresses, ANameThatLeadsInsideIsRefusedWhenItIsConnectedTo) {
  const std::string port = inner.host().substr(inner.host().find(':') + 1);
  const std::string name = "rebound.example:" + port;
  here.fetcher = crawl::make_curl_fetcher({.hosts = {name + ":127.0.0.9"}});
  here.config.sites.clear();
  here.add_site("rebound", {"http://" + name + "/"}).crawl.allow_private_addresses = false;
  const archive::RunReport report = here.run();
  EXPECT_THAT(inner.seen(), IsEmpty());
  EXPECT_THAT(report.sites[0].notes, Contains(HasSubstr("127.0.0.9 is not on the public internet")));
}

TEST_F(InnerAddresses, AMegabyteOfAddressIsAFailure) {
  outer.redirect("/long", "/" + std::string(60'000, 'l'));
  Reply megabyte;
  megabyte.status = 301;
  megabyte.headers = {{"Location", "/" + std::string(1'000'000, 'l')}};
  outer.answer("/megabyte", megabyte);
  outer.page("/", html_page("home", {"/long", "/megabyte", "/" + std::string(1'000'000, 'u'), "/a"}));
  outer.page("/a", html_page("ARTICLE a"));
  EXPECT_EQ(here.run().sites[0].failed, 2);
  EXPECT_THAT(here.articles(), ElementsAre("/a"));
}

}  // namespace
}  // namespace caravan::test
