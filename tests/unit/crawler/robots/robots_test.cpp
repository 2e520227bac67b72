#include "crawler/robots/robots.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace caravan::crawl {
namespace {

using std::chrono::milliseconds;

struct Case {
  std::string_view name, robots, path;
  bool allowed;
};

constexpr Case rfc9309[] = {
    {"no rules allow", "", "/x", true},
    {"2.2.1 the agent's own group", "User-agent: caravan\nDisallow: /x", "/x", false},
    {"2.2.1 names in any case", "USER-AGENT: CaraVan\ndisallow: /x", "/x", false},
    {"2.2.1 another's group", "User-agent: otherbot\nDisallow: /", "/x", true},
    {"2.2.1 everybody's group", "User-agent: *\nDisallow: /", "/x", false},
    {"2.2.1 own group instead of everybody's", "User-agent: *\nDisallow: /\n\nUser-agent: caravan\nDisallow: /y", "/x",
     true},
    {"2.2.1 own group instead of everybody's, empty",
     "User-agent: *\nDisallow: /\n\nUser-agent: caravan\nDisallow:", "/x", true},
    {"2.2.1 groups of one name are merged",
     "User-agent: caravan\nDisallow: /x\n\nUser-agent: b\nDisallow: /\n\nUser-agent: caravan\nDisallow: /y", "/y",
     false},
    {"2.2.1 everybody's groups are merged", "User-agent: *\nDisallow: /x\nUser-agent: *\nDisallow: /y", "/x", false},
    {"2.2.1 two names before one group", "User-agent: b\nUser-agent: caravan\nDisallow: /x", "/x", false},
    {"2.2.1 an empty line between names", "User-agent: caravan\n\nUser-agent: b\nDisallow: /x", "/x", false},
    {"2.2.1 a name is a whole token", "User-agent: car\nDisallow: /", "/x", true},
    {"2.2.1 a version behind the name (house)", "User-agent: caravan/2.1\nDisallow: /x", "/x", false},
    {"2.2.2 no match allows", "User-agent: *\nDisallow: /x", "/y", true},
    {"2.2.2 case of paths counts", "User-agent: *\nDisallow: /X", "/x", true},
    {"2.2.2 the longest match wins", "User-agent: *\nDisallow: /\nAllow: /reports/", "/reports/2018", true},
    {"2.2.2 the longest match wins, in any order", "User-agent: *\nAllow: /reports/\nDisallow: /reports/old",
     "/reports/old/1", false},
    {"2.2.2 allow wins a tie", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},
    {"2.2.2 longest over all merged groups", "User-agent: caravan\nDisallow: /a\nUser-agent: caravan\nAllow: /a/b",
     "/a/b", true},
    {"2.2.2 octets outside ASCII in the rule", "User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false},
    {"2.2.2 octets outside ASCII encoded", "User-agent: *\nDisallow: /foo/bar/%E3%83%84", "/foo/bar/%E3%83%84", false},
    {"2.2.2 lower case encodings", "User-agent: *\nDisallow: /foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", false},
    {"2.2.2 unreserved octets encoded", "User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false},
    {"2.2.2 reserved octets in a query, rule plain", "User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar",
     "/foo/bar?baz=https%3A%2F%2Ffoo.bar", false},
    {"2.2.2 reserved octets in a query, rule encoded", "User-agent: *\nDisallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar",
     "/foo/bar?baz=https://foo.bar", false},
    {"2.2.2 reserved octets behind a star", "User-agent: *\nDisallow: /*=https%3A%2F%2F", "/go?u=https://b.org", false},
    {"2.2.2 an encoded slash in a path is none", "User-agent: *\nDisallow: /a/b", "/a%2Fb", true},
    {"2.2.2 /robots.txt is always allowed", "User-agent: *\nDisallow: /", "/robots.txt", true},
    {"2.2.2 a missing value is no rule", "User-agent: *\nDisallow:\nAllow:", "/x", true},
    {"2.2.3 # begins a comment", "User-agent: * # all\nDisallow: /x # not this\n", "/x", false},
    {"2.2.3 $ ends a pattern", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", true},
    {"2.2.3 $ ends a pattern, at the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false},
    {"2.2.3 $ after a repeated end", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf.pdf", false},
    {"2.2.3 $ elsewhere is itself", "User-agent: *\nDisallow: /a$b", "/a$b", true},
    {"2.2.3 * is any text, none too", "User-agent: *\nDisallow: /a*c", "/ac", false},
    {"2.2.3 * crosses slashes", "User-agent: *\nDisallow: /a*/z", "/a/b/c/z", false},
    {"2.2.3 a last * changes nothing", "User-agent: *\nDisallow: /a*", "/ab", false},
    {"2.2.3 a pattern that begins with *", "User-agent: *\nDisallow: *.php", "/x/y.php?z", false},
    {"2.2.3 %2A is a star", "User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false},
    {"2.2.3 %2A is no wildcard", "User-agent: *\nDisallow: /path/file-%2A.html", "/path/file-1.html", true},
    {"2.2.3 %24 is a dollar", "User-agent: *\nDisallow: /path/foo-%24", "/path/foo-$", false},
    {"2.2.4 other records do not part a group",
     "User-agent: caravan\nSitemap: https://a.org/s.xml\nUser-agent: b\nDisallow: /x", "/x", false},
    {"2.2.4 other records do not part rules", "User-agent: caravan\nDisallow: /x\nHost: a.org\nDisallow: /y", "/y",
     false},
    {"rules before any group are nobody's", "Disallow: /x\nUser-agent: b\nDisallow: /y", "/x", true},
    {"spaces around everything", "  User-agent :  caravan  \n\tDisallow\t:\t/x\t\n", "/x", false},
    {"line ends of the Macintosh", "User-agent: *\rDisallow: /x\rDisallow: /y", "/x", false},
    {"line ends of DOS", "User-agent: *\r\nDisallow: /x\r\n", "/x", false},
    {"a byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x", "/x", false},
    {"half a byte order mark", "\xef\xbbUser-agent: *\nDisallow: /x", "/x", true},
    {"a page instead", "<!doctype html><title>Not found: Disallow: /</title>", "/x", true},
    {"a pattern without slash matches nothing (house)", "User-agent: *\nDisallow: x", "/x", true},
};

TEST(Robots, FollowsRfc9309) {
  for (const Case& c : rfc9309) EXPECT_EQ(parse_robots(c.robots).allows("caravan", c.path), c.allowed) << c.name;
}

TEST(Robots, ReadsTheExampleOfRfc9309Section5_1) {
  const Robots robots = parse_robots(
      "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n"
      "User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n"
      "User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n\nEOF");
  EXPECT_FALSE(robots.allows("caravan", "/a.gif"));
  EXPECT_FALSE(robots.allows("caravan", "/example/x"));
  EXPECT_TRUE(robots.allows("caravan", "/publications/x"));
  EXPECT_TRUE(robots.allows("foobot", "/example/page.html"));
  EXPECT_FALSE(robots.allows("foobot", "/publications/x"));
  EXPECT_FALSE(robots.allows("bazbot", "/example/page.html"));
  EXPECT_TRUE(robots.allows("barbot", "/a.gif"));
  EXPECT_TRUE(robots.allows("quxbot", "/example/x"));
}

TEST(Robots, ReadsTheExampleOfRfc9309Section5_2) {
  const Robots robots =
      parse_robots("User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n");
  EXPECT_FALSE(robots.allows("foobot", "/example/page/disallowed.gif"));
  EXPECT_TRUE(robots.allows("foobot", "/example/page/allowed.gif"));
}

TEST(Robots, ReadsFiveHundredKibibytes) {
  const std::string head = "User-agent: *\nDisallow: /early\n";
  const std::string late = "\nDisallow: /late\n";
  std::string text = head + "#" + std::string(max_robots_bytes - head.size() - late.size() - 1, 'x') + late;
  ASSERT_EQ(text.size(), max_robots_bytes);
  EXPECT_FALSE(parse_robots(text).allows("caravan", "/late"));

  text.insert(head.size() + 1, "xxx");  // now the last line is cut to "Disallow: /la", which would forbid too much
  EXPECT_TRUE(parse_robots(text).allows("caravan", "/late"));
  EXPECT_TRUE(parse_robots(text).allows("caravan", "/labour"));
  EXPECT_FALSE(parse_robots(text).allows("caravan", "/early"));
}

TEST(Robots, HostilePatternsCostLittle) {
  std::string robots = "User-agent: *\n";
  while (robots.size() < max_robots_bytes) {
    robots += "Disallow: /*" + std::string(4000, 'a') + "b\nDisallow: ";
    for (int i = 0; i < 500; ++i) robots += "*a";
    robots += "b$\n";
  }
  EXPECT_TRUE(parse_robots(robots).allows("caravan", "/" + std::string(8000, 'a')));
}

TEST(Robots, CrawlDelayIsThatOfTheAgentsGroup) {
  struct DelayCase {
    std::string_view name, robots;
    std::optional<milliseconds> delay;
  };
  const DelayCase cases[] = {
      {"none", "User-agent: *\nDisallow: /x", std::nullopt},
      {"seconds", "User-agent: *\nCrawl-delay: 10", milliseconds(10'000)},
      {"parts of a second", "User-agent: *\nCrawl-delay: 0.5", milliseconds(500)},
      {"own group without one", "User-agent: *\nCrawl-delay: 10\nDisallow:\n\nUser-agent: caravan\nDisallow: /x",
       std::nullopt},
      {"own group", "User-agent: *\nDisallow:\nCrawl-delay: 10\nUser-agent: caravan\nCrawl-delay: 2",
       milliseconds(2'000)},
      {"only for those named so far", "User-agent: b\nCrawl-delay: 9\nUser-agent: caravan\nDisallow: /x", std::nullopt},
      {"no longer than a day", "User-agent: *\nCrawl-delay: 1e300", std::chrono::hours(24)},
      {"negative", "User-agent: *\nCrawl-delay: -1", std::nullopt},
      {"no number", "User-agent: *\nCrawl-delay: soon", std::nullopt},
      {"infinite", "User-agent: *\nCrawl-delay: inf", std::nullopt},
  };
  for (const DelayCase& c : cases) EXPECT_EQ(parse_robots(c.robots).crawl_delay("caravan"), c.delay) << c.name;
}

TEST(Robots, SitemapsBelongToNobody) {
  const Robots robots = parse_robots(
      "Sitemap: https://a.org/1.xml\nUser-agent: b\nDisallow: /\nsitemap:https://a.org/2.xml\n"
      "Sitemap: https://a.org/1.xml\nSitemap:\n");
  EXPECT_EQ(robots.sitemaps(), (std::vector<std::string>{"https://a.org/1.xml", "https://a.org/2.xml"}));
}

TEST(ProductToken, IsTheFirstWord) {
  EXPECT_EQ(product_token("caravan/1.0 (+https://intranet.example/caravan)"), "caravan");
  EXPECT_EQ(product_token("My_Bot-x 2"), "My_Bot-x");
  EXPECT_EQ(product_token(""), "");
}

TEST(Robots, ADelayIsForTheAgentsNamedBeforeIt) {
  const Robots robots = parse_robots(
      "User-agent: a\nUser-agent: a\nCrawl-delay: 5\nUser-agent: b\nCrawl-delay: 2\nDisallow: /\n"
      "User-agent: b\nCrawl-delay: 3\n");
  EXPECT_EQ(robots.crawl_delay("a"), std::chrono::seconds(5));
  EXPECT_EQ(robots.crawl_delay("b"), std::chrono::seconds(3));
  EXPECT_FALSE(robots.allows("b", "/x"));
}

TEST(Robots, ManyAgentsWithManyDelaysTakeLittleMemory) {
  std::string text;
  for (int i = 0; i < 15'000; ++i) text += "User-agent:a\n";
  for (int i = 0; i < 20'000; ++i) text += "Crawl-delay:1\n";
  EXPECT_EQ(parse_robots(text).crawl_delay("a"), std::chrono::seconds(1));
}

TEST(RobotsTag, KnowsWhomItConcerns) {
  struct TagCase {
    std::string_view value;
    bool noindex, nofollow;
  };
  constexpr TagCase cases[] = {
      {"noindex", true, false},
      {"NOINDEX, NoFollow", true, true},
      {"none", true, true},
      {"all", false, false},
      {"noarchive, nosnippet", false, false},
      {"otherbot: noindex, nofollow", false, false},
      {"caravan: noindex", true, false},
      {"Caravan: nofollow, noindex", true, true},
      {"otherbot: noindex, caravan: nofollow", false, true},
      {"unavailable_after: 25 Jun 2010 15:00:00 PST, noindex", true, false},
      {"max-snippet:20, noindex", true, false},
      {"", false, false},
      {",,:,", false, false},
  };
  for (const TagCase& c : cases) {
    const RobotsTag tag = read_robots_tag(c.value, "caravan");
    EXPECT_EQ(tag.noindex, c.noindex) << c.value;
    EXPECT_EQ(tag.nofollow, c.nofollow) << c.value;
  }
}

}  // namespace
}  // namespace caravan::crawl
