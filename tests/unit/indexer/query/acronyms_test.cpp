#include "indexer/query/acronyms.h"

#include <gtest/gtest.h>

#include "base/durable_file.h"
#include "tests/support/temporary_folder.h"

namespace caravan::query {
namespace {

TEST(Acronyms, TheListBuiltInIsLong) { EXPECT_GE(value_or_throw(Acronyms::load({})).size(), 300U); }

TEST(Acronyms, BothWays) {
  const Acronyms acronyms = value_or_throw(Acronyms::load({}));
  ASSERT_EQ(acronyms.long_forms("asem", false).size(), 1U);
  EXPECT_EQ(acronyms.long_forms("ASEM", false)[0], (std::vector<std::string>{"asia", "europe", "meeting"}));
  EXPECT_TRUE(acronyms.long_forms("who", false).empty());
  EXPECT_FALSE(acronyms.long_forms("WHO", false).empty());
  EXPECT_TRUE(acronyms.long_forms("WHO", true).empty());
  const LongForm form = acronyms.at({"the", "asia", "europe", "meeting", "in"}, 1);
  EXPECT_EQ(form.words, 3U);
  EXPECT_EQ(form.acronym, "asem");
}

TEST(Acronyms, PartsOfACompound) {
  const Acronyms acronyms = value_or_throw(Acronyms::load({}));
  const struct {
    std::string_view typed;
    std::size_t forms;
  } cases[] = {{"EU-ASEAN", 2}, {"eu-asean", 2},     {"US-China", 2}, {"us-china", 0}, {"EU\u2013Asia", 1},
               {"un-named", 0}, {"co-operation", 0}, {"R&D", 0},      {"ASEAN", 0},    {"WHO-led", 1}};
  for (const auto& c : cases) EXPECT_EQ(acronyms.long_forms_of_parts(c.typed, false).size(), c.forms) << c.typed;
  EXPECT_EQ(acronyms.long_forms_of_parts("WHO-LED", true).size(), 0U);
}

TEST(Acronyms, AnOwnListAndABrokenOne) {
  const test::TemporaryFolder folder;
  value_or_throw(replace_file(folder / "own.toml", "[acronyms]\nXYZ = [\"Xylophone Yodel Zone\"]\n"));
  EXPECT_EQ(value_or_throw(Acronyms::load(folder / "own.toml")).size(), 1U);
  value_or_throw(replace_file(folder / "broken.toml", "[acronyms]\nXYZ = \n"));
  const auto broken = Acronyms::load(folder / "broken.toml");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().fault, Fault::config);
  EXPECT_NE(broken.error().what.find("broken.toml:2"), std::string::npos) << broken.error().what;
  EXPECT_EQ(Acronyms::load(folder / "none.toml").error().fault, Fault::not_found);
}

}  // namespace
}  // namespace caravan::query
