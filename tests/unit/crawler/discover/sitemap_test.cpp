#include "crawler/discover/sitemap.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/day.h"

namespace caravan::crawl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = SitemapSummary::Kind;

const url::Url address = *url::Url::parse("https://a.org/sitemap.xml");

struct Read {
  SitemapSummary summary;
  std::vector<std::string> lines;  ///< "address" or "address date"
};

Read parsed(std::string_view bytes, const SitemapLimits& limits = {}) {
  Read result;
  result.summary = read_sitemap(
      bytes, address,
      [&](const SitemapEntry& entry) {
        result.lines.push_back(entry.url.str() + (entry.lastmod ? " " + iso(*entry.lastmod) : ""));
      },
      limits);
  return result;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string urlset(std::string_view inner) {
  return R"(<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">)" +
         std::string(inner) + "</urlset>";
}

const std::string two_pages = urlset(
    "<url><loc>https://a.org/1</loc><lastmod>2026-03-01</lastmod></url>\n"
    "<url>\n <loc>\n  https://a.org/2?x=1&amp;y=2 </loc><changefreq>daily</changefreq></url>");

TEST(Sitemap, ListsPages) {
  const Read sitemap = parsed(two_pages);
  EXPECT_EQ(sitemap.summary.kind, Kind::urlset);
  EXPECT_EQ(sitemap.summary.entries, 2u);
  EXPECT_EQ(sitemap.summary.problem, "");
  EXPECT_THAT(sitemap.lines, ElementsAre("https://a.org/1 2026-03-01T00:00:00Z", "https://a.org/2?x=1&y=2"));
}

TEST(Sitemap, ListsSitemaps) {
  const Read sitemap = parsed(
      "<sitemapindex><sitemap><loc>https://a.org/s1.xml.gz</loc><lastmod>2026-03-01T02:00:00+02:00</lastmod></sitemap>"
      "</sitemapindex>");
  EXPECT_EQ(sitemap.summary.kind, Kind::index);
  EXPECT_THAT(sitemap.lines, ElementsAre("https://a.org/s1.xml.gz 2026-03-01T00:00:00Z"));
}

TEST(Sitemap, TellsTheFormatByTheBytes) {
  struct Case {
    std::string_view name;
    std::string bytes;
    Kind kind;
    std::vector<std::string> lines;
  };
  const Case cases[] = {
      {"text",
       "https://a.org/1\r\n\r\n  https://a.org/2  \nhttps://a.org/3",
       Kind::text,
       {"https://a.org/1", "https://a.org/2", "https://a.org/3"}},
      {"text with a byte order mark", "\xef\xbb\xbfhttps://a.org/1\n", Kind::text, {"https://a.org/1"}},
      {"gzipped text", gzip("https://a.org/1\n"), Kind::text, {"https://a.org/1"}},
      {"gzipped XML",
       gzip("<urlset><url><loc>https://a.org/1</loc></url></urlset>"),
       Kind::urlset,
       {"https://a.org/1"}},
      {"gzip of two members",
       gzip("https://a.org/1\nhttps://a.o") + gzip("rg/2\n"),
       Kind::text,
       {"https://a.org/1", "https://a.org/2"}},
      {"a byte order mark and blank lines",
       "\xef\xbb\xbf\n\n" + two_pages,
       Kind::urlset,
       {"https://a.org/1 2026-03-01T00:00:00Z", "https://a.org/2?x=1&y=2"}},
      {"a prefix",
       "<sm:urlset xmlns:sm='x'><sm:url><sm:loc>https://a.org/1</sm:loc></sm:url></sm:urlset>",
       Kind::urlset,
       {"https://a.org/1"}},
      {"images are no pages",
       urlset("<url><loc>/1</loc><image:image><image:loc>/i.jpg</image:loc></image:image></url>"),
       Kind::urlset,
       {"https://a.org/1"}},
      {"CDATA", urlset("<url><loc><![CDATA[https://a.org/?a&b]]></loc></url>"), Kind::urlset, {"https://a.org/?a&b"}},
      {"an entity of HTML", urlset("<url><loc>https://a.org/1&nbsp;</loc></url>"), Kind::urlset, {"https://a.org/1"}},
      {"UTF-16", std::string("\xff\xfe<\0u\0r\0l\0s\0e\0t\0/\0>\0", 20), Kind::urlset, {}},
      {"a feed", "<rss version='2.0'><channel/></rss>", Kind::feed, {}},
  };
  for (const Case& c : cases) {
    const Read sitemap = parsed(c.bytes);
    EXPECT_EQ(sitemap.summary.kind, c.kind) << c.name;
    EXPECT_EQ(sitemap.lines, c.lines) << c.name;
    EXPECT_EQ(sitemap.summary.problem, "") << c.name;
  }
}

TEST(Sitemap, CountsWhatIsNoAddress) {
  const Read sitemap = parsed(urlset("<url><loc>mailto:a@b.org</loc></url><url></url><url><loc>/ok</loc></url>"));
  EXPECT_EQ(sitemap.summary.unusable, 2u);
  EXPECT_THAT(sitemap.lines, ElementsAre("https://a.org/ok"));
}

TEST(Sitemap, GivesWhatCameBeforeTheBreak) {
  struct Case {
    std::string_view name;
    std::string bytes;
    std::string_view problem;
  };
  const std::string packed = gzip(two_pages);
  const Case cases[] = {
      {"cut", two_pages.substr(0, two_pages.find("<url>\n")), "not well-formed at line 2"},
      {"a bare ampersand", urlset("<url><loc>/1</loc></url><url><loc>/?a&b</loc></url>"), "not well-formed at line 1"},
      {"gzip cut", packed.substr(0, packed.size() - 12), "gzip that ends early"},
      {"gzip damaged", packed.substr(0, 40) + "damage" + packed.substr(46), "amaged gzip"},
      {"empty", "", "it is empty"},
      {"an error page", "<!DOCTYPE html><html><body>Not found</body></html>", "<html> is no sitemap"},
      {"words", "Not found: https://a.org/1\n", "neither XML nor a list"},
  };
  for (const Case& c : cases) EXPECT_THAT(parsed(c.bytes).summary.problem, HasSubstr(std::string(c.problem))) << c.name;
  EXPECT_EQ(parsed(cases[0].bytes).lines.size(), 1u);
  EXPECT_EQ(parsed(cases[1].bytes).lines.size(), 1u);
}

TEST(Sitemap, StopsAtItsLimits) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "https://a.org/" + std::to_string(i) + "\n";
  const Read few = parsed(many, {.max_entries = 7});
  EXPECT_EQ(few.lines.size(), 7u);
  EXPECT_EQ(few.summary.problem, "more than 7 addresses");
  const Read exact = parsed(many, {.max_entries = 100});
  EXPECT_EQ(exact.lines.size(), 100u);
  EXPECT_EQ(exact.summary.problem, "");
  const Read short_one = parsed(many, {.max_bytes = 160});
  EXPECT_EQ(short_one.lines.size(), 10u);
  EXPECT_THAT(short_one.summary.problem, HasSubstr("more than 160 B"));
}

TEST(Sitemap, ABombCostsNothing) {
  const std::string bomb = gzip(urlset(std::string(60u << 20, ' ')));
  ASSERT_LT(bomb.size(), 100'000u);
  EXPECT_THAT(parsed(bomb).summary.problem, HasSubstr("unpacked"));
}

TEST(Sitemap, EntitiesDoNotGrow) {
  const Read laughs = parsed(
      "<?xml version='1.0'?><!DOCTYPE urlset [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
      "<urlset><url><loc>https://a.org/&b;</loc></url></urlset>");
  EXPECT_THAT(laughs.lines, IsEmpty());
  EXPECT_EQ(laughs.summary.problem, "it declares entities");
}

TEST(Sitemap, DepthIsBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<x>";
  EXPECT_THAT(parsed(urlset(deep)).summary.problem, HasSubstr("deeper than 64"));
}

TEST(Sitemap, EndlessTextIsNotCollected) {
  const Read endless = parsed(urlset("<url><loc>https://a.org/" + std::string(5u << 20, 'x') + "</loc></url>"));
  EXPECT_EQ(endless.summary.unusable, 1u);
}

}  // namespace
}  // namespace caravan::crawl
