// Error pages with status 200, read by the real extractor: a site that says the same of everything is down, one that
// says it of what cannot exist has lost the page.

#include <atomic>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"
#include "tests/support/loopback_site.h"

namespace caravan::test {
namespace {

constexpr int reports = 12;

std::string article(const std::string& title, const std::string& topic) {
  std::string text;
  for (int i = 0; i < 4; ++i)
    text += fmt::format(
        "<p>Paragraph {} on {} says what harbour masters, customs officers and the captains of small vessels told each "
        "other in the winter, when the strait was closed to all but those who knew its sandbanks.</p>",
        i, topic);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>{0}</title><meta charset=utf-8></head><body><article><h1>{0}</h1>"
      "<time datetime=2020-01-01>1 January 2020</time>{1}</article></body></html>",
      title, text);
}

/// Twelve reports; what is lost, and all of it when the site is down, is answered with an apology as long as an
/// article.
class ErrorPages : public testing::Test {
 protected:
  Reply answer(const Request& request) {
    Reply reply;
    reply.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    reply.body = article("We Are Sorry About This", "the reasons why this page is not what you came for");
    if (request.target == "/robots.txt" || request.target == "/sitemap.xml") reply.status = 404;
    if (down) return reply;
    if (request.target == "/") {
      reply.body = "<!doctype html><title>All reports</title><ul>";
      for (int i = 0; i < reports; ++i) reply.body += fmt::format("<li><a href=\"/report/{0}.html\">Report {0}</a>", i);
    }
    for (int i = lost; i < reports; ++i)
      if (request.target == fmt::format("/report/{}.html", i))
        reply.body = article(fmt::format("Report number {} from the strait", i), fmt::format("report {}", i));
    return reply;
  }
  void SetUp() override {
    place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()));
    place.expect(0, {"update"});
    exported = place.expect(0, {"export"});
    ASSERT_EQ(lines_of(exported).size(), static_cast<std::size_t>(reports));
  }

  std::atomic<bool> down = false;
  std::atomic<int> lost = 0;
  LoopbackSite site{[this](const Request& request) { return answer(request); }};
  Place place;
  std::string exported;
};

TEST_F(ErrorPages, OfASiteThatIsDownReplaceNothing) {
  down = true;
  for (int night = 0; night < 3; ++night)
    EXPECT_THAT(place.expect(3, {"update", "--full"}), testing::HasSubstr("what an address that cannot exist says"));
  EXPECT_TRUE(place.expect(0, {"export"}) == exported);
  down = false;
  place.expect(0, {"update", "--full"});
  EXPECT_TRUE(place.expect(0, {"export"}) == exported);
}

TEST_F(ErrorPages, OfWhatIsLostMeanThatItIsGone) {
  lost = 3;
  EXPECT_THAT(place.expect(0, {"update", "--full"}), testing::HasSubstr("3 pages answered with status 200"));
  EXPECT_TRUE(place.expect(0, {"export"}) == exported) << "one visit is not enough";
  place.expect(0, {"update", "--full"});
  EXPECT_EQ(lines_of(place.expect(0, {"export"})).size(), static_cast<std::size_t>(reports - 3));
}

}  // namespace
}  // namespace caravan::test
