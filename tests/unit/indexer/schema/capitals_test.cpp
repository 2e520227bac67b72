#include "indexer/schema/capitals.h"

#include <gtest/gtest.h>

namespace caravan::schema {
namespace {

TEST(Capitals, AWordStandsOutWhereItsNeighboursAreSmall) {
  const struct {
    std::string_view text, word;
    bool stands_out;
  } cases[] = {
      {"WHO", "WHO", true},
      {"the WHO says", "WHO", true},
      {"(WHO) declared", "WHO", true},
      {"reports to WHO's centres", "WHO's", true},
      {"reports to WHO\u2019s centres", "WHO\u2019s", true},
      {"an EU IT agency", "IT", true},
      {"a EU WHO UN meeting", "WHO", false},
      {"WHO says so", "WHO", true},
      {"WHO SAYS", "WHO", false},
      {"WHO SAYS SO", "WHO", false},
      {"WHO, IN 2018, A SAYS", "WHO", false},
      {"who says so", "who", false},
      {"Who says so", "Who", false},
      {"IT'S not", "IT'S", false},
      {"A fact", "A", false},
      {"与WHO合作", "WHO", true},
      {"the I.S. fell", "I.S.", true},
  };
  for (const auto& c : cases) {
    const std::size_t begin = c.text.find(c.word);
    EXPECT_EQ(stands_out_in_capitals(c.text, begin, begin + c.word.size()), c.stands_out) << c.text;
  }
}

TEST(Capitals, AnAcronymsWordGivesItsStopWordBack) {
  EXPECT_EQ(stop_word_of(acronym_word("who")), "who");
  EXPECT_EQ(stop_word_of("who"), "");
  EXPECT_EQ(stop_word_of("&"), "");
}

}  // namespace
}  // namespace caravan::schema
