#include "searchd/http/address.h"

#include <string>

#include <gtest/gtest.h>

#include "searchd/http/base_address.h"
#include "searchd/http/listener.h"
#include "searchd/page/page_address.h"

namespace caravan::searchd {
namespace {

TEST(PercentEncoding, DecodesStrictly) {
  struct Case {
    std::string_view name, text;
    std::optional<std::string> decoded;
  };
  const Case cases[] = {
      {"plain", "sea", "sea"},
      {"two digits of either case", "%c3%A9", "é"},
      {"plus stays", "a+b", "a+b"},
      {"cut short", "a%2", std::nullopt},
      {"no digits", "a%zz", std::nullopt},
      {"not UTF-8", "%ff", std::nullopt},
      {"overlong", "%c0%af", std::nullopt},
      {"NUL", "a%00b", std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(percent_decoded(c.text), c.decoded) << c.name;
  EXPECT_EQ(percent_decoded("a+b", true), "a b");
}

TEST(PercentEncoding, ComesBackAsItWent) {
  const std::string text = "Climate & Energy, \"défense\" 50% <b>'+/?#";
  EXPECT_EQ(percent_decoded(percent_encoded(text)), text);
  EXPECT_EQ(percent_encoded(text).find_first_of("&\"<>'+/?# "), std::string::npos);
}

TEST(Query, ReadsWhatAFormSends) {
  const auto values = parse_query("q=blue+sea&theme=A%26B&theme=C&empty=&bare&&x=1=2");
  ASSERT_TRUE(values);
  EXPECT_EQ(
      *values,
      (NamedValues{{"q", "blue sea"}, {"theme", "A&B"}, {"theme", "C"}, {"empty", ""}, {"bare", ""}, {"x", "1=2"}}));
  EXPECT_FALSE(parse_query("q=%"));
  EXPECT_EQ(parse_query(format_query(*values)), values);
}

TEST(Links, OnlyWebAddressesBecomeLinks) {
  struct Case {
    std::string_view url;
    bool safe;
  };
  constexpr Case cases[] = {
      {"https://example.org/a?b=c#d", true},
      {"HTTP://EXAMPLE.ORG", true},
      {"javascript:alert(1)", false},
      {"JaVaScRiPt:alert(1)", false},
      {" https://example.org", false},
      {"\tjavascript:alert(1)", false},
      {"java\nscript:alert(1)", false},
      {"data:text/html,<script>alert(1)</script>", false},
      {"vbscript:x", false},
      {"//example.org/", false},
      {"/documents/1", false},
      {"https:example.org", false},
      {"https:///etc/passwd", false},
      {"https://example.org/\"onmouseover=\"alert(1)", false},
      {"https://example.org/<script>", false},
      {"https://example.org/a b", false},
      {"http://example.org\\@evil.example", false},
      {"file:///etc/passwd", false},
      {"", false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_safe_link(c.url), c.safe) << c.url;
}

TEST(BaseAddress, BelievesTheProxyButNotEverything) {
  struct Case {
    std::string_view name;
    std::vector<Header> headers;
    std::string_view address;
  };
  const Case cases[] = {
      {"nobody says", {}, "http://localhost/"},
      {"Host", {{"Host", "search.example:8480"}}, "http://search.example:8480/"},
      {"IPv6", {{"Host", "[::1]:8480"}}, "http://[::1]:8480/"},
      {"a proxy",
       {{"Host", "127.0.0.1:8480"},
        {"X-Forwarded-Proto", "https"},
        {"X-Forwarded-Host", "intranet.example"},
        {"X-Forwarded-Prefix", "/search/"}},
       "https://intranet.example/search/"},
      {"two proxies, each of which adds itself",
       {{"Host", "apache.internal"},
        {"X-Forwarded-Proto", "https, http"},
        {"X-Forwarded-Host", "intranet.example:8443 , apache.internal"},
        {"X-Forwarded-Prefix", "/search,/"}},
       "https://intranet.example:8443/search/"},
      {"a list of nothing", {{"Host", "a"}, {"X-Forwarded-Host", " , b"}, {"X-Forwarded-Proto", ","}}, "http://a/"},
      {"an attack in Host", {{"Host", "evil\"><script>"}}, "http://localhost/"},
      {"an attack in the prefix", {{"Host", "a"}, {"X-Forwarded-Prefix", "//evil.example"}}, "http://a/"},
      {"another scheme", {{"Host", "a"}, {"X-Forwarded-Proto", "javascript"}}, "http://a/"},
  };
  for (const Case& c : cases) {
    Request request;
    request.headers = c.headers;
    EXPECT_EQ(base_address(request), c.address) << c.name;
  }
}

TEST(ListenAddress, TakesItsThreeForms) {
  struct Case {
    std::string_view text, host;
    int port;  // -1: refused
  };
  constexpr Case cases[] = {
      {"127.0.0.1:8480", "127.0.0.1", 8480},
      {"localhost:0", "localhost", 0},
      {"[::1]:80", "::1", 80},
      {"8480", "", -1},
      {":8480", "", -1},
      {"host:", "", -1},
      {"host:99999", "", -1},
      {"host:80x", "", -1},
      {"::1:80", "", -1},
      {"unix:relative.sock", "", -1},
      {"", "", -1},
  };
  for (const Case& c : cases) {
    const auto address = parse_listen_address(c.text);
    ASSERT_EQ(address.has_value(), c.port >= 0) << c.text;
    if (!address) {
      EXPECT_EQ(address.error().fault, Fault::usage) << c.text;
      EXPECT_NE(address.error().what.find(c.text), std::string::npos) << address.error().what;
      continue;
    }
    EXPECT_EQ(std::get<TcpAddress>(*address).host, c.host);
    EXPECT_EQ(std::get<TcpAddress>(*address).port, c.port);
  }
  EXPECT_EQ(std::get<UnixAddress>(*parse_listen_address("unix:/run/c.sock")).path, "/run/c.sock");
}

TEST(PageAddress, EveryLinkIsAnotherState) {
  const PageAddress page({{"q", "sea & sky"}, {"theme", "Climate & Energy"}, {"offset", "20"}});
  EXPECT_EQ(page.toggled("theme", "climate & energy").text(), "./?q=sea%20%26%20sky");
  EXPECT_EQ(page.toggled("theme", "Health").text(), "./?q=sea%20%26%20sky&theme=Climate%20%26%20Energy&theme=Health");
  EXPECT_EQ(page.with("sort", "newest").text(), "./?q=sea%20%26%20sky&theme=Climate%20%26%20Energy&sort=newest");
  EXPECT_EQ(page.without_filters().text(), "./?q=sea%20%26%20sky");
  EXPECT_EQ(page.at_offset(0).text(), "./?q=sea%20%26%20sky&theme=Climate%20%26%20Energy");
  EXPECT_TRUE(page.has_filters());
  EXPECT_EQ(PageAddress({}).text(), "./");
}

}  // namespace
}  // namespace caravan::searchd
