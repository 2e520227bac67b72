#include "indexer/extract/language.h"

#include <gtest/gtest.h>

namespace caravan::extract {
namespace {

constexpr std::string_view german =
    "Die Verhandlungen zwischen der Europäischen Union und den asiatischen Partnern dauerten länger, als die "
    "Beteiligten erwartet "
    "hatten, und am Ende blieb eine Erklärung, die niemand gelesen hat.";

TEST(Language, MarkupIsCheckedAgainstTheText) {
  EXPECT_EQ(language_of(german, {"de-AT"}), "de");
  EXPECT_EQ(language_of(german, {"en-US"}), "de");
  EXPECT_EQ(language_of(german, {}), "de");
  EXPECT_EQ(language_of("Kurz.", {"fr_FR"}), "fr");
  EXPECT_EQ(language_of("", {}), "");
}

}  // namespace
}  // namespace caravan::extract
