#include "indexer/extract/pdf_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indexer/extract/pdf_text.h"

namespace caravan::extract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string word(int left, int top, int right, int bottom, const std::string& text) {
  const auto at = [](const char* name, int value) {
    return std::string(" ") + name + "=\"" + std::to_string(value) + ".0\"";
  };
  return "<word" + at("xMin", left) + at("yMin", top) + at("xMax", right) + at("yMax", bottom) + ">" + text + "</word>";
}

std::string one_line(const std::string& words) {
  return "<page width=\"595.0\" height=\"842.0\"><flow><block><line>" + words + "</line></block></flow></page>";
}

std::string first_line(const std::string& words) {
  const auto pages = read_layout(one_line(words), 10);
  return pages.size() == 1 && pages[0].lines.size() == 1 ? pages[0].lines[0].text : "?";
}

TEST(PdfLayout, ReadsLinesWithTheirPlaces) {
  const auto pages =
      read_layout(one_line(word(72, 100, 90, 112, "The") + word(93, 100, 120, 112, "sea &amp; &lt;sky&gt;")), 10);
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(pages[0].height, 842);
  ASSERT_EQ(pages[0].lines.size(), 1U);
  const PrintedLine& line = pages[0].lines[0];
  EXPECT_EQ(line.text, "The sea & <sky>");
  EXPECT_EQ(line.left, 72);
  EXPECT_EQ(line.right, 120);
  EXPECT_EQ(line.size, 12);
}

TEST(PdfLayout, JoinsWhatStandsTogether) {
  EXPECT_EQ(first_line(word(10, 0, 20, 12, "A") + word(20, 0, 30, 12, "sia")), "Asia") << "two fonts, one word";
  EXPECT_EQ(first_line(word(10, 0, 22, 12, "亚") + word(24, 0, 36, 12, "欧")), "亚欧") << "ideographs";
  EXPECT_EQ(first_line(word(10, 0, 40, 12, "of\uFB01ce") + word(45, 0, 50, 12, "\uF0B7")), "office")
      << "ligatures; signs of private use";
}

TEST(PdfLayout, LeavesOutWhatIsAbsurd) {
  for (const char* text :
       {"", "<page", "<page width=\"x\" height=\"nan\"><line><word xMin=\"1e999\" yMin=\"-inf\">a</word></line></page>",
        "<word xMin=\"1\">no page</word>", "<page><line><word>a<word>b</line></page></page></page>",
        "<page><line></word></line>",
        "<page width=\"-5\" height=\"1e30\"><block><line><word xMin=\"5\" xMax=\"-5\" yMin=\"9\" "
        "yMax=\"1\">w</word>"}) {
    for (auto pages = read_layout(text, 10); const PrintedPage& page : pages) {
      EXPECT_GE(page.height, 0);
      EXPECT_LE(page.height, 20'000);
      for (const PrintedLine& line : page.lines) EXPECT_GE(line.size, 0);
    }
  }
  std::string many;
  for (int i = 0; i < 50; ++i) many += one_line(word(1, 1, 9, 9, "w"));
  EXPECT_EQ(read_layout(many, 7).size(), 7U);
}

PrintedPage page_of(const std::vector<std::pair<double, std::string>>& lines) {
  PrintedPage page{595, 842, {}};
  for (std::size_t i = 0; i < lines.size(); ++i)
    page.lines.push_back({lines[i].second, 72, lines[i].first, 500, lines[i].first + 11, 11, i});
  return page;
}

std::vector<std::string> texts(const std::vector<PrintedPage>& pages) {
  std::vector<std::string> all;
  for (const PrintedPage& page : pages)
    for (const PrintedLine& line : page.lines) all.push_back(line.text);
  return all;
}

TEST(PdfText, RunningLinesGo) {
  std::vector<PrintedPage> pages;
  for (int i = 1; i <= 5; ++i)
    pages.push_back(page_of({{30, "Trade review " + std::to_string(2010 + i)},
                             {300, "Trade review 2010"},
                             {320, "text " + std::string(1, static_cast<char>('a' + i))},
                             {800, std::to_string(i)}}));
  pages.push_back(page_of({{30, "Once only"}, {300, "text"}, {800, "Page 6 of 6"}}));
  drop_running_lines(pages);
  EXPECT_THAT(texts(pages),
              ElementsAre("Trade review 2010", "text b", "Trade review 2010", "text c", "Trade review 2010", "text d",
                          "Trade review 2010", "text e", "Trade review 2010", "text f", "Once only", "text"));
}

TEST(PdfText, ParagraphsGoOnOverNotesAndPages) {
  std::vector<PrintedPage> pages{page_of({{300, "The council met and agreed that the road"}}),
                                 page_of({{300, "would be built. It was."}, {330, "Another one."}})};
  pages[0].lines.push_back({"1. A note in small letters.", 72, 700, 300, 708, 8, 9});
  const auto paragraphs = paragraphs_of(pages);
  ASSERT_EQ(paragraphs.size(), 3U);
  EXPECT_EQ(paragraphs[0].text, "1. A note in small letters.");
  EXPECT_EQ(paragraphs[1].text, "The council met and agreed that the road would be built. It was.");
  const PrintedBody body = body_of(paragraphs, 3);
  ASSERT_EQ(body.page_starts.size(), 3U);
  EXPECT_EQ(body.text.substr(body.page_starts[1], 14), " would be buil");
  EXPECT_EQ(body.page_starts[2], body.text.size()) << "a last page without text";
}

TEST(PdfText, ContentsAndLooseNumbersAreNoText) {
  EXPECT_THAT(
      paragraphs_of({page_of({{300, "Introduction ........ 3"}, {320, "Method . . . . . . 12"}, {340, "1.2 1.3"}})}),
      IsEmpty());
}

TEST(PdfText, BulletsFindTheirText) {
  const auto paragraphs = paragraphs_of({page_of({{300, "\u2022"}, {302, "First"}, {320, "\u2022 Second"}})});
  EXPECT_EQ(body_of(paragraphs, 1).text, "First\nSecond");
}

/// The work grows with the lines, not with their square: otherwise these would take minutes.
TEST(PdfText, PagesOfVeryManyLines) {
  constexpr int many = 60'000;
  const auto page = [](auto&& line_of) {
    PrintedPage all{595, 842, {}};
    for (int i = 0; i < many; ++i) all.lines.push_back(line_of(i));
    return all;
  };
  const std::vector<PrintedPage> hostile{
      page([](int i) { return PrintedLine{"x.", 72, 90.0 - i * 0.001, 80, 91.0 - i * 0.001, 1, 1}; }),
      page([](int i) { return PrintedLine{"Ends here.", 72, i * 0.001, 80, i * 0.001 + 1, 1, 1}; }),
      page([](int i) { return PrintedLine{"\u4E9A", 72, 300, 80, 311, 11, static_cast<std::size_t>(i / many)}; }),
      page([](int i) {
        return PrintedLine{i % 2 == 0 ? "note" : "text with", 72, 300, 80, 311, i % 2 == 0 ? 5.0 : 11.0,
                           static_cast<std::size_t>(i)};
      }),
      page([](int) { return PrintedLine{"inter-", 72, 300, 80, 311, 11, 1}; })};
  for (const PrintedPage& one : hostile) {
    std::vector<PrintedPage> pages{PrintedPage{595, 842, {}}, one};
    drop_running_lines(pages);
    EXPECT_EQ(body_of(paragraphs_of(pages), 2).page_starts.size(), 2U);
  }
}

}  // namespace
}  // namespace caravan::extract
