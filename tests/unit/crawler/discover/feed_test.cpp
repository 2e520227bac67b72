#include "crawler/discover/feed.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/day.h"

namespace caravan::crawl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const url::Url base = *url::Url::parse("https://a.org/blog/feed");

/// "address" or "address date"
std::vector<std::string> lines(const Feed& feed) {
  std::vector<std::string> result;
  for (const FeedEntry& entry : feed.entries)
    result.push_back(entry.url.str() + (entry.changed ? " " + iso(*entry.changed) : ""));
  return result;
}

Feed read(std::string_view bytes) { return read_feed(bytes, base); }

std::string rss(std::string_view inner) {
  return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><link>https://a.org/</link>" + std::string(inner) +
         "</channel></rss>";
}

std::string atom(std::string_view inner) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"/\"/>" + std::string(inner) + "</feed>";
}

TEST(Feed, ReadsAtom) {
  const Feed feed = read(
      atom("<link rel=\"next\" href=\"?page=2\"/><entry><title>One</title>"
           "<link rel=\"self\" href=\"/self\"/><link rel=\"alternate\" type=\"text/html\" href=\"/1\"/><link "
           "href=\"/other\"/>"
           "<published>2026-03-01T02:00:00Z</published><updated>2026-03-02T02:00:00+02:00</updated>"
           "<content type=\"xhtml\"><div><link href=\"/inside\"/><updated>2030-01-01</updated></div></content></entry>"
           "<entry><link href=\"2\"/></entry>"));
  EXPECT_EQ(feed.problem, "");
  EXPECT_THAT(lines(feed), ElementsAre("https://a.org/1 2026-03-02T00:00:00Z", "https://a.org/blog/2"));
  EXPECT_EQ(feed.next->str(), "https://a.org/blog/feed?page=2");
}

TEST(Feed, ReadsRss) {
  struct Case {
    std::string_view name, item, line;
  };
  constexpr Case cases[] = {
      {"link and date", "<link> https://a.org/1 </link><pubDate>Sun, 01 Mar 2026 02:00:00 +0100</pubDate>",
       "https://a.org/1 2026-03-01T01:00:00Z"},
      {"a relative link", "<link>/1</link>", "https://a.org/1"},
      {"CDATA", "<link><![CDATA[https://a.org/?a=1&b=2]]></link>", "https://a.org/?a=1&b=2"},
      {"a permalink guid", "<guid>https://a.org/1</guid>", "https://a.org/1"},
      {"a guid that says so", "<guid isPermaLink=\"true\">https://a.org/1</guid>", "https://a.org/1"},
      {"the link before the guid", "<guid>https://a.org/?p=1</guid><link>https://a.org/1</link>", "https://a.org/1"},
      {"an empty link", "<link/><guid>https://a.org/1</guid>", "https://a.org/1"},
      {"no permalink", "<guid isPermaLink=\"false\">https://a.org/1</guid>", ""},
      {"a guid that is none", "<guid>tag:a.org,2026:1</guid>", ""},
      {"the address before the counter's",
       "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://a.org/1</feedburner:origLink>",
       "https://a.org/1"},
      {"the date of Dublin Core", "<link>/1</link><dc:date>2026-03-01</dc:date>",
       "https://a.org/1 2026-03-01T00:00:00Z"},
      {"the later of two dates",
       "<link>/1</link><atom:updated>2026-03-05T00:00:00Z</atom:updated><pubDate>1 Mar 2026 00:00 GMT</pubDate>",
       "https://a.org/1 2026-03-05T00:00:00Z"},
      {"an entity of HTML", "<title>A&nbsp;B</title><link>/1</link>", "https://a.org/1"},
      {"a link of an image inside", "<image><link>/i</link></image><link>/1</link>", "https://a.org/1"},
      {"control characters", "<title>\x08\x0b</title><link>/1</link>", "https://a.org/1"},
      {"broken UTF-8", "<title>\xe9\xff</title><link>/1</link>", "https://a.org/1"},
  };
  for (const Case& c : cases) {
    const Feed feed = read(rss("<item>" + std::string(c.item) + "</item>"));
    EXPECT_EQ(feed.problem, "") << c.name;
    EXPECT_EQ(lines(feed), c.line.empty() ? std::vector<std::string>() : std::vector{std::string(c.line)}) << c.name;
  }
}

TEST(Feed, ReadsRss1) {
  const Feed feed = read(
      "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><channel "
      "rdf:about='x'><link>https://a.org/</link></channel>"
      "<item "
      "rdf:about='https://a.org/1'><link>https://a.org/1</link><dc:date>2026-03-01T02:00:00Z</dc:date></item></"
      "rdf:RDF>");
  EXPECT_EQ(feed.problem, "");
  EXPECT_THAT(lines(feed), ElementsAre("https://a.org/1 2026-03-01T02:00:00Z"));
}

TEST(Feed, HonoursXmlBase) {
  const Feed feed = read(
      "<feed xml:base='https://b.org/x/'><entry xml:base='y/'><link href='1'/></entry><entry><link xml:base='/z/' "
      "href='2'/></entry><entry><link href='3'/></entry></feed>");
  EXPECT_THAT(lines(feed), ElementsAre("https://b.org/x/y/1", "https://b.org/z/2", "https://b.org/x/3"));
}

TEST(Feed, RssMayHaveAnotherPage) {
  EXPECT_EQ(read(rss("<atom:link rel=\"next\" href=\"https://a.org/feed?paged=2\"/>")).next->str(),
            "https://a.org/feed?paged=2");
  EXPECT_FALSE(read(rss("<atom:link rel=\"self\" href=\"https://a.org/feed\"/>")).next);
}

TEST(Feed, NamesEachAddressOnce) {
  EXPECT_EQ(read(rss("<item><link>/1</link></item><item><link>/1#more</link></item>")).entries.size(), 1u);
}

TEST(Feed, ReadsEncodingsThatExpatDoesNotKnow) {
  struct Case {
    std::string_view encoding, word, path;
  };
  constexpr Case cases[] = {
      {"windows-1252", "/caf\xe9\x80", "/caf%C3%A9%E2%82%AC"},
      {"iso-8859-1", "/caf\xe9", "/caf%C3%A9"},
      {"GB2312", "/\xd6\xd0", "/%E4%B8%AD"},
      {"Shift_JIS", "/\x93\xfa", "/%E6%97%A5"},
      {"UTF-8", "/\xc3\xa9", "/%C3%A9"},
  };
  for (const Case& c : cases) {
    const Feed feed = read("<?xml version=\"1.0\" encoding=\"" + std::string(c.encoding) +
                           "\"?><rss><channel><item><link>" + std::string(c.word) + "</link></item></channel></rss>");
    EXPECT_THAT(lines(feed), ElementsAre("https://a.org" + std::string(c.path))) << c.encoding << ": " << feed.problem;
  }
}

TEST(Feed, GivesWhatCameBeforeTheBreak) {
  const Feed feed = read("\n <?xml version=\"1.0\"?><rss><channel><item><link>/1</link></item><item><link>/2</li");
  EXPECT_THAT(lines(feed), ElementsAre("https://a.org/1"));
  EXPECT_THAT(feed.problem, HasSubstr("not well-formed at line"));
}

TEST(Feed, SaysWhatIsNone) {
  EXPECT_EQ(read("<html><body/></html>").problem, "<html> is no feed");
  EXPECT_THAT(read("").problem, HasSubstr("no element found"));
  EXPECT_THAT(read("{\"version\": \"https://jsonfeed.org\"}").problem, HasSubstr("not well-formed"));
  EXPECT_EQ(read("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>").problem, "it declares entities");
}

TEST(Feed, EndsWithItsLimit) {
  std::string items;
  for (int i = 0; i < 10'050; ++i) items += "<item><link>/" + std::to_string(i) + "</link></item>";
  const Feed feed = read(rss(items));
  EXPECT_EQ(feed.entries.size(), 10'000u);
  EXPECT_EQ(feed.problem, "more than 10000 entries");
}

}  // namespace
}  // namespace caravan::crawl
