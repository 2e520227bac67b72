#include "crawler/archive/soundness.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sqlite.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Check, FindsEachKindOfDamage) {
  struct Case {
    std::string_view sql, finding;
  };
  constexpr Case cases[] = {
      {"UPDATE snapshots SET body = x'00112233' WHERE id = 1",
       "snapshot 1 of https://a.org/a: a stored body is damaged"},
      {"UPDATE snapshots SET hash = x'00' WHERE id = 1", "snapshot 1 of https://a.org/a: its body is not the one"},
      {"UPDATE snapshots SET bytes = 7 WHERE id = 1", "snapshot 1 of https://a.org/a: a stored body is damaged"},
      {"UPDATE changes SET snapshot = 99 WHERE sequence = 2", "change 2 names snapshot 99"},
      {"UPDATE pages SET snapshot = 99 WHERE id = 2", "page https://a.org/b names snapshot 99"},
      {"UPDATE pages SET snapshot = 1 WHERE id = 2", "page https://a.org/b names snapshot 1"},
      {"DELETE FROM changes WHERE sequence = 1", "page https://a.org/a counts, but the change log does not say so"},
      {"PRAGMA foreign_keys=OFF; UPDATE visits SET page = 77 WHERE page = 1", "table visits"},
  };
  for (const Case& c : cases) {
    Archive archive;
    archive.writer.store(fetched("/a", "<p>one"));
    archive.writer.store(fetched("/b", "<p>two"));
    EXPECT_THAT(archive.findings(), IsEmpty());
    value_or_throw(sqlite::Database::open(archive.file, sqlite::Database::Access::create)).execute(c.sql);
    EXPECT_THAT(archive.findings(), testing::Contains(HasSubstr(std::string(c.finding)))) << c.sql;
  }
}

TEST(Check, FindsAFileThatIsNoDatabase) {
  caravan::test::TemporaryFolder folder;
  std::ofstream(folder / "crawl.db") << std::string(8192, 'x');
  const Result<std::vector<std::string>> findings = check(folder / "crawl.db");
  ASSERT_TRUE(findings) << findings.error().what;
  EXPECT_THAT(*findings, ElementsAre(HasSubstr("crawl.db")));
}

TEST(Check, FindsPagesOverwrittenInTheFile) {
  caravan::test::TemporaryFolder folder;
  {
    ArchiveWriter writer = value_or_throw(ArchiveWriter::open(folder / "crawl.db"));
    for (int i = 0; i < 200; ++i) writer.store(fetched("/" + std::to_string(i), "<p>" + std::string(2000, 'a')));
    writer.commit();
  }
  {
    std::fstream file(folder / "crawl.db", std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(folder / "crawl.db"));
    for (std::streamoff at = 8 * 4096; at < size; at += 3 * 4096) file.seekp(at).write("damage damage damage", 20);
  }
  const Result<std::vector<std::string>> findings = check(folder / "crawl.db");
  ASSERT_TRUE(findings) << findings.error().what;
  EXPECT_FALSE(findings->empty());
}

TEST(Check, NeedsAnArchive) {
  caravan::test::TemporaryFolder folder;
  EXPECT_EQ(check(folder / "crawl.db").error().fault, Fault::not_found);
}

TEST(BackUp, CopiesWhatIsCommittedWhileOthersWrite) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.commit();
  archive.writer.store(fetched("/b", "<p>two"));  // under way
  const std::filesystem::path copy = archive.folder / "copy.db";
  value_or_throw(back_up(archive.file, copy));
  const ArchiveReader reader = value_or_throw(ArchiveReader::open(copy));
  EXPECT_EQ(reader.last_sequence(), 1);
  EXPECT_EQ(reader.newest(at("/a"))->body, "<p>one");
  EXPECT_EQ(reader.identity(), archive.reader().identity());
  EXPECT_THAT(value_or_throw(check(copy)), IsEmpty());
  EXPECT_EQ(back_up(archive.file, copy).error().fault, Fault::usage);
}

}  // namespace
}  // namespace caravan::archive
