#include "crawler/url/url.h"

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace caravan::url {
namespace {

struct Normalised {
  std::string_view name, text, normal;
};

constexpr Normalised normalised[] = {
    {"RFC 3986 6.2.2.1 scheme and host in lower case", "HTTPS://WWW.Example.ORG/Path", "https://www.example.org/Path"},
    {"6.2.2.1 encodings in upper case", "http://a.org/%c3%a9", "http://a.org/%C3%A9"},
    {"6.2.2.2 unreserved characters decoded", "http://a.org/%7Euser/%41%2D", "http://a.org/~user/A-"},
    {"6.2.2.2 reserved characters stay encoded", "http://a.org/a%2Fb%3Fc", "http://a.org/a%2Fb%3Fc"},
    {"6.2.2.3 dot segments", "http://a.org/a/./b/../c", "http://a.org/a/c"},
    {"6.2.2.3 never above the root", "http://a.org/../../x", "http://a.org/x"},
    {"6.2.2.3 a last .. leaves the folder", "http://a.org/a/b/..", "http://a.org/a/"},
    {"6.2.2.3 a last . leaves the folder", "http://a.org/a/.", "http://a.org/a/"},
    {"empty segments are segments", "http://a.org/a//b", "http://a.org/a//b"},
    {".. takes an empty segment", "http://a.org/a//../b", "http://a.org/a/b"},
    {"6.2.3 empty path", "http://a.org", "http://a.org/"},
    {"6.2.3 empty path before a query", "http://a.org?x=1", "http://a.org/?x=1"},
    {"6.2.3 default port", "http://a.org:80/", "http://a.org/"},
    {"6.2.3 default port of https", "https://a.org:443/", "https://a.org/"},
    {"6.2.3 empty port", "https://a.org:/", "https://a.org/"},
    {"another port stays", "https://a.org:8443/", "https://a.org:8443/"},
    {"the other scheme's port stays", "http://a.org:443/", "http://a.org:443/"},
    {"leading zeros of a port", "http://a.org:0080/", "http://a.org/"},
    {"fragment dropped", "http://a.org/x#part", "http://a.org/x"},
    {"? in a fragment is no query", "http://a.org/x#part?no", "http://a.org/x"},
    {"an empty query is written", "http://a.org/x?", "http://a.org/x?"},
    {"? in a query", "http://a.org/x?a?b", "http://a.org/x?a?b"},
    {"WHATWG: surrounding space", "  http://a.org/ \n", "http://a.org/"},
    {"WHATWG: tabs and newlines dropped", "ht\ntp://a.o\trg/a\r\nb", "http://a.org/ab"},
    {"WHATWG: backslash is slash", "http:\\\\a.org\\x\\y", "http://a.org/x/y"},
    {"WHATWG: backslash in a query is itself", "http://a.org/?a\\b", "http://a.org/?a\\b"},
    {"WHATWG: any number of slashes", "http:////a.org/x", "http://a.org/x"},
    {"WHATWG: no slashes", "http:a.org/x", "http://a.org/x"},
    {"WHATWG: encoded dots are dots", "http://a.org/a/%2e%2E/b/%2e/c", "http://a.org/b/c"},
    {"WHATWG: space in a path", "http://a.org/a b", "http://a.org/a%20b"},
    {"WHATWG: path characters", "http://a.org/\"<>`{}^|", "http://a.org/%22%3C%3E%60%7B%7D%5E|"},
    {"WHATWG: query characters", "http://a.org/?\"<>'`{}", "http://a.org/?%22%3C%3E%27`{}"},
    {"WHATWG: non-ASCII as UTF-8", "http://a.org/é?ü", "http://a.org/%C3%A9?%C3%BC"},
    {"bytes that are no UTF-8 keep their value", "http://a.org/\xe9", "http://a.org/%E9"},
    {"ours: a stray % is encoded", "http://a.org/100%", "http://a.org/100%25"},
    {"ours: decoding makes no new encoding", "http://a.org/%%34%31", "http://a.org/%2541"},
    {"UTS 46: German", "https://Bücher.example/", "https://xn--bcher-kva.example/"},
    {"UTS 46: nontransitional sharp s", "https://faß.de/", "https://xn--fa-hia.de/"},
    {"UTS 46: Japanese full stop", "https://日本語。jp/", "https://xn--wgv71a119e.jp/"},
    {"UTS 46: full width letters", "https://ＧＯ.com/", "https://go.com/"},
    {"a percent-encoded host", "http://ex%41mple.org/", "http://example.org/"},
    {"an underscore in a host", "http://a_b.example.org/", "http://a_b.example.org/"},
    {"two hyphens in a host", "http://r3---sn.example.org/", "http://r3---sn.example.org/"},
    {"IPv4 in one number", "http://2130706433/", "http://127.0.0.1/"},
    {"IPv4 in hexadecimal", "http://0x7f.1/", "http://127.0.0.1/"},
    {"IPv4 in octal", "http://0177.0.0.01/", "http://127.0.0.1/"},
    {"IPv4 in full width digits", "http://１２７.0.0.1/", "http://127.0.0.1/"},
    {"IPv4 with a last dot", "http://127.0.0.1./", "http://127.0.0.1/"},
    {"IPv6 compressed", "http://[2001:DB8:0:0:0:0:0:1]/", "http://[2001:db8::1]/"},
    {"IPv6: the first of two equal runs", "http://[1:0:0:2:0:0:3:4]/", "http://[1::2:0:0:3:4]/"},
    {"IPv6: one zero is written", "http://[1:0:2:3:4:5:6:7]/", "http://[1:0:2:3:4:5:6:7]/"},
    {"IPv6 with an IPv4 tail", "http://[::ffff:127.0.0.1]:8080/", "http://[::ffff:7f00:1]:8080/"},
    {"IPv6 of zeros", "http://[::]/", "http://[::]/"},
};

TEST(Url, HasOneNormalForm) {
  for (const Normalised& c : normalised) {
    const Result<Url> url = Url::parse(c.text);
    ASSERT_TRUE(url) << c.name << ": " << url.error().what;
    EXPECT_EQ(url->str(), c.normal) << c.name;
  }
}

TEST(Url, KeepsItsNormalForm) {
  for (const Normalised& c : normalised) {
    const Result<Url> again = Url::parse(c.normal);
    ASSERT_TRUE(again) << c.name;
    EXPECT_EQ(again->str(), c.normal) << c.name;
  }
}

TEST(Url, KnowsItsParts) {
  const Url url = *Url::parse("https://www.example.org:8443/a/b?x=1&y=2");
  EXPECT_EQ(url.scheme(), "https");
  EXPECT_EQ(url.host(), "www.example.org");
  EXPECT_EQ(url.port(), 8443);
  EXPECT_EQ(url.origin(), "https://www.example.org:8443");
  EXPECT_EQ(url.path(), "/a/b");
  EXPECT_EQ(url.query(), "x=1&y=2");
  EXPECT_EQ(url.path_and_query(), "/a/b?x=1&y=2");

  const Url plain = *Url::parse("http://[::1]");
  EXPECT_EQ(plain.host(), "[::1]");
  EXPECT_EQ(plain.port(), 80);
  EXPECT_EQ(plain.path(), "/");
  EXPECT_EQ(plain.query(), "");
}

TEST(Url, RefusesWhatItCannotVisit) {
  struct Case {
    std::string_view text, why;
  };
  constexpr Case cases[] = {
      {"", "does not begin with http"},
      {"www.example.org", "does not begin with http"},
      {"/path", "does not begin with http"},
      {"mailto:a@b.org", "scheme mailto"},
      {"javascript:void(0)", "scheme javascript"},
      {"ftp://a.org/", "scheme ftp"},
      {"http://", "host is missing"},
      {"http://user:secret@a.org/", "user names"},
      {"http://trusted.org@evil.org/", "user names"},
      {"http://a.org:99999/", "port"},
      {"http://a.org:0/", "port"},
      {"http://a.org:8o/", "port"},
      {"http://a b.org/", "no host name"},
      {"http://a%00b.org/", "no host name"},
      {"http://a%2Fb.org/", "no host name"},
      {"http://a<b.org/", "no host name"},
      {"http://1.2.3.4.5/", "no IPv4"},
      {"http://1.2.3.256/", "no IPv4"},
      {"http://09.1/", "no IPv4"},
      {"http://foo.0x4/", "no IPv4"},
      {"http://[::1/", "lacks its \"]\""},
      {"http://[1:2]/", "no IPv6"},
      {"http://[::1%25eth0]/", "no IPv6"},
      {"http://xn--a.org/", "no host name"},
      {"http://\xff.org/", "no host name"},
  };
  for (const Case& c : cases) {
    const Result<Url> url = Url::parse(c.text);
    ASSERT_FALSE(url) << c.text << " became " << url->str();
    EXPECT_EQ(url.error().fault, Fault::usage) << c.text;
    EXPECT_NE(url.error().what.find(c.why), std::string::npos) << c.text << ": " << url.error().what;
  }
}

TEST(Url, RefusesEndlessAddresses) {
  const std::string fits = "http://a.org/" + std::string(Url::max_length - 13, 'x');
  EXPECT_TRUE(Url::parse(fits));
  EXPECT_FALSE(Url::parse(fits + "x"));
  EXPECT_FALSE(
      Url::parse("http://a.org/" + std::string(Url::max_length / 2, ' ') + "x"));  // three times as long encoded
  EXPECT_FALSE(Url::resolve(*Url::parse("http://a.org/"), std::string(1'000'000, 'x')));
}

struct Reference {
  std::string_view reference, target;
};

TEST(Url, ResolvesReferencesAsRfc3986Section5_4) {
  const Url base = *Url::parse("http://a/b/c/d;p?q");
  constexpr Reference references[] = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"http:g", "http://a/b/c/g"},  // the older way, which browsers keep
  };
  for (const Reference& c : references) {
    const Result<Url> url = Url::resolve(base, c.reference);
    ASSERT_TRUE(url) << c.reference;
    EXPECT_EQ(url->str(), c.target) << c.reference;
  }
}

TEST(Url, ResolvesReferencesAsPagesWriteThem) {
  const Url base = *Url::parse("https://a.org:8443/x/y?old=1");
  constexpr Reference references[] = {
      {" \n next page.html ", "https://a.org:8443/x/next%20page.html"},
      {"\\top", "https://a.org:8443/top"},
      {"..\\up", "https://a.org:8443/up"},
      {"//other.org/z", "https://other.org/z"},
      {"\\\\other.org\\z", "https://other.org/z"},
      {"///other.org/z", "https://other.org/z"},
      {"HTTP://Other.org", "http://other.org/"},
      {"https://other.org", "https://other.org/"},
      {"?", "https://a.org:8443/x/y?"},
      {"a:b/c", ""},
      {"./a:b/c", "https://a.org:8443/x/a:b/c"},
      {"12:30", "https://a.org:8443/x/12:30"},
      {"mailto:x@y.org", ""},
      {"javascript:void(0)", ""},
      {"data:text/html,x", ""},
      {"//user@other.org/", ""},
      {"https://a.org:8443/p?q#f", "https://a.org:8443/p?q"},
      {"https://a.org:8443//p", "https://a.org:8443//p"},
      {"https://a.org:84430/p", ""},
      {"https://a.org:8443.evil.org/", ""},
      {"https://a.org:8443", "https://a.org:8443/"},
      {"/p/.well-known/../q", "https://a.org:8443/p/q"},
      {"/p?a='b'", "https://a.org:8443/p?a=%27b%27"},
      {"?new=2#f", "https://a.org:8443/x/y?new=2"},
      {"z?q=1:2", "https://a.org:8443/x/z?q=1:2"},
      {"/a:b", "https://a.org:8443/a:b"},
      {"/p#\tf ", "https://a.org:8443/p"},
  };
  for (const Reference& c : references) {
    const Result<Url> url = Url::resolve(base, c.reference);
    EXPECT_EQ(url ? url->str() : "", c.target) << c.reference;
    const std::optional<Url> tried = Url::try_resolve(base, c.reference);
    EXPECT_EQ(tried ? tried->str() : "", c.target) << c.reference;
  }
}

TEST(Url, WhatIsPlainResolvesToTheSameAsTheLongWay) {
  const Url base = *Url::parse("https://a.org:8443/x/y;v?old=1");
  for (const std::string_view reference :
       {"/p/q?r=1#s", "p", "?r", "https://a.org:8443/p?q", "/", "p//q/", "/p;q?a?b"}) {
    const Url plain = *Url::resolve(base, reference);
    const Url slowly = *Url::resolve(base, " " + std::string(reference));
    EXPECT_EQ(plain, slowly) << reference;
    EXPECT_EQ(plain.path(), slowly.path()) << reference;
    EXPECT_EQ(plain.query(), slowly.query()) << reference;
    EXPECT_EQ(plain.host(), slowly.host()) << reference;
    EXPECT_EQ(plain.port(), slowly.port()) << reference;
  }
}

TEST(WithoutTracking, DropsWhatTheConfigurationNames) {
  const std::vector<std::string> also{"from", "ref_*"};
  const auto clean = [&](const char* url) { return without_tracking(*Url::parse(url), also).str(); };
  EXPECT_EQ(clean("https://a.org/x?from=home&id=7"), "https://a.org/x?id=7");
  EXPECT_EQ(clean("https://a.org/x?From=home&REF_src=1"), "https://a.org/x");
  EXPECT_EQ(clean("https://a.org/x?fromage=brie&ref=1"), "https://a.org/x?fromage=brie&ref=1");
}

TEST(WithoutTracking, DropsOnlyWhatSaysNothing) {
  struct Case {
    std::string_view url, clean;
  };
  constexpr Case cases[] = {
      {"https://a.org/x", "https://a.org/x"},
      {"https://a.org/x?utm_source=tw&id=7&utm_medium=social", "https://a.org/x?id=7"},
      {"https://a.org/x?fbclid=abc", "https://a.org/x"},
      {"https://a.org/x?UTM_Source=a&b=2&a=1", "https://a.org/x?b=2&a=1"},
      {"https://a.org/x?mc_cid=1&mc_eid=2&gclid=3", "https://a.org/x"},
      {"https://a.org/x?PHPSESSID=0a1b2c&page=2", "https://a.org/x?page=2"},
      {"https://a.org/x.jsp;jsessionid=1A2B3C?id=1", "https://a.org/x.jsp?id=1"},
      {"https://a.org/x;jsessionid=1A2B3C/y", "https://a.org/x/y"},
      {"https://a.org/x;jsessionid=1/y;jsessionid=2;v=3", "https://a.org/x/y;v=3"},
      {"https://a.org/x;v=1?a=2", "https://a.org/x;v=1?a=2"},
      {"https://a.org/modules.php?name=News&sid=4711", "https://a.org/modules.php?name=News&sid=4711"},
      {"https://a.org/t.php?t=3&sid=8f14e45fceea167a5a36dedd4bea2543", "https://a.org/t.php?t=3"},
      {"https://a.org/?s=connectivity", "https://a.org/?s=connectivity"},
      {"https://a.org/x?", "https://a.org/x"},
      {"https://a.org/x?&&a=1&", "https://a.org/x?a=1"},
      {"https://a.org/x?utm", "https://a.org/x?utm"},
      {"https://a.org/x?q=utm_source", "https://a.org/x?q=utm_source"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(without_tracking(*Url::parse(c.url)).str(), c.clean) << c.url;
    EXPECT_EQ(has_tracking(*Url::parse(c.url)), c.url != c.clean) << c.url;
  }
}

}  // namespace
}  // namespace caravan::url
