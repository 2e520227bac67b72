// How addresses come into the frontier: what sites share, and what a changed configuration lets through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/crawl/small_web.h"

namespace caravan::test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

std::string sitemap(const SmallSite& site, const std::vector<std::string>& paths) {
  std::string xml = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
  for (const std::string& path : paths) xml += "<url><loc>" + site.url(path) + "</loc></url>";
  return xml + "</urlset>";
}

class Discovery : public testing::Test {
 protected:
  Discovery() {
    site.page("/east/", html_page("east", {"/east/a"}));
    site.page("/west/", html_page("west"));
    for (const char* path : {"/east/a", "/east/b", "/west/c", "/west/d"})
      site.page(path, html_page(std::string("ARTICLE ") + path));
    add("east", "/east/");
  }
  SiteSettings& add(const std::string& name, const std::string& folder) {
    SiteSettings& added = here.add_site(name, {site.url(folder)});
    added.allow = {site.url(folder)};
    return added;
  }
  SmallSite site;
  SmallCrawl here;
};

TEST_F(Discovery, SitesOfOneHostShareItsSitemap) {
  add("west", "/west/");
  site.page("/sitemap.xml", sitemap(site, {"/east/b", "/west/c", "/north/e"}), {{"Content-Type", "application/xml"}});
  const archive::RunReport report = here.run();
  EXPECT_EQ(site.times_asked("/sitemap.xml"), 1);
  EXPECT_THAT(here.articles(), ElementsAre("/east/a", "/east/b", "/west/c"));
  EXPECT_EQ(report.sites[0].added, 2);
  EXPECT_EQ(report.sites[1].added, 1);
  EXPECT_EQ(here.row(site.url("/west/c"))->site, "west");
  EXPECT_EQ(site.times_asked("/north/e"), 0);
}

TEST_F(Discovery, SitesOfOneHostShareItsFeeds) {
  add("west", "/west/");
  site.page("/east/", html_page("east", {}, "<link rel=alternate type='application/rss+xml' href='/feed'>"));
  site.page("/feed",
            "<rss version='2.0'><channel><title>t</title><item><link>" + site.url("/west/d") +
                "</link></item></channel></rss>",
            {{"Content-Type", "application/rss+xml"}});
  here.run();
  EXPECT_THAT(here.articles(), ElementsAre("/west/d"));
}

}  // namespace
}  // namespace caravan::test
