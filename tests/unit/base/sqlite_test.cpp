#include "base/sqlite.h"

#include <array>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace caravan::sqlite {
namespace {

constexpr std::array<Migration, 2> two_steps{
    {{1, "CREATE TABLE page(url TEXT PRIMARY KEY, body BLOB)"}, {2, "ALTER TABLE page ADD COLUMN site TEXT"}}};

Database open(const std::filesystem::path& file) {
  return value_or_throw(Database::open(file, Database::Access::create));
}

TEST(Sqlite, StoresWhatWasCommittedAndNothingElse) {
  const test::TemporaryFolder folder;
  Database database = open(folder / "a.db");
  ASSERT_TRUE(database.migrate(two_steps));
  {
    Transaction transaction(database);
    database.prepare("INSERT INTO page(url, body) VALUES(?, ?)")
        .bind(1, "kept")
        .bind_blob(2, std::string_view("\0x", 2))
        .run();
    transaction.commit();
  }
  {
    const Transaction transaction(database);
    database.prepare("INSERT INTO page(url) VALUES(?)").with("dropped").run();
  }
  Statement all = database.prepare("SELECT url, body, site FROM page");
  ASSERT_TRUE(all.step());
  EXPECT_EQ(all.text(0), "kept");
  EXPECT_EQ(all.blob(1), std::string_view("\0x", 2));
  EXPECT_TRUE(all.is_null(2));
  EXPECT_FALSE(all.step());
  EXPECT_EQ(database.quick_check(), "");
}

TEST(Sqlite, MigratesAnOlderStoreAndRefusesANewerOne) {
  const test::TemporaryFolder folder;
  { ASSERT_TRUE(open(folder / "a.db").migrate(std::span(two_steps).first(1))); }
  {
    const auto reader = Database::open(folder / "a.db", Database::Access::read_only);
    ASSERT_TRUE(reader);
    EXPECT_EQ(Database::open(folder / "a.db", Database::Access::read_only)->migrate(two_steps).error().fault,
              Fault::config);
  }
  { ASSERT_TRUE(open(folder / "a.db").migrate(two_steps)); }
  const auto refused = open(folder / "a.db").migrate(std::span(two_steps).first(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::newer_store);
  EXPECT_NE(refused.error().what.find("a.db"), std::string::npos);
}

TEST(Sqlite, AReaderCannotWrite) {
  const test::TemporaryFolder folder;
  { ASSERT_TRUE(open(folder / "a.db").migrate(two_steps)); }
  Database reader = value_or_throw(Database::open(folder / "a.db", Database::Access::read_only));
  EXPECT_THROW(reader.execute("INSERT INTO page(url) VALUES('x')"), Failure);
}

TEST(Sqlite, SaysWhatIsWrongWithAFile) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(Database::open(folder / "none.db", Database::Access::read_only).error().fault, Fault::not_found);
  std::ofstream(folder / "text.db") << std::string(8192, 'x');
  const auto corrupt = Database::open(folder / "text.db", Database::Access::create);
  ASSERT_FALSE(corrupt);
  EXPECT_EQ(corrupt.error().fault, Fault::corrupt);
  EXPECT_NE(corrupt.error().what.find("text.db"), std::string::npos);
  EXPECT_NE(corrupt.error().remedy.find("caravan check"), std::string::npos);
}

TEST(Sqlite, AFullDiskIsSaidAndLosesNothing) {
  const test::TemporaryFolder folder;
  Database database = open(folder / "a.db");
  ASSERT_TRUE(database.migrate(two_steps));
  database.prepare("INSERT INTO page(url) VALUES(?)").with("kept").run();
  database.execute("PRAGMA max_page_count=8");  // SQLite's own SQLITE_FULL
  try {
    database.prepare("INSERT INTO page(url, body) VALUES(?, ?)")
        .bind(1, "big")
        .bind_blob(2, std::string(1 << 20, 'x'))
        .run();
    FAIL() << "the disk is full";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().fault, Fault::disk);
    EXPECT_NE(failure.error().remedy.find("free some space"), std::string::npos);
  }
  Statement count = database.prepare("SELECT count(*) FROM page");
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 1);
}

TEST(Sqlite, BacksUpWhileInUse) {
  const test::TemporaryFolder folder;
  Database database = open(folder / "a.db");
  ASSERT_TRUE(database.migrate(two_steps));
  database.prepare("INSERT INTO page(url) VALUES(?)").with("kept").run();
  ASSERT_TRUE(database.back_up_to(folder / "b.db"));
  EXPECT_EQ(database.back_up_to(folder / "b.db").error().fault, Fault::usage) << "never over another file";
  Database copy = open(folder / "b.db");
  Statement count = copy.prepare("SELECT count(*) FROM page");
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 1);
}

}  // namespace
}  // namespace caravan::sqlite
