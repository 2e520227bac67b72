#include "crawler/url/scope.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace caravan::url {
namespace {

Scope scope(std::vector<std::string> allow, std::vector<std::string> deny = {}) {
  SiteSettings site;
  site.name = "Site";
  site.allow = std::move(allow);
  site.deny = std::move(deny);
  return value_or_throw(Scope::from(site));
}

bool allows(const Scope& scope, std::string_view url) { return scope.allows(*Url::parse(url)); }

TEST(Scope, EndsWhereThePrefixEnds) {
  struct Case {
    std::string_view allow, url;
    bool allowed;
  };
  constexpr Case cases[] = {
      {"https://a.org/", "https://a.org/", true},
      {"https://a.org/", "https://a.org/x?y", true},
      {"https://a.org", "https://a.org/x", true},
      {"https://a.org/", "https://www.a.org/", false},
      {"https://a.org/", "https://a.org.evil/", false},
      {"https://a.org/x", "https://a.org/x", true},
      {"https://a.org/x", "https://a.org/x/y", true},
      {"https://a.org/x", "https://a.org/x?y", true},
      {"https://a.org/x", "https://a.org/xy", false},
      {"https://a.org/x", "https://a.org/X", false},
      {"https://a.org/x/", "https://a.org/x/y", true},
      {"https://a.org/x/", "https://a.org/x", false},
      {"https://a.org/x", "https://a.org/x/../y", false},
      {"https://a.org/", "http://a.org/x", true},
      {"http://a.org/", "https://a.org/x", true},
      {"http://a.org:8080/", "http://a.org:8080/x", true},
      {"http://a.org:8080/", "http://a.org/x", false},
      {"http://a.org/", "http://a.org:8080/x", false},
      {"http://a.org:8080/", "https://a.org:8080/x", false},
      {"http://a.org:443/", "https://a.org/x", false},
      {"http://127.0.0.1:81/", "http://127.0.0.1:81/x", true},
  };
  for (const Case& c : cases)
    EXPECT_EQ(allows(scope({std::string(c.allow)}), c.url), c.allowed) << c.allow << " and " << c.url;
}

TEST(Scope, DenyIsStrongerAndSpansTheWholeAddress) {
  struct Case {
    std::string_view deny, url;
    bool allowed;
  };
  constexpr Case cases[] = {
      {"*/wp-json/*", "https://a.org/wp-json/v2", false},
      {"*/wp-json/*", "https://a.org/blog/wp-json/v2?x", false},
      {"*/wp-json/*", "https://a.org/wp-json", true},
      {"*?replytocom=*", "https://a.org/x?replytocom=7", false},
      {"*.pdf", "https://a.org/x.pdf", false},
      {"*.pdf", "https://a.org/x.pdf?page=2", true},
      {"https://a.org/tag/*", "https://a.org/tag/asem", false},
      {"/tag/*", "https://a.org/tag/asem", true},
      {"*a*b*c", "https://a.org/aXbXbXc", false},
      {"*a*b*c", "https://a.org/aXbXbXcX", true},
      {"*", "https://a.org/", false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(allows(scope({"https://a.org/"}, {std::string(c.deny)}), c.url), c.allowed) << c.deny << " and " << c.url;
}

TEST(Scope, ManyStarsCostLittle) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_TRUE(allows(scope({"https://x.org/"}, {pattern + "*b"}), "https://x.org/" + std::string(4000, 'a')));
}

TEST(Scope, KnowsTheHostsOutsideItsPaths) {
  const Scope narrow = scope({"https://a.org/policy/"}, {"*/robots.txt"});
  EXPECT_TRUE(narrow.allows_host(*Url::parse("https://a.org/robots.txt")));
  EXPECT_FALSE(narrow.allows_host(*Url::parse("https://b.org/robots.txt")));
}

TEST(Scope, WithoutAllowTakesTheSeedsHosts) {
  SiteSettings site;
  site.seeds = {"https://a.org/start/here"};
  const Scope from_seeds = value_or_throw(Scope::from(site));
  EXPECT_TRUE(allows(from_seeds, "https://a.org/elsewhere"));
  EXPECT_FALSE(allows(from_seeds, "https://b.org/"));
}

TEST(Scope, NamesTheSiteAndKeyThatAreWrong) {
  SiteSettings site;
  site.name = "Friends";
  site.allow = {"www.example.org"};
  const Result<Scope> refused = Scope::from(site);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::config);
  EXPECT_NE(refused.error().what.find("site \"Friends\", allow: \"www.example.org\""), std::string::npos)
      << refused.error().what;
}

}  // namespace
}  // namespace caravan::url
