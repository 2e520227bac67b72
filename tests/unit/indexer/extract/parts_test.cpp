#include "indexer/extract/parts.h"

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/url/url.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"
#include "indexer/extract/part_address.h"
#include "indexer/extract/part_number.h"

namespace caravan::extract {
namespace {

using testing::ElementsAre;

url::Url address(std::string_view text) { return value_or_throw(url::Url::parse(text)); }

TEST(PartAddress, TellsTheNumberFromTheRow) {
  struct Case {
    std::string_view url, first;
    int number;
  };
  constexpr std::array cases{
      Case{"https://a.example/essay?page=2", "https://a.example/essay", 2},
      Case{"https://a.example/essay?id=7&p=3", "https://a.example/essay?id=7", 3},
      Case{"https://a.example/essay?p=3&id=7", "https://a.example/essay?id=7", 3},
      Case{"https://a.example/essay?page=0", "https://a.example/essay", 0},
      Case{"https://a.example/essay/2", "https://a.example/essay", 2},
      Case{"https://a.example/essay/2/", "https://a.example/essay/", 2},
      Case{"https://a.example/essay/page/2/", "https://a.example/essay/", 2},
      Case{"https://a.example/essay/page-2", "https://a.example/essay", 2},
      Case{"https://a.example/essay/seite2", "https://a.example/essay", 2},
      Case{"https://a.example/essay-2.html", "https://a.example/essay.html", 2},
      Case{"https://a.example/essay_2.php", "https://a.example/essay.php", 2},
      Case{"https://a.example/essay-page-2", "https://a.example/essay", 2},
      Case{"https://a.example/essay,3.html", "https://a.example/essay.html", 3},
  };
  for (const Case& c : cases) {
    const auto found = part_address(address(c.url));
    ASSERT_TRUE(found) << c.url;
    EXPECT_EQ(found->number, c.number) << c.url;
    EXPECT_TRUE(begins_row(address(c.first), found->row)) << c.url << " " << found->row;
    EXPECT_FALSE(begins_row(address(c.url), found->row)) << c.url;
  }
  for (const std::string_view none :
       {"https://a.example/2018/10/12", "https://a.example/2", "https://a.example/essay", "https://a.example/essay-2",
        "https://a.example/node/12345", "https://a.example/essay?id=2", "https://a.example/essay?page=two",
        "https://a.example/covid-2019.html", "https://a.example/essay?page=02"})
    EXPECT_FALSE(part_address(address(none))) << none;
  const auto row = part_address(address("https://a.example/essay?id=7&page=2"))->row;
  EXPECT_TRUE(is_whole_of(address("https://a.example/essay?id=7&page=all"), row));
  EXPECT_TRUE(is_whole_of(address("https://a.example/essay?id=7&singlepage=1"), row));
  EXPECT_FALSE(is_whole_of(address("https://a.example/other?id=7&page=all"), row));
  EXPECT_FALSE(is_whole_of(address("https://a.example/essay?id=7"), row));
}

TEST(PartNumber, GoesFromTheHeadlineInAnyLanguage) {
  struct Case {
    std::string_view title, without;
    int number;
  };
  constexpr std::array cases{
      Case{"Two shores - Page 2", "Two shores", 2},
      Case{"Two shores (2/3)", "Two shores", 2},
      Case{"Two shores | Seite 2 von 3", "Two shores", 2},
      Case{"Two shores – 2", "Two shores", 2},
      Case{"Two shores (3 of 3)", "Two shores", 3},
      Case{"海を渡って（2ページ目）", "海を渡って", 2},
      Case{"两岸之间(2)", "两岸之间", 2},
      Case{"两岸之间_第2页", "两岸之间", 2},
      Case{"ضفتان - الصفحة ٢", "ضفتان", 2},
      Case{"สองฝั่ง - หน้า 2", "สองฝั่ง", 2},
      Case{"Agenda 2", "Agenda 2", 2},
      Case{"Two shores - Page 3", "Two shores - Page 3", 2},
      Case{"The year 1989", "The year 1989", 2},
      Case{"2", "2", 2},
      Case{"", "", 2},
  };
  for (const Case& c : cases) EXPECT_EQ(without_part_number(c.title, c.number), c.without) << c.title;
  EXPECT_THAT(numbers_in("Page 2 of ٣, not 12345"), ElementsAre(2, 3));
}

std::string text(std::string_view topic, int paragraphs = 6) {
  std::string html;
  for (int i = 0; i < paragraphs; ++i)
    html += fmt::format(
        "<p>On the matter of {0}, paragraph {1} finds that the ministers met, that they agreed on little, and that a "
        "communiqué about {0} was issued in the evening, as so often before.</p>\n",
        topic, i);
  return html;
}

std::string page(std::string_view topic, std::string_view behind, std::string_view head = "",
                 std::string_view title = "Two shores of one sea") {
  return fmt::format(
      "<!doctype html><html lang=en><head><title>{0} | A Review</title><meta property='og:type' content='article'>{1}"
      "</head><body><nav><a href='/'>Home</a> <a href='/essays?page=2'>Essays</a></nav><main><article><h1>{0}</h1>"
      "<p class=byline>By Ann Lee</p>{2}</article>{3}</main><footer><a href='/imprint'>Imprint</a></footer></body>"
      "</html>",
      title, head, text(topic), behind);
}

Extraction read(const std::string& html, std::string_view url) {
  return extract({html, url, "text/html; charset=utf-8"}, true);
}

constexpr std::string_view essay = "https://a.example/essays/two-shores";

TEST(Parts, AreFoundByWhatTheirAddressesCarry) {
  struct Case {
    std::string_view name, url, head;
    std::string behind;
    int number;
    std::vector<std::string> parts;
  };
  const std::vector<Case> cases{
      {"numbers behind the text, the first part",
       essay,
       "",
       "<div class=pages>Pages: 1 <a href='?page=2'>2</a> <a href='?page=3'>3</a></div>",
       1,
       {"https://a.example/essays/two-shores", "https://a.example/essays/two-shores?page=2",
        "https://a.example/essays/two-shores?page=3"}},
      {"the last of two parts",
       "https://a.example/essays/two-shores/2/",
       "",
       "<ul><li><a href='/essays/two-shores/'>1</a></li><li>2</li></ul>",
       2,
       {"https://a.example/essays/two-shores/", "https://a.example/essays/two-shores/2/"}},
      {"counting from nought",
       "https://a.example/essays/two-shores?page=1",
       "",
       "<p><a href='?page=0'>1</a> <b>2</b> <a href='?page=2'>3</a></p>",
       2,
       {"https://a.example/essays/two-shores?page=0", "https://a.example/essays/two-shores?page=1",
        "https://a.example/essays/two-shores?page=2"}},
      {"rel=next in the head",
       "https://a.example/two-shores.html",
       "<link rel=next href='two-shores-2.html'>",
       "",
       1,
       {"https://a.example/two-shores.html", "https://a.example/two-shores-2.html"}},
      {"rel=prev, counting from nought",
       "https://a.example/essays/two-shores?page=1",
       "<link rel=prev href='/essays/two-shores'><link rel=next href='?page=2'>",
       "",
       2,
       {"https://a.example/essays/two-shores", "https://a.example/essays/two-shores?page=1",
        "https://a.example/essays/two-shores?page=2"}},
      {"a link to the next part, which says so with words",
       essay,
       "",
       "<p><a rel=next href='/essays/two-shores/page/2'>Read on</a></p>",
       1,
       {"https://a.example/essays/two-shores", "https://a.example/essays/two-shores/page/2"}},
      {"neighbouring articles, as WordPress links them",
       essay,
       "<link rel=next href='/essays/three-hills'>",
       "",
       0,
       {}},
      {"pages of comments far below",
       essay,
       "",
       "<div id=comments>" + text("a reader's grief", 4) +
           "<p>1 <a href='/essays/two-shores/comment-page-2'>2</a></p></div>",
       0,
       {}},
      {"one number alone is none", essay, "", "<p>See <a href='?page=2'>2</a></p>", 0, {}},
      {"numbers that their addresses do not carry",
       essay,
       "",
       "<p>1 <a href='?page=7'>2</a> <a href='?page=9'>3</a></p>",
       0,
       {}},
      {"the days of a calendar",
       "https://a.example/2018/10/12",
       "",
       "<p><a href='/2018/10/11'>11</a> 12 <a href='/2018/10/13'>13</a></p>",
       0,
       {}},
  };
  for (const Case& c : cases) {
    const Extraction got = read(page("fisheries", c.behind, c.head), c.url);
    EXPECT_EQ(got.type, PageType::article) << c.name << ": " << got.why;
    EXPECT_EQ(got.parts.number, c.number) << c.name;
    EXPECT_EQ(got.article.parts, c.parts) << c.name;
    EXPECT_TRUE(got.article.body.starts_with("On the matter")) << c.name;
    EXPECT_EQ(got.article.body.find("Pages:"), std::string::npos) << c.name;
  }
}

TEST(Parts, OfListsAreNone) {
  std::string list = "<h1>Essays</h1>";
  for (int i = 0; i < 8; ++i)
    list += fmt::format("<div class=card><h3><a href='/essays/{0}'>A headline number {0} leads away</a></h3>{1}</div>",
                        i, text("lists", 1));
  const std::string numbers = "<p>1 <a href='?page=2'>2</a> <a href='?page=3'>3</a></p>";
  const Extraction cards = read("<html lang=en><title>Essays</title>" + list + numbers, "https://a.example/essays");
  EXPECT_EQ(cards.parts.number, 0);
  const Extraction later =
      read("<html lang=en><title>Essays</title>" + list + "<p><a href='?page=1'>1</a> 2 <a href='?page=3'>3</a></p>",
           "https://a.example/essays?page=2");
  EXPECT_EQ(later.parts.number, 0);
  // Whole posts one after the other, and nothing that says that the page is an article.
  const Extraction blog =
      read("<html lang=en><title>Our blog</title><h1>Our blog</h1>" + text("harbours") + text("railways") + numbers,
           "https://a.example/blog");
  EXPECT_EQ(blog.parts.number, 0);
}

TEST(Parts, AreJoinedInOrder) {
  const std::string numbers = "<p>{}</p>";
  const Extraction one = read(page("fisheries", "<p>1 <a href='?page=2'>2</a> <a href='?page=3'>3</a></p>"), essay);
  const Extraction two = read(page("railways", "<p><a href='two-shores'>1</a> 2 <a href='?page=3'>3</a></p>", "",
                                   "Two shores of one sea (2/3)"),
                              "https://a.example/essays/two-shores?page=2");
  EXPECT_EQ(two.article.title, "Two shores of one sea");
  EXPECT_TRUE(is_part_of(one, two, 2));
  EXPECT_FALSE(is_part_of(one, two, 3));
  const std::array parts{&one, &two};
  const Extraction joined = join_parts(parts);
  EXPECT_EQ(joined.article.body, one.article.body + "\n\n" + two.article.body);
  EXPECT_EQ(joined.article.authors, one.article.authors);

  const Extraction other = read(
      page("railways", "<p><a href='two-shores'>1</a> 2 <a href='?page=3'>3</a></p>", "", "Something else altogether"),
      "https://a.example/essays/two-shores?page=2");
  EXPECT_FALSE(is_part_of(one, other, 2)) << "another headline is another article";
}

Extraction with_body(std::string body) {
  Extraction part;
  part.type = PageType::article;
  part.article.title = "Two shores of one sea";
  part.article.body = std::move(body);
  return part;
}

TEST(Parts, WhatIsRepeatedStandsOnce) {
  struct Case {
    std::string_view name, one, two, joined;
  };
  constexpr std::array cases{
      Case{"standfirst and note", "Standfirst.\n\nOne.\n\nNote.", "Standfirst.\n\nTwo.\n\nNote.",
           "Standfirst.\n\nOne.\n\nNote.\n\nTwo."},
      Case{"a refrain amid the text stays", "One.\n\nSo it went.\n\nTwo.", "Three.\n\nSo it went.\n\nFour.",
           "One.\n\nSo it went.\n\nTwo.\n\nThree.\n\nSo it went.\n\nFour."},
      Case{"a paragraph over the border", "The ministers met in", "the evening, and agreed.",
           "The ministers met in the evening, and agreed."},
      Case{"the same page twice", "One.\n\nTwo.", "One.\n\nTwo.", "One.\n\nTwo."},
      Case{"a part without text", "One.", "", "One."},
  };
  for (const Case& c : cases) {
    const Extraction one = with_body(std::string(c.one)), two = with_body(std::string(c.two));
    const std::array parts{&one, &two};
    EXPECT_EQ(join_parts(parts).article.body, c.joined) << c.name;
  }
}

}  // namespace
}  // namespace caravan::extract
