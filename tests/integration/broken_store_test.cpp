// Stores that are damaged, cut or out of room: a clear message, an exit status, what was sound stays, and nothing is
// left lying about.

#include <filesystem>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sqlite.h"
#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

constexpr std::size_t sqlite_page = 4096, xapian_block = 8192;

/// Overwrites whole pages of a file with noise; the first is left alone where only the content is to be damaged.
void damage(const fs::path& file, std::size_t page_size, std::size_t first_page, int pages, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes = content(file);
  const std::size_t count = bytes.size() / page_size;
  for (int i = 0; i < pages && count > first_page; ++i) {
    const std::size_t begin = (first_page + random() % (count - first_page)) * page_size;
    for (std::size_t at = begin; at < begin + page_size; ++at) bytes[at] = static_cast<char>(random());
  }
  overwrite(file, bytes);
}

class BrokenStore : public testing::Test {
 protected:
  /// A place that has crawled and indexed one house of the specimen.
  void SetUp() override {
    place_.configure(specimen_sites(*site_, {"forum"}));
    place_.expect(0, {"--no-progress", "update"});
  }
  /// Ended by itself, with a message and no more than that.
  void expect_a_clear_end(const ProgramResult& result, const std::string& what) {
    EXPECT_LT(result.status, 128) << what << " was ended by a signal\n" << result.err;
    EXPECT_THAT(result.err, Not(HasSubstr("bug"))) << what;
    if (result.status == 4 || result.status == 2) {
      EXPECT_THAT(result.err + result.out, AnyOf(HasSubstr("crawl.db"), HasSubstr("index"), HasSubstr("snapshot")))
          << what;
    }
  }
  std::vector<std::string> files_in(const fs::path& folder) const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    return names;
  }
  std::vector<fs::path> index_files(const std::string& name) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(place_.data() / "index"))
      if (entry.path().filename() == name) found.push_back(entry.path());
    return found;
  }

  std::unique_ptr<SpecimenSite> site_ = specimen();
  Place place_;
};

TEST_F(BrokenStore, NoiseInTheArchiveIsNeverMoreThanAMessage) {
  const std::string archive = place_.read("data/crawl.db");
  fs::remove_all(place_ / "data/crawl.db-wal");
  const std::vector<std::vector<std::string>> commands{
      {"check"}, {"status"}, {"--no-progress", "update", "--full"}, {"index", "--rebuild"}, {"export"}};
  for (unsigned seed = 1; seed <= 3; ++seed) {
    for (const std::vector<std::string>& command : commands) {
      place_.write("data/crawl.db", archive);
      damage(place_ / "data/crawl.db", sqlite_page, seed % 2, 4, seed);
      const ProgramResult result = place_.caravan(command);
      expect_a_clear_end(result, fmt::format("seed {}, {}", seed, command[0]));
      if (command[0] == "check") {
        EXPECT_EQ(result.status, 4) << seed;
      }
      for (const char* ending : {"-wal", "-shm"}) fs::remove(place_.data() / ("crawl.db" + std::string(ending)));
    }
    place_.write("data/crawl.db", archive);
    damage(place_ / "data/crawl.db", sqlite_page, seed % 2, 4, seed);
    const ProgramResult backup = place_.caravan({"backup", "saved"});
    EXPECT_EQ(backup.status, 4) << seed;
    EXPECT_THAT(backup.err, AllOf(HasSubstr("crawl.db"), HasSubstr("restore"))) << seed;
    EXPECT_FALSE(fs::exists(place_ / "saved"));
    EXPECT_FALSE(fs::exists(place_ / "saved.partial"));
  }
  place_.write("data/crawl.db", archive);
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

TEST_F(BrokenStore, AnEmptyFileIsNoArchiveOfAnOlderFormat) {
  for (const char* ending : {"-wal", "-shm"}) fs::remove(place_.data() / ("crawl.db" + std::string(ending)));
  place_.write("data/crawl.db", "");
  for (const char* command : {"index", "check", "backup", "history"}) {
    std::vector<std::string> words{command};
    if (words[0] == "backup") words.emplace_back("saved");
    if (words[0] == "history") words.emplace_back("https://house.example/");
    const ProgramResult result = place_.caravan(words);
    EXPECT_THAT(result.status, AnyOf(2, 4)) << command;
    EXPECT_THAT(result.err + result.out, AllOf(HasSubstr("crawl.db"), HasSubstr("empty"), HasSubstr("caravan restore"),
                                               Not(HasSubstr("format"))))
        << command;
  }
}

TEST_F(BrokenStore, ADatabaseOfSomebodyElseIsNotTouched) {
  for (const char* ending : {"-wal", "-shm"}) fs::remove(place_.data() / ("crawl.db" + std::string(ending)));
  fs::remove(place_.data() / "crawl.db");
  {
    auto other = value_or_throw(sqlite::Database::open(place_.data() / "crawl.db", sqlite::Database::Access::create));
    other.execute("CREATE TABLE recipes(name TEXT)");
  }
  for (const char* command : {"crawl", "index"}) {
    const ProgramResult result = place_.caravan({command});
    EXPECT_EQ(result.status, 4) << command;
    EXPECT_THAT(result.err, AllOf(HasSubstr("crawl.db"), HasSubstr("not of this program"))) << command;
  }
}

TEST_F(BrokenStore, NoiseInTheIndexIsNoticedByTheNextIndexing) {
  const std::string articles = place_.expect(0, {"export"});
  for (const char* table : {"docdata.glass", "position.glass"}) {
    for (const fs::path& file : index_files(table)) damage(file, xapian_block, 0, 3, 7);
    EXPECT_THAT(place_.caravan({"index"}).out, HasSubstr("made anew")) << table;
    EXPECT_TRUE(place_.expect(0, {"export"}) == articles) << table;
    EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n") << table;
  }
}

TEST_F(BrokenStore, ARebuildThatFailsLeavesNoGenerationBehind) {
  const auto before = content_of(place_.data() / "index");
  const ProgramResult result =
      place_.caravan(ProgramSetup{.arguments = {"--no-progress", "index", "--rebuild"}, .largest_file = 40'000});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, HasSubstr("index"));
  EXPECT_TRUE(content_of(place_.data() / "index") == before);
}

TEST_F(BrokenStore, WhatAKilledRebuildLeftIsRemoved) {
  const auto before = content_of(place_.data() / "index");
  fs::create_directory(place_.data() / "index/gen-000002");
  place_.write("data/index/gen-000002/postlist.glass", "half a table");
  EXPECT_THAT(place_.expect(0, {"index"}), HasSubstr("nothing to change"));
  EXPECT_TRUE(content_of(place_.data() / "index") == before);
}

TEST_F(BrokenStore, ABackupWithoutRoomSaysSoAndLeavesNothing) {
  const ProgramResult result = place_.caravan(ProgramSetup{.arguments = {"backup", "saved"}, .largest_file = 60'000});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, AllOf(HasSubstr("saved"), HasSubstr("space")));
  EXPECT_THAT(files_in(place_.folder()), Not(Contains(HasSubstr("saved"))));
}

TEST_F(BrokenStore, ARestoreWithoutRoomSaysSoAndLeavesNothing) {
  place_.expect(0, {"backup", "saved"});
  fs::remove_all(place_.data());
  const ProgramResult result = place_.caravan(ProgramSetup{.arguments = {"restore", "saved"}, .largest_file = 60'000});
  EXPECT_EQ(result.status, 4) << result.out;
  EXPECT_THAT(result.err, AllOf(HasSubstr("data"), HasSubstr("space"), Not(HasSubstr("damaged"))));
  EXPECT_THAT(files_in(place_.data()), testing::ElementsAre("lock"));
  place_.expect(0, {"restore", "saved"});
  EXPECT_EQ(place_.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

}  // namespace
}  // namespace caravan::test
