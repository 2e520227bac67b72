#include "indexer/query/snippet.h"

#include <gtest/gtest.h>

#include "base/unicode.h"
#include "indexer/query/results_json.h"

namespace caravan::query {
namespace {

constexpr std::string_view body =
    "The Asia-Europe Meeting began in Bangkok in 1996. It brought leaders of two regions together.\n\n"
    "Mr. Smith of the U.S. delegation was not there. Trade policies were on the agenda, and so was security. "
    "Many years later the organisation still has no secretariat. Nobody minds.";

Snippet cut(const MarkedWords& words, int width, std::string_view text = body, std::string_view language = "en") {
  schema::Stemmer stemmer(language);
  Marker marker(words, stemmer);
  return cut_snippet(text, marker, width);
}

TEST(Snippet, ShowsTheSentenceThatMatches) {
  const Snippet snippet = cut({{"policy"}, {}, {}}, 90);
  EXPECT_EQ(to_html(snippet), "… Trade <mark>policies</mark> were on the agenda, and so was security.");
}

TEST(Snippet, JoinsPassagesInOrder) {
  const Snippet snippet = cut({{"bangkok", "secretariat"}, {}, {}}, 240);
  const std::string html = to_html(snippet);
  EXPECT_LT(html.find("<mark>Bangkok</mark>"), html.find("<mark>secretariat</mark>")) << html;
  EXPECT_NE(html.find(" … "), std::string::npos) << html;
}

TEST(Snippet, MarksPhrasesWholeAndSpellings) {
  EXPECT_NE(to_html(cut({{}, {}, {{"asia", "europe", "meeting"}}}, 200)).find("<mark>Asia-Europe Meeting</mark>"),
            std::string::npos);
  EXPECT_NE(to_html(cut({{schema::fold_word("organization")}, {}, {}}, 200)).find("<mark>organisation</mark>"),
            std::string::npos);
  EXPECT_NE(to_html(cut({{}, {"secret"}, {}}, 200)).find("<mark>secretariat</mark>"), std::string::npos);
}

TEST(Snippet, ShowsTheLeadWhereNothingMatches) {
  EXPECT_TRUE(cut({{"nowhere"}, {}, {}}, 60).text.starts_with("The Asia-Europe Meeting began in Bangkok in 1996."));
  EXPECT_TRUE(cut({{"nowhere"}, {}, {}}, 60, "").text.empty());
}

TEST(Snippet, CutsOtherScripts) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "这是一个很长的句子关于贸易。";
  text += "亚欧会议于一九九六年在曼谷举行。";
  const Snippet snippet = cut({{}, {}, {{"亚", "欧", "会", "议"}}}, 40, text, "zh");
  EXPECT_NE(to_html(snippet).find("<mark>亚欧会议</mark>"), std::string::npos) << snippet.text;
}

TEST(Snippet, StaysWithinItsWidthAndValid) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "wörd" + std::to_string(i) + (i % 90 == 0 ? ". " : " ");
  for (int width = 40; width <= 400; width += 13) {
    const Snippet snippet = cut({{"word250", "word10"}, {}, {}}, width, text);
    EXPECT_TRUE(is_valid_utf8(snippet.text));
    EXPECT_LE(length(snippet.text), static_cast<std::size_t>(width) + 20) << snippet.text;
    for (const auto& [begin, end] : snippet.marks) {
      EXPECT_LT(begin, end);
      EXPECT_LE(end, snippet.text.size());
    }
  }
}

TEST(Snippet, HtmlIsSafe) {
  const Snippet snippet = cut({{"script"}, {}, {}}, 200, "A <script>alert('x')</script> & \"more\" of it.");
  EXPECT_EQ(to_html(snippet).find("<script>"), std::string::npos);
  EXPECT_NE(to_html(snippet).find("&lt;<mark>script</mark>&gt;"), std::string::npos) << to_html(snippet);
}

}  // namespace
}  // namespace caravan::query
