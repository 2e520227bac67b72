#include "base/write_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace caravan {
namespace {

TEST(WriteLock, TheSecondWriterLearnsWhoTheFirstIs) {
  const test::TemporaryFolder folder;
  const auto first = WriteLock::acquire(folder / "lock", "caravan update");
  ASSERT_TRUE(first);
  const auto second = WriteLock::acquire(folder / "lock", "caravan index");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::locked);
  EXPECT_NE(second.error().what.find("caravan update"), std::string::npos) << second.error().what;
  EXPECT_NE(second.error().what.find(std::to_string(::getpid())), std::string::npos) << second.error().what;
}

TEST(WriteLock, EndsWithItsObject) {
  const test::TemporaryFolder folder;
  { const auto first = WriteLock::acquire(folder / "lock", "one"); }
  EXPECT_TRUE(WriteLock::acquire(folder / "lock", "two")) << "the file stays, the lock does not";
}

TEST(WriteLock, NamesAFolderThatIsNotThere) {
  const test::TemporaryFolder folder;
  const auto lock = WriteLock::acquire(folder / "no" / "lock", "x");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().fault, Fault::disk);
}

}  // namespace
}  // namespace caravan
