#include "crawler/html/stand_ins.h"

#include <gtest/gtest.h>

#include "crawler/html/document.h"
#include "crawler/html/slim.h"

namespace caravan::html {
namespace {

/// Every text and every attribute's value of the page, as the tree has them.
std::string words_of(const Document& document) {
  std::string all;
  for (std::uint32_t i = 0; i < document.size(); ++i) {
    const Node node = document.node(i);
    all += '[' + std::string(node.is_text() ? node.text() : node.name()) + ']';
    for (const Attribute& attribute : node.attributes()) all += '{' + std::string(attribute.value) + '}';
  }
  return all;
}

TEST(StandIns, TheTreeHasTheTextsThatThePageHas) {
  struct Case {
    std::string_view name, html;
    std::size_t stand_ins;  ///< how many texts the parser does not see
  };
  constexpr Case cases[] = {
      {"a paragraph", "<p>Asia and Europe meet again</p>", 1},
      {"short texts are parsed", "<p>Asia</p>", 0},
      {"around other elements", "<p>Asia and Europe meet <b>again</b> and again and again", 2},
      {"white space at both ends", "<p> \nAsia and Europe meet \n<i> </i>\n", 1},
      {"line ends of two characters", "<p>Asia and\r\nEurope meet\ragain</p>", 1},
      {"references stay for the parser", "<p>Asia and Europe meet &amp; talk about the climate &eacute; and", 2},
      {"a reference without its end", "<p>Asia and Europe&ampAsia meet and talk about it", 2},
      {"every script", "<p>Ázsia és Európa \xE4\xBA\x9A\xE6\xAC\xA7 \xD8\xA2\xD8\xB3\xDB\x8C\xD8\xA7 \xF0\x9F\x98\x80",
       1},
      {"controls are changed by the parser", "<p>Asia and \x01 Europe meet", 0},
      {"so are those behind ASCII", "<p>Asia and \xC2\x80 Europe meet", 0},
      {"noncharacters", "<p>Asia and \xEF\xBF\xBF Europe meet", 0},
      {"broken UTF-8", "<p>Asia and \xE4\xBA Europe meet", 0},
      {"a character cut off by a tag", "<p>Asia and Europe \xE4\xBA<b>meet</b>", 0},
      {"a lone <", "<p>Asia is < than Europe and more <3 than ever before", 2},
      {"the end of a comment that is none", "<p><?php Asia and Europe ?>Asia and Europe meet", 1},
      {"values", "<div class='story story--wide story--long' id=asia-and-europe-meet lang=en>a", 2},
      {"a value with a reference", "<div class='story &amp; story--wide story--long'>a", 0},
      {"values of <a>, not of other formatting elements",
       "<a href='https://news.example/asia'>a</a><b class='story story--wide'>b</b>", 1},
      {"three equal formatting elements are as many as the parser keeps",
       "<p><b class='story story--wide'><b class='story story--wide'><b class='story story--wide'>"
       "<b class='story story--wide'>a<p>b",
       0},
      {"JSON-LD", "<script type='application/ld+json'>{\"@type\": \"Article\", \"a\": \"R&D\"}</script>", 1},
      {"JSON-LD with markup", "<script type=ld+json>{\"@type\": \"<p>Article</p>\"}</script>", 0},
      {"text in a table goes before it", "<table>Asia and Europe meet<tr>and again and again<td>Asia and Europe", 3},
      {"lines in pre stay", "<pre>\nAsia   and\n\n\n\nEurope   meet</pre>Asia and Europe meet", 1},
      {"a title is parsed", "<title>Asia and Europe meet again</title>", 0},
      {"the page has such characters itself", "<p>\xF4\x80\x80\x80</p>Asia and Europe meet again", 0},
      {"by number", "<p>&#x100000;</p>Asia and Europe meet again", 0},
      {"by number, with noughts", "<p>&#X0010abcd</p>Asia and Europe meet again", 0},
      {"by a decimal number", "<p>&#01048576;</p>Asia and Europe meet again", 0},
      {"another number", "<p>&#x1f600;</p>Asia and Europe meet again", 1},
  };
  ParseLimits whole;
  whole.whole = true;
  for (const Case& c : cases) {
    const SlimPage slimmed = slim_for_parser(c.html);
    std::size_t count = 0;
    for (const char byte : slimmed.markup) count += byte == '\xF4';
    if (c.html.find('\xF4') == c.html.npos) {
      EXPECT_EQ(count, c.stand_ins) << c.name << '\n' << slimmed.markup;
    }
    const auto page = Document::parse(c.html), full = Document::parse(c.html, whole);
    ASSERT_TRUE(page && full) << c.name;
    EXPECT_EQ(words_of(*page), words_of(*full)) << c.name;
  }
}

TEST(StandIns, OfARunOfSpacesOneStays) {
  const auto page = Document::parse("<p>Asia \n\n  and  Europe\t\t\tmeet");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body().all_text(), "Asia and  Europe\tmeet");
}

TEST(StandIns, TextsOutliveTheMovedDocument) {
  auto page = Document::parse("<p>Asia and Europe meet &amp; talk about the climate</p>");
  ASSERT_TRUE(page);
  const Document moved = std::move(*page);
  EXPECT_EQ(moved.body().all_text(), "Asia and Europe meet & talk about the climate");
}

TEST(StandIns, WhatTheyHoldCountsAsMarkup) {
  ParseLimits limits;
  limits.max_parsed_bytes = 1000;
  EXPECT_FALSE(Document::parse("<p>" + std::string(2000, 'a'), limits));
}

TEST(StandIns, ThereAreOnlySoManyCharacters) {
  std::string html;
  for (int i = 0; i < 70'000; ++i) html += "<p>Asia and Europe</p>";
  const auto page = Document::parse(html);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->node(page->size() - 1).text(), "Asia and Europe");
}

}  // namespace
}  // namespace caravan::html
