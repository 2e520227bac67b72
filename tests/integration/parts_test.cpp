// Articles in several pages: crawled from a real server, joined, changed, and with a part that is gone.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/changing_pages.h"
#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::string text(std::string_view topic, int paragraphs = 5) {
  std::string html;
  for (int i = 0; i < paragraphs; ++i)
    html += fmt::format(
        "<p>Paragraph {} on {} says what harbour masters, customs officers and the captains of small vessels told each "
        "other in the winter, when the strait was closed to all but those who knew its sandbanks.</p>",
        i, topic);
  return html;
}

std::string part(int number, std::string_view topic, std::string_view title = "The winter of the strait") {
  std::string numbers;
  for (int i = 1; i <= 3; ++i)
    numbers += i == number
                   ? fmt::format("<li>{}</li>", i)
                   : fmt::format("<li><a href=\"/winter{}\">{}</a></li>", i == 1 ? "" : fmt::format("/{}", i), i);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>{0}{1}</title><meta charset=utf-8><meta property=og:type "
      "content=article><link rel=canonical href=/winter></head><body><article><h1>{0}</h1><p class=byline>By Mira "
      "Halvorsen</p><time datetime=2020-01-01>1 January 2020</time>{2}</article><ul class=pager>{3}</ul></body></html>",
      title, number == 1 ? "" : fmt::format(" - Page {}", number), text(topic), numbers);
}

class Parts : public testing::Test {
 protected:
  Parts() {
    site.set("/", "<!doctype html><title>All reports</title><ul><li><a href=/winter>The winter of the strait</a></ul>");
    site.set("/winter", part(1, "ice"));
    site.set("/winter/2", part(2, "pilots"));
    site.set("/winter/3", part(3, "lanterns"));
    place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()));
  }
  nlohmann::json shown() const {
    return nlohmann::json::parse(place.expect(0, {"show", site.url("/winter/3"), "--format", "json"}));
  }

  ChangingPages site;
  Place place;
};

TEST_F(Parts, AreOneArticleFromTheCrawlToTheAnswer) {
  const std::string report = place.expect(0, {"update"});
  EXPECT_THAT(report, AllOf(HasSubstr("index: 1 new"), Not(HasSubstr("could not be had"))));
  ASSERT_THAT(lines_of(place.expect(0, {"export"})), SizeIs(1));
  const nlohmann::json article = shown();
  EXPECT_EQ(article["url"], site.url("/winter"));
  EXPECT_EQ(article["title"], "The winter of the strait");
  EXPECT_EQ(article["also_at"], (std::vector<std::string>{site.url("/winter/2"), site.url("/winter/3")}));
  EXPECT_EQ(article["parts"],
            (std::vector<std::string>{site.url("/winter"), site.url("/winter/2"), site.url("/winter/3")}));
  const std::string body = article["body"];
  EXPECT_LT(body.find("ice"), body.find("pilots"));
  EXPECT_LT(body.find("pilots"), body.find("lanterns"));
  EXPECT_THAT(place.expect(0, {"search", "lanterns", "--format", "urls"}), HasSubstr(site.url("/winter")));

  const std::string exported = place.expect(0, {"export"});
  place.expect(0, {"index", "--rebuild"});
  EXPECT_EQ(place.expect(0, {"export"}), exported) << "from the archive alone";
  EXPECT_THAT(place.expect(0, {"update", "--full"}), HasSubstr("index: nothing to change"));
}

TEST_F(Parts, EachChangeOfAPartIsAVersionOfTheArticle) {
  place.expect(0, {"update"});
  site.set("/winter/2", part(2, "buoys"));
  EXPECT_THAT(place.expect(0, {"update", "--full"}), HasSubstr("index: 0 new, 1 changed"));
  EXPECT_THAT(std::string(shown()["body"]), AllOf(HasSubstr("ice"), HasSubstr("buoys"), Not(HasSubstr("pilots"))));
  const auto history = nlohmann::json::parse(place.expect(0, {"history", site.url("/winter"), "--format", "json"}));
  ASSERT_THAT(history["versions"], SizeIs(4));
  EXPECT_EQ(history["versions"][3]["url"], site.url("/winter/2"));
  const auto before =
      nlohmann::json::parse(place.expect(0, {"show", site.url("/winter"), "--snapshot", "3", "--format", "json"}));
  EXPECT_THAT(std::string(before["body"]), AllOf(HasSubstr("pilots"), Not(HasSubstr("buoys"))));
  EXPECT_THAT(place.expect(0, {"diff", site.url("/winter")}), AllOf(HasSubstr("[-pilots-]"), HasSubstr("{+buoys+}")));
}

TEST_F(Parts, TheTextOfAPartThatIsGoneStays) {
  place.expect(0, {"update"});
  site.drop("/winter/2");
  for (int night = 0; night < 3; ++night) place.expect(0, {"update", "--full"});
  nlohmann::json article = shown();
  EXPECT_THAT(std::string(article["body"]), HasSubstr("pilots"));
  EXPECT_EQ(article["missing_parts"], (std::vector<std::string>{site.url("/winter/2")}));
  EXPECT_THAT(place.expect(0, {"show", site.url("/winter")}), HasSubstr("parts that are missing:"));
  EXPECT_THAT(place.expect(0, {"index", "--rebuild"}), HasSubstr("1 of its 3 parts"));
  EXPECT_EQ(shown(), article);

  site.set("/winter/2", part(2, "pilots"));
  place.expect(0, {"update", "--full"});
  EXPECT_FALSE(shown().contains("missing_parts"));
}

TEST_F(Parts, ListsInSeveralPagesAreNoArticle) {
  for (int number = 1; number <= 3; ++number) {
    std::string list = "<h1>Reports</h1>";
    for (int i = 0; i < 6; ++i)
      list += fmt::format("<div><h2><a href=\"/report/{0}-{1}\">Report {0} number {1} on the strait</a></h2>{2}</div>",
                          number, i, text(fmt::format("report {} of year {}", i, number), 1));
    site.set(
        number == 1 ? "/reports" : fmt::format("/reports/{}", number),
        fmt::format("<!doctype html><html lang=en><title>Reports</title>{}<p>{} <a href=\"/reports/{}\">{}</a></p>",
                    list, number, number % 3 + 1, number % 3 + 1));
  }
  site.set("/", "<!doctype html><title>All</title><a href=/reports>Reports</a> <a href=/winter>Winter</a>");
  place.expect(0, {"update"});
  EXPECT_THAT(lines_of(place.expect(0, {"export"})), SizeIs(1));
}

/// A part whose address says nothing of its place.
struct Linked {
  std::string topic, prev, next, title = "The winter of the strait", canonical = {};
  std::string day = "2020-01-01";
};

std::string linked(const Linked& one) {
  std::string head, behind;
  if (!one.prev.empty()) head += fmt::format("<link rel=prev href=\"{}\">", one.prev);
  if (!one.canonical.empty()) head += fmt::format("<link rel=canonical href=\"{}\">", one.canonical);
  if (!one.next.empty()) behind = fmt::format("<p><a rel=next href=\"{}\">Lies weiter</a></p>", one.next);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>{0}</title><meta charset=utf-8><meta property=og:type "
      "content=article>{1}</head><body><article><h1>{0}</h1><p class=byline>By Mira Halvorsen</p><time "
      "datetime={2}></time>{3}</article>{4}</body></html>",
      one.title, head, one.day, text(one.topic), behind);
}

class LinkedParts : public Parts {
 protected:
  LinkedParts() {
    site.clear();
    lists({"/story/ice"});
    set("/story/ice", {"ice", "", "/story/pilots"});
    set("/story/pilots", {"pilots", "/story/ice", "/story/lanterns"});
    set("/story/lanterns", {"lanterns", "/story/pilots", ""});
  }
  void lists(const std::vector<std::string>& paths) {
    std::string list;
    for (const std::string& path : paths) list += fmt::format("<li><a href=\"{0}\">{0}</a>", path);
    site.set("/", fmt::format("<!doctype html><title>All reports</title><ul>{}</ul>", list));
  }
  void set(const std::string& path, const Linked& one) { site.set(path, linked(one)); }
  nlohmann::json shown(std::string_view path = "/story/lanterns") const {
    return nlohmann::json::parse(place.expect(0, {"show", site.url(path), "--format", "json"}));
  }
  std::vector<std::string> urls(std::initializer_list<std::string_view> paths) const {
    std::vector<std::string> all;
    for (const std::string_view path : paths) all.push_back(site.url(path));
    return all;
  }
  std::size_t articles() const { return lines_of(place.expect(0, {"export"})).size(); }
};

TEST_F(LinkedParts, AreOneArticleFromTheCrawlToTheAnswer) {
  EXPECT_THAT(place.expect(0, {"update"}), HasSubstr("index: 1 new"));
  const nlohmann::json article = shown();
  EXPECT_EQ(article["url"], site.url("/story/ice"));
  EXPECT_EQ(article["parts"], urls({"/story/ice", "/story/pilots", "/story/lanterns"}));
  const std::string body = article["body"];
  EXPECT_LT(body.find("ice"), body.find("pilots"));
  EXPECT_LT(body.find("pilots"), body.find("lanterns"));
  EXPECT_EQ(body.find("weiter"), std::string::npos);
  EXPECT_THAT(place.expect(0, {"search", "lanterns", "--format", "urls"}), HasSubstr(site.url("/story/ice")));
  const std::string exported = place.expect(0, {"export"});
  place.expect(0, {"index", "--rebuild"});
  EXPECT_EQ(place.expect(0, {"export"}), exported);
  EXPECT_THAT(place.expect(0, {"update", "--full"}), HasSubstr("index: nothing to change"));

  set("/story/pilots", {"buoys", "/story/ice", "/story/lanterns"});
  EXPECT_THAT(place.expect(0, {"update", "--full"}), HasSubstr("index: 0 new, 1 changed"));
  const auto history = nlohmann::json::parse(place.expect(0, {"history", site.url("/story/ice"), "--format", "json"}));
  EXPECT_THAT(history["versions"], SizeIs(4));
  EXPECT_THAT(place.expect(0, {"diff", site.url("/story/ice")}),
              AllOf(HasSubstr("[-pilots-]"), HasSubstr("{+buoys+}")));
}

TEST_F(LinkedParts, ComeInAnyOrderOnDifferentNights) {
  const Linked first{"ice", "", "/story/pilots"};
  site.drop("/story/ice");
  lists({"/story/lanterns"});
  place.expect(0, {"update"});
  EXPECT_EQ(articles(), 1U);
  EXPECT_EQ(shown()["url"], site.url("/story/pilots"));
  set("/story/ice", first);
  place.expect(0, {"update", "--full"});
  EXPECT_EQ(articles(), 1U);
  EXPECT_EQ(shown()["parts"], urls({"/story/ice", "/story/pilots", "/story/lanterns"}));
}

TEST_F(LinkedParts, ThatAPageNamesLaterAreItsOwnFromThenOn) {
  site.drop("/story/pilots");
  site.drop("/story/lanterns");
  set("/story/ice", {"ice", "", ""});
  place.expect(0, {"update"});
  EXPECT_FALSE(shown("/story/ice").contains("parts"));
  set("/story/ice", {"ice", "", "/story/pilots"});  // its text is what it was
  set("/story/pilots", {"pilots", "/story/ice", ""});
  place.expect(0, {"update", "--full"});
  EXPECT_EQ(shown("/story/ice")["parts"], urls({"/story/ice", "/story/pilots"}));
}

TEST_F(LinkedParts, WhoseFirstIsCanonicalForAllAreNoCopiesOfIt) {
  set("/story/ice", {"ice", "", "/story/pilots", "The winter of the strait", "/story/ice"});
  set("/story/pilots", {"pilots", "/story/ice", "/story/lanterns", "Pilots", "/story/ice"});
  set("/story/lanterns", {"lanterns", "/story/pilots", "", "Lanterns", "/story/ice"});
  place.expect(0, {"update"});
  EXPECT_EQ(articles(), 1U);
  const nlohmann::json article = shown();
  EXPECT_EQ(article["title"], "The winter of the strait");
  EXPECT_THAT(std::string(article["body"]), AllOf(HasSubstr("ice"), HasSubstr("pilots"), HasSubstr("lanterns")));
}

TEST_F(LinkedParts, TheTextOfAPartThatIsGoneStays) {
  place.expect(0, {"update"});
  site.drop("/story/pilots");
  for (int night = 0; night < 3; ++night) place.expect(0, {"update", "--full"});
  EXPECT_EQ(articles(), 1U);
  const nlohmann::json article = shown();
  EXPECT_THAT(std::string(article["body"]), HasSubstr("pilots"));
  EXPECT_EQ(article["missing_parts"], urls({"/story/pilots"}));
}

TEST_F(LinkedParts, NeighboursOfABlogAreArticlesOfTheirOwn) {
  set("/story/ice", {"ice", "", "/story/pilots", "Ice in the strait"});
  set("/story/pilots", {"pilots", "/story/ice", "/story/lanterns", "Weekly digest", "", "2020-01-08"});
  set("/story/lanterns", {"lanterns", "/story/pilots", "", "Weekly digest", "", "2020-01-15"});
  place.expect(0, {"update"});
  EXPECT_EQ(articles(), 3U);
  EXPECT_FALSE(shown().contains("parts"));
}

}  // namespace
}  // namespace caravan::test
