#include "indexer/extract/extract.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace caravan::extract {
namespace {

std::string paragraphs(int count) {
  std::string html;
  for (int i = 0; i < count; ++i)
    html += "<p>Paragraph number " + std::to_string(i) +
            " says that the ministers met, that they agreed on little, and that a communiqué was issued in the "
            "evening.</p>\n";
  return html;
}

Extraction read(std::string_view html, std::string_view url = "https://a.example/2020/05/04/title/") {
  return extract({html, url, "text/html; charset=utf-8"}, true);
}

TEST(Extract, ReadsAPlainArticle) {
  const Extraction got = read(
      "<html lang=en><title>Ministers meet | A Review</title><meta property='og:site_name' content='A Review'>"
      "<nav><a href=/>Home</a> <a href=/x>Topics</a></nav><article><h1>Ministers meet</h1><p class=byline>By Ann Lee"
      "</p>" +
      paragraphs(6) + "</article><footer><p>All rights reserved by the review.</p></footer>");
  EXPECT_EQ(got.type, PageType::article) << got.why;
  EXPECT_EQ(got.article.title, "Ministers meet");
  ASSERT_EQ(got.article.authors.size(), 1u);
  EXPECT_EQ(got.article.authors[0].name, "Ann Lee");
  EXPECT_TRUE(got.article.body.starts_with("Paragraph number 0")) << got.article.body;
  EXPECT_TRUE(got.article.body.ends_with("in the evening.")) << got.article.body;
  EXPECT_EQ(got.article.language, "en");
  EXPECT_EQ(iso(*got.article.published), "2020-05-04");
  EXPECT_FALSE(got.evidence.empty());
}

TEST(Extract, ChosenEvidenceIsMarked) {
  const Extraction got = read("<h1>Ministers meet</h1>" + paragraphs(5));
  bool chosen = false;
  for (const Evidence& e : got.evidence) chosen |= e.field == "title" && e.chosen && e.value == "Ministers meet";
  EXPECT_TRUE(chosen);
}

TEST(Extract, MoreCommentsThanTextInOneElementLeaveTheTextWhole) {
  std::string comments;
  for (int i = 0; i < 60; ++i)
    comments += "<li class=comment><p>Reader " + std::to_string(i) +
                " thinks, as many others here do, that it is all wrong, and that number " + std::to_string(i * 7) +
                " would have been the better choice. He says so at some length, and with much feeling.</p></li>";
  const Extraction got = read("<div id=page><h1>Ministers meet</h1><p class=by>By Ann Lee</p>" + paragraphs(8) +
                              "<div class=comments><ol>" + comments + "</ol></div></div>");
  EXPECT_TRUE(got.article.body.starts_with("Paragraph number 0")) << got.article.body;
  EXPECT_NE(got.article.body.find("Paragraph number 7"), std::string::npos) << got.article.body;
  EXPECT_EQ(got.article.body.find("Reader 3"), std::string::npos);
}

TEST(Extract, ExplainsWhatActedOnBodyAndFacts) {
  const Extraction got = read(
      "<html lang=en-GB><meta property='article:published_time' content='2020-05-04'><meta "
      "property='article:modified_time' content='2020-05-04'><meta name=description content='What the ministers said "
      "to each other.'><main id=m class='a b'><h1>Ministers meet</h1>" +
      paragraphs(6) + "<blockquote>the ministers met, that they agreed on little</blockquote></main><main>" +
      paragraphs(6) + "</main>");
  const auto chosen = [&](std::string_view field, std::string_view value, std::string_view source) {
    return std::any_of(got.evidence.begin(), got.evidence.end(), [&](const Evidence& e) {
      return e.field == field && e.value.find(value) != e.value.npos && e.source.starts_with(source) && e.chosen;
    });
  };
  EXPECT_TRUE(chosen("body", "6 blocks in main#m.a.b", "block model"));
  EXPECT_TRUE(chosen("language", "en-GB", "html lang"));
  EXPECT_TRUE(chosen("summary", "What the ministers", "meta description"));
  EXPECT_TRUE(chosen("published", "2020-05-04", "meta"));
  EXPECT_FALSE(chosen("modified", "2020-05-04", "meta"));  // not later, so no news
  EXPECT_TRUE(chosen("body", "1 blocks dropped", "pull quotes"));
}

TEST(Extract, FirstParagraphApartFromTheOthersIsText) {
  const Extraction got = read(
      "<div><h1>Ministers meet</h1><p>The ministers of two countries met on Monday, for the first time in four years, "
      "and left without a word to the press.</p></div><nav><a href=/a>Home</a> <a href=/b>World</a></nav><article>" +
      paragraphs(6) + "</article>");
  EXPECT_TRUE(got.article.body.starts_with("The ministers of two countries")) << got.article.body;
  EXPECT_TRUE(got.article.body.ends_with("in the evening.")) << got.article.body;
}

TEST(Extract, OnlyH1IsTheHeadlineThoughALaterHeadingIsCloserToTheTitle) {
  const Extraction got = read("<title>Best meetings of ministers in 2020</title><h1>Meetings of ministers</h1>" +
                              paragraphs(4) + "<h2>The best meetings of ministers in 2020</h2>" + paragraphs(6));
  EXPECT_TRUE(got.article.body.starts_with("Paragraph number 0")) << got.article.body;
}

TEST(Extract, TeasersBehindTheTextAreNoText) {
  std::string page = "<div><h1>Ministers meet</h1><div class=text>" + paragraphs(6) + "</div>";
  for (int i = 0; i < 5; ++i)
    page += "<div class='post-" + std::to_string(i) + " post'><p><a href=/other>Harvest fails again</a></p><p>Wheat " +
            std::to_string(i) +
            " stood low in the valley this summer, and the barns, which are old, were half empty.</p></div>";
  const Extraction got = read(page + "</div>");
  EXPECT_TRUE(got.article.body.ends_with("in the evening.")) << got.article.body;
}

TEST(Extract, ReadsTheDayFromEveryKindOfMeta) {
  for (const std::string name : {"article:published_time", "citation_publication_date", "DC.date.issued",
                                 "parsely-pub-date", "sailthru.date", "prism.publicationDate", "bt:pubDate"}) {
    const Extraction got =
        read("<meta name='" + name + "' content='2018-10-12'><h1>Ministers meet</h1>" + paragraphs(5));
    ASSERT_TRUE(got.article.published) << name;
    EXPECT_EQ(iso(*got.article.published), "2018-10-12") << name;
  }
}

TEST(Extract, CanonicalAndNoindex) {
  const Extraction got = read("<link rel=canonical href='/real'><meta name=robots content=noindex>" + paragraphs(5));
  EXPECT_EQ(got.canonical, "https://a.example/real");
  EXPECT_TRUE(got.noindex);
}

TEST(Extract, SaysWhatIsNoArticle) {
  EXPECT_EQ(read("").type, PageType::other);
  EXPECT_EQ(read("<p>Nothing here.").type, PageType::other);
  EXPECT_EQ(read("<h1>News</h1>" + paragraphs(9), "https://a.example/").type, PageType::listing);
  std::string cards = "<h1>All news</h1>";
  for (int i = 0; i < 8; ++i)
    cards += "<div class=card><h3><a href='/n" + std::to_string(i) + "'>A headline that leads away</a></h3>" +
             paragraphs(1) + "</div>";
  EXPECT_EQ(read(cards, "https://a.example/news").type, PageType::listing);
}

TEST(Extract, GivesUpOnTooHardPagesAndSaysSo) {
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "<div>";
  const Extraction got = read(deep);
  EXPECT_EQ(got.type, PageType::too_hard);
  EXPECT_FALSE(got.why.empty());
}

TEST(Extract, SurvivesHostileInput) {
  const std::string inputs[] = {
      std::string(100'000, '<'),
      std::string(1'000, '\0') + "<p>" + std::string(1'000, '\xff'),
      "<script type='application/ld+json'>" + std::string(200'000, '[') + "</script>" + paragraphs(4),
      "<script "
      "type='application/"
      "ld+json'>{\"@graph\":[{\"@type\":\"Article\",\"author\":{\"@id\":\"#a\"}},{\"@id\":\"#a\",\"author\":{\"@id\":"
      "\"#a\"},"
      "\"@type\":\"Article\",\"headline\":7,\"datePublished\":[[]]}]}</script>" +
          paragraphs(4),
      "<html><frameset><frame></frameset></html>",
  };
  for (const std::string& input : inputs) {
    const Extraction got = read(input);
    EXPECT_TRUE(got.article.body.size() < input.size() * 4 + 100);
  }
}

TEST(Extract, FingerprintChangesWithWhatIsIndexed) {
  const auto first = read("<h1>One</h1>" + paragraphs(5)), second = read("<h1>Two</h1>" + paragraphs(5));
  EXPECT_EQ(fingerprint(first), fingerprint(read("<h1 class=x>One</h1>" + paragraphs(5) + "<!-- y -->")));
  EXPECT_NE(fingerprint(first), fingerprint(second));
}

}  // namespace
}  // namespace caravan::extract
