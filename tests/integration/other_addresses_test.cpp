// AMP and print versions: one article at its canonical address, whichever of its addresses was found first.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/changing_pages.h"
#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::SizeIs;

std::string article(std::string_view head, std::string_view before = "", std::string_view behind = "") {
  std::string text;
  for (int i = 0; i < 9; ++i)
    text += fmt::format(
        "<p>Paragraph {} on ice says what harbour master number {} and the captains of {} small vessels told each "
        "other "
        "in the winter of 18{}, when the strait was closed to all but those who knew its sandbanks.</p>",
        i, i * 7, i * 3 + 2, i * 4 + 40);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>The winter of the strait</title><meta charset=utf-8>{}</head><body>{}"
      "<article><h1>The winter of the strait</h1><p>By Mira Halvorsen</p><time datetime=2020-01-01>1 January "
      "2020</time>"
      "{}</article>{}</body></html>",
      head, before, text, behind);
}

class OtherAddresses : public testing::Test {
 protected:
  OtherAddresses() { place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url())); }
  void link(const std::vector<std::string>& paths) {
    std::string list = "<!doctype html><title>All reports</title><ul>";
    for (const std::string& path : paths) list += fmt::format("<li><a href=\"{}\">A report</a>", path);
    site.set("/", list);
  }
  /// The only article, after an update and after a rebuild.
  nlohmann::json only_article() {
    place.expect(0, {"update", "--full"});
    const auto articles = lines_of(place.expect(0, {"export"}));
    EXPECT_THAT(articles, SizeIs(1));
    place.expect(0, {"index", "--rebuild"});
    EXPECT_EQ(lines_of(place.expect(0, {"export"})), articles);
    return nlohmann::json::parse(place.expect(0, {"show", articles.at(0)["url"], "--format", "json"}));
  }

  ChangingPages site;
  Place place;
};

TEST_F(OtherAddresses, OfAnArticleWhoseVersionCameFirst) {
  struct Case {
    const char* version;
    const char* version_head;
    const char* head;
  };
  for (const Case& c :
       {Case{"/winter/amp/", "<link rel=canonical href=/winter/>", "<link rel=amphtml href=/winter/amp/>"},
        Case{"/winter/amp/", "", "<link rel=amphtml href=/winter/amp/>"}, Case{"/winter/?print=1", "", ""},
        Case{"/paper/7", "", "<link rel=alternate media=print href=/paper/7>"}}) {
    SCOPED_TRACE(c.version);
    site.clear();
    std::filesystem::remove_all(place.folder() / "data");
    link({c.version});
    site.set(c.version, article(c.version_head));
    place.expect(0, {"update"});
    link({c.version, "/winter/"});
    site.set("/winter/", article(c.head, "<nav><a href=/>All</a></nav>", "<footer>The Strait, since 1840.</footer>"));
    const nlohmann::json found = only_article();
    EXPECT_EQ(found["url"], site.url("/winter/"));
    EXPECT_EQ(found["also_at"], std::vector<std::string>{site.url(c.version)});
    EXPECT_EQ(only_article(), found) << "another night";
  }
}

TEST_F(OtherAddresses, OfAnArticleWhoseCanonicalPageCannotBeHad) {
  link({"/winter/amp/"});
  site.set("/winter/amp/", article("<link rel=canonical href=/winter/>"));
  const nlohmann::json found = only_article();
  EXPECT_EQ(found["url"], site.url("/winter/"));
  EXPECT_EQ(found["also_at"], std::vector<std::string>{site.url("/winter/amp/")});
}

}  // namespace
}  // namespace caravan::test
