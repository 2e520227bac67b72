#include "cli/wrap.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/unicode.h"

namespace caravan::cli {
namespace {

using testing::ElementsAre;

std::vector<std::string> lines(std::string_view text, std::size_t width) {
  std::vector<std::string> result;
  for (const Line& line : wrap(text, width)) result.emplace_back(text.substr(line.begin, line.end - line.begin));
  return result;
}

TEST(Wrap, BreaksAtWhiteSpace) {
  EXPECT_THAT(lines("the quick brown fox", 10), ElementsAre("the quick", "brown fox"));
  EXPECT_THAT(lines("the quick brown fox", 9), ElementsAre("the quick", "brown fox"));
  EXPECT_THAT(lines("the quick brown fox", 8), ElementsAre("the", "quick", "brown", "fox"));
}

TEST(Wrap, LeavesOutWhiteSpaceAtTheEdges) {
  EXPECT_THAT(lines("  a \t b  ", 80), ElementsAre("a \t b"));
  EXPECT_THAT(lines("", 80), ElementsAre());
  EXPECT_THAT(lines(" \n ", 80), ElementsAre());
}

TEST(Wrap, ANewlineEndsALine) { EXPECT_THAT(lines("one two\nthree", 80), ElementsAre("one two", "three")); }

TEST(Wrap, AWordLongerThanALineStandsAlone) {
  EXPECT_THAT(lines("see https://example.org/a/very/long/address now", 12),
              ElementsAre("see", "https://example.org/a/very/long/address", "now"));
}

TEST(Wrap, CountsColumnsNotBytes) {
  EXPECT_THAT(lines("Défense Sécurité", 16), ElementsAre("Défense Sécurité"));
  EXPECT_THAT(lines("Défense Sécurité", 15), ElementsAre("Défense", "Sécurité"));
}

TEST(Wrap, WideCharactersNeedNoWhiteSpaceAndCountTwice) {
  EXPECT_THAT(lines("亚欧会议在曼谷举行", 8), ElementsAre("亚欧会议", "在曼谷举", "行"));
  EXPECT_THAT(lines("ASEM亚欧会议", 8), ElementsAre("ASEM亚欧", "会议"));
}

TEST(Wrap, NoLineIsWiderThanAskedFor) {
  const std::string text = "ASEM 亚欧会议 brings 51 partners together: l’Europe et l’Asie, 日本 und 中国.";
  for (std::size_t width = 9; width < 60; ++width)
    for (const std::string& line : lines(text, width)) EXPECT_LE(display_width(line), width) << line;
}

}  // namespace
}  // namespace caravan::cli
