#include "crawler/html/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::html {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(const std::vector<url::Url>& urls) {
  std::vector<std::string> all;
  for (const auto& url : urls) all.push_back(url.str());
  return all;
}

PageLinks read(std::string_view html) { return read_links(html, *url::Url::parse("https://a.example/dir/page")); }

TEST(Links, AreResolvedOnceInOrder) {
  const auto page = read(
      "<a href='b'>b</a><a href='/c#part'>c</a><a href='/c'>again</a><a href='#top'>here</a><a "
      "href='mailto:x@y.z'>mail</a>"
      "<a rel='Nofollow noopener' href='/no'>no</a><area href='//other.example/d'><a>nothing</a><link rel=next "
      "href='?page=2'>");
  EXPECT_THAT(texts(page.links), ElementsAre("https://a.example/dir/b", "https://a.example/c",
                                             "https://other.example/d", "https://a.example/dir/page?page=2"));
}

TEST(Links, StandAgainstTheFirstBase) {
  const auto page = read("<base href='/x/'><base href='/y/'><a href='z'>z</a>");
  EXPECT_THAT(texts(page.links), ElementsAre("https://a.example/x/z"));
}

TEST(Links, HeadSaysCanonicalFeedsAndLanguages) {
  const auto page = read(
      "<link rel=canonical href='/real'><link rel='alternate' type='application/rss+xml' href='/feed'>"
      "<link rel=alternate type='application/atom+xml; charset=utf-8' href='/atom'><link rel=alternate hreflang=fr "
      "href='/fr/'>"
      "<link rel=stylesheet href='/x.css'>");
  ASSERT_TRUE(page.canonical);
  EXPECT_EQ(page.canonical->str(), "https://a.example/real");
  EXPECT_THAT(texts(page.feeds), ElementsAre("https://a.example/feed", "https://a.example/atom"));
  EXPECT_THAT(texts(page.alternates), ElementsAre("https://a.example/fr/"));
  EXPECT_THAT(texts(page.links), ElementsAre("https://a.example/fr/"));
}

TEST(Links, RobotsAndRefresh) {
  struct Case {
    std::string_view html;
    bool noindex, nofollow;
    std::string_view refresh;
  };
  constexpr Case cases[] = {
      {"<meta name=robots content='NOINDEX, follow'>", true, false, ""},
      {"<meta name=ROBOTS content=none>", true, true, ""},
      {"<meta name=googlebot content=noindex>", false, false, ""},
      {"<meta name=caravan content=nofollow>", false, true, ""},
      {"<meta http-equiv=Refresh content=\"0; URL='/new'\">", false, false, "https://a.example/new"},
      {"<meta http-equiv=refresh content='5;url = new'>", false, false, "https://a.example/dir/new"},
      {"<meta http-equiv=refresh content=300>", false, false, ""},
  };
  for (const Case& c : cases) {
    const auto page = read(c.html);
    EXPECT_EQ(page.noindex, c.noindex) << c.html;
    EXPECT_EQ(page.nofollow, c.nofollow) << c.html;
    EXPECT_EQ(page.refresh ? page.refresh->str() : "", c.refresh) << c.html;
  }
}

TEST(Links, OfAPageThatIsTooHardAreFoundWhereTheTextTellsThem) {
  std::string deep = "<a href='/x'>x</a>";
  for (int i = 0; i < 10'000; ++i) deep += "<div>";
  EXPECT_THAT(texts(read(deep).links), ElementsAre("https://a.example/x"));
  EXPECT_TRUE(read(deep + "<math>").links.empty());
}

TEST(Links, VersionsOfThePageAreNamedAndNotFollowed) {
  const PageLinks found = read_links(
      "<link rel=amphtml href=/a/amp><link rel=alternate media='print' href='/a/print'>"
      "<link rel=alternate type='application/rss+xml' href=/feed><a href=/b>b</a>",
      value_or_throw(url::Url::parse("https://a.example/a")));
  std::vector<std::string> versions, links;
  for (const url::Url& url : found.versions) versions.push_back(url.str());
  for (const url::Url& url : found.links) links.push_back(url.str());
  EXPECT_EQ(versions, (std::vector<std::string>{"https://a.example/a/amp", "https://a.example/a/print"}));
  EXPECT_EQ(links, std::vector<std::string>{"https://a.example/b"});
}

}  // namespace
}  // namespace caravan::html
