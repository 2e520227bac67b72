#include "indexer/article/article_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/day.h"

namespace caravan::article {
namespace {

using testing::ElementsAre;

Article with_body(std::string body) {
  Article article;
  article.body = std::move(body);
  return article;
}

ChangedParagraph whole(Edit edit, std::string text) { return {{{edit, std::move(text)}}}; }

TEST(ArticleDiff, EqualVersionsDifferInNothing) {
  EXPECT_TRUE(diff(with_body("One.\n\nTwo."), with_body("One.\n\nTwo.")).empty());
}

TEST(ArticleDiff, NamesTheFactsThatChanged) {
  Article from, to;
  from.title = "Old";
  to.title = "New";
  from.authors = {{"Wei Li", "Fellow", ""}};
  to.authors = {{"Wei Li", "Director", "FIIA"}};
  to.modified = parse_iso_day("2020-02-01");
  const ArticleDiff changes = diff(from, to);
  EXPECT_THAT(changes.facts, ElementsAre(FactChange{"title", "Old", "New"},
                                         FactChange{"authors", "Wei Li, Fellow", "Wei Li, Director, FIIA"},
                                         FactChange{"modified", "", "2020-02-01"}));
  EXPECT_TRUE(changes.body.empty());
}

TEST(ArticleDiff, ParagraphsComeAndGo) {
  EXPECT_THAT(diff(with_body("One.\n\nTwo.\n\nThree."), with_body("One.\n\nThree.\n\nFour.")).body,
              ElementsAre(whole(Edit::kept, "One."), whole(Edit::removed, "Two."), whole(Edit::kept, "Three."),
                          whole(Edit::added, "Four.")));
}

TEST(ArticleDiff, ARewrittenParagraphIsComparedWordByWord) {
  EXPECT_THAT(
      diff(with_body("The twelve members met in Bangkok."), with_body("The thirteen members met in Bangkok.")).body,
      ElementsAre(ChangedParagraph{{{Edit::kept, "The"},
                                    {Edit::removed, "twelve"},
                                    {Edit::added, "thirteen"},
                                    {Edit::kept, "members met in Bangkok."}}}));
}

TEST(ArticleDiff, ParagraphsWithLittleInCommonStandApart) {
  EXPECT_THAT(diff(with_body("Entirely about fish and rivers."), with_body("Trade policy, tariffs and quotas.")).body,
              ElementsAre(whole(Edit::removed, "Entirely about fish and rivers."),
                          whole(Edit::added, "Trade policy, tariffs and quotas.")));
}

TEST(ArticleDiff, VeryLongTextsAreComparedCoarselyButWhole) {
  std::string from, to;
  for (int i = 0; i < 5000; ++i) {
    from += "a" + std::to_string(i) + "\n\n";
    to += "b" + std::to_string(i) + "\n\n";
  }
  EXPECT_EQ(diff(with_body(from), with_body(to)).body.size(), 10'000u);
}

}  // namespace
}  // namespace caravan::article
