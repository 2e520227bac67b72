#include "base/durable_file.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace caravan {
namespace {

TEST(DurableFile, ReplacesAllOrNothing) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(replace_file(folder / "x", "one"));
  ASSERT_TRUE(replace_file(folder / "x", "two"));
  EXPECT_EQ(read_file(folder / "x").value(), "two");
  EXPECT_FALSE(std::filesystem::exists(folder / "x.new")) << "nothing is left behind";
}

TEST(DurableFile, AFullDiskKeepsTheOldContent) {
  // /dev/full answers every write as a full disk does.
  const test::TemporaryFolder folder;
  ASSERT_TRUE(replace_file(folder / "x", "old"));
  std::filesystem::create_symlink("/dev/full", folder / "x.new");
  const auto replaced = replace_file(folder / "x", "new");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().fault, Fault::disk);
  EXPECT_NE(replaced.error().what.find((folder / "x.new").string()), std::string::npos) << replaced.error().what;
  EXPECT_NE(replaced.error().remedy.find("free some space"), std::string::npos);
  EXPECT_EQ(read_file(folder / "x").value(), "old");
}

TEST(DurableFile, SaysWhatCannotBeRead) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_file(folder / "missing").error().fault, Fault::not_found);
  EXPECT_EQ(read_file(folder.path()).error().fault, Fault::disk);
  ASSERT_TRUE(replace_file(folder / "file", ""));
  EXPECT_EQ(make_folder(folder / "file" / "below").error().fault, Fault::disk);
  EXPECT_TRUE(make_folder(folder / "a" / "b"));
  EXPECT_TRUE(make_folder(folder / "a" / "b")) << "twice is fine";
}

}  // namespace
}  // namespace caravan
