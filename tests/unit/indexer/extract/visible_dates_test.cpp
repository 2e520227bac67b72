#include "indexer/extract/visible_dates.h"

#include <gtest/gtest.h>

#include "indexer/extract/extract.h"

namespace caravan::extract {
namespace {

TEST(DateLabels, TheNearestCounts) {
  struct Case {
    std::string_view before, after;
    DateLabel label;
  };
  constexpr Case cases[] = {
      {"", "", DateLabel::none},
      {"published ", "", DateLabel::published},
      {"last updated: ", "", DateLabel::updated},
      {"letzte anderung: ", "", DateLabel::updated},
      {"erschienen am: ", "", DateLabel::published},
      {"published by the editors, updated ", "", DateLabel::updated},
      {"updated by the editors, published ", "", DateLabel::published},
      {"this article was originally published on ", "", DateLabel::first_published},
      {"originally published in a paper of some far away country and city on ", "", DateLabel::published},
      {"", " | originally published", DateLabel::first_published},
      {"", " (updated)", DateLabel::updated},
      {"", " the minister updated his plans", DateLabel::none},
      {"uncorrected proof of ", "", DateLabel::none},
      {"edited by ann lee, ", "", DateLabel::none},
  };
  for (const Case& c : cases) EXPECT_EQ(label_of_date(c.before, c.after), c.label) << c.before << '|' << c.after;
}

/// A page's published and modified day, as "2018-10-12 2019-01-02".
std::string days_of(std::string_view head, std::string_view above, std::string_view below = "",
                    std::string_view url = "https://a.example/title", std::string_view opening = "") {
  std::string html = "<html lang=en><head>";
  html += head;
  html += "</head><body><article><h1>Ministers meet in the old town</h1>";
  html += above;
  html += opening;
  for (int i = 0; i < 6; ++i)
    html += "<p>Paragraph " + std::to_string(i) +
            " says that the ministers met, that they agreed on little, and that a statement was issued.</p>";
  html += below;
  html += "</article></body></html>";
  const Extraction got = extract({html, url, "text/html; charset=utf-8"}, true);
  std::string days = got.article.published ? iso(*got.article.published) : "";
  if (got.article.modified) days += " " + iso(*got.article.modified);
  return days;
}

std::string meta(std::string_view name, std::string_view content) {
  return "<meta property='" + std::string(name) + "' content='" + std::string(content) + "'>";
}

TEST(VisibleDates, OrderOfNumbersIsLearntFromThePage) {
  EXPECT_EQ(days_of("", "<p>03/10/2023</p>"), "2023-03-10");
  EXPECT_EQ(days_of(meta("og:locale", "en_GB"), "<p>03/10/2023</p>"), "2023-10-03");
  EXPECT_EQ(days_of(meta("og:locale", "en_US"), "<p>03/10/2023</p>"), "2023-03-10");
  EXPECT_EQ(days_of("", "<p>03/10/2023</p>", "", "https://a.example/2023/october/03/title"), "2023-10-03");
  EXPECT_EQ(days_of("", "<p>03/10/2023</p>", "<ul><li>25/09/2023 Another one<li>28/08/2023 A third</ul>"),
            "2023-10-03");
  // Dots, too, where only the other way round meets the metadata.
  EXPECT_EQ(days_of(meta("article:published_time", "2021-11-01T04:00:14Z"), "<p>11.01.2021</p>"), "2021-11-01");
}

TEST(VisibleDates, DayOfFirstPublicationWins) {
  EXPECT_EQ(days_of("", "<p>30 Sep 2022, 11:07am</p>",
                    "<p>This article was originally published on 26 Sep 2019 but has been regularly updated.</p>"),
            "2019-09-26");
  EXPECT_EQ(
      days_of("", "<p>12 Jan 2026 | Latest version</p>", "<h6>3 Sept 2024 <span>| Originally published</span></h6>"),
      "2024-09-03");
}

TEST(VisibleDates, EveryDateOfALineHasItsLabel) {
  EXPECT_EQ(days_of("", "<p>Posted May 5, 2020 - Updated June 6, 2020</p>"), "2020-05-05 2020-06-06");
  EXPECT_EQ(days_of("", "", "<footer>Letzte Änderung: 31.10.2023<br>Erschienen am: 01.10.2023</footer>"),
            "2023-10-01 2023-10-31");
}

TEST(VisibleDates, StandAtTheBeginningOfTheText) {
  EXPECT_EQ(days_of("", "", "", "https://a.example/t",
                    "<p>(21 November 2022) The ministers of all the countries met here, agreed, and left again.</p>"),
            "2022-11-21");
  EXPECT_EQ(days_of("", "", "", "https://a.example/t",
                    "<p>Since the 21 November 2022 the ministers of all the countries have met often, have "
                    "never agreed on anything at all, and have left again each time without a word to the press.</p>"),
            "");
}

TEST(VisibleDates, PubdateIsTheArticlesUnlessAllHaveIt) {
  const std::string head = meta("article:published_time", "2025-08-08");
  EXPECT_EQ(days_of(head, "", "<div>Out <time pubdate datetime='2025-08-13'>August 13, 2025</time></div>"),
            "2025-08-13");
  EXPECT_EQ(days_of(head, "",
                    "<div>Out <time pubdate datetime='2025-08-13'>August 13, 2025</time></div><div>Bo "
                    "<time pubdate datetime='2025-08-15'>August 15, 2025</time></div>"),
            "2025-08-08");
}

TEST(VisibleDates, MidnightInUtcIsTheNextDayWhereItIsMidnight) {
  EXPECT_EQ(days_of(meta("article:published_time", "2022-11-06T23:00:00.000Z") + meta("og:locale", "de"), ""),
            "2022-11-06");  // <html lang=en> counts more
  for (const auto& [language, moment, day] : {std::tuple{"de-AT", "2022-11-06T23:00:00.000Z", "2022-11-07"},
                                              {"de", "2022-11-06T23:12:00.000Z", "2022-11-06"},
                                              {"de", "2022-11-06T23:00:00+01:00", "2022-11-06"},
                                              {"en", "2022-11-06T23:00:00Z", "2022-11-06"},
                                              {"zh-CN", "2022-11-06T16:00:00Z", "2022-11-07"}}) {
    const std::string html = "<html lang=" + std::string(language) + meta("x", "y").replace(0, 5, "><meta") +
                             meta("article:published_time", moment) + "<h1>Title of it</h1><p>Text.";
    const Extraction got = extract({html, "https://a.example/t", "text/html; charset=utf-8"});
    ASSERT_TRUE(got.article.published);
    EXPECT_EQ(iso(*got.article.published), day) << language << ' ' << moment;
  }
}

TEST(VisibleDates, ModifiedOnlyWhenLater) {
  EXPECT_EQ(days_of(meta("article:published_time", "2020-05-05") + meta("article:modified_time", "2020-05-05"), ""),
            "2020-05-05");
  EXPECT_EQ(days_of(meta("article:published_time", "2020-05-05") + meta("article:modified_time", "2020-05-06"), ""),
            "2020-05-05 2020-05-06");
}

}  // namespace
}  // namespace caravan::extract
