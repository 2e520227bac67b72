#include "crawler/archive/archive_reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sqlite.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;

TEST(ArchiveReader, ReadsTheLogInPieces) {
  Archive archive;
  for (const char* path : {"/a", "/b", "/c"}) archive.writer.store(fetched(path, path));
  const ArchiveReader reader = archive.reader();
  EXPECT_EQ(reader.last_sequence(), 3);
  const std::vector<Change> changes = reader.changes_after(1, 1);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].sequence, 2);
  EXPECT_EQ(changes[0].url, at("/b"));
  EXPECT_EQ(changes[0].site, "A");
  EXPECT_EQ(changes[0].at, night);
  EXPECT_EQ(reader.snapshot(changes[0].snapshot)->body, "/b");
  EXPECT_TRUE(reader.changes_after(3, 10).empty());
}

TEST(ArchiveReader, GivesEveryLivePageOnceInOrderOfAddress) {
  Archive archive;
  for (const char* path : {"/c", "/a", "/b", "/gone"}) archive.writer.store(fetched(path, path));
  archive.writer.store(fetched("/a", "second", night + days(1)));
  PageVisit gone = visit("/gone", Outcome::gone, 404, night + days(1));
  gone.effect = Effect::remove;
  archive.writer.store(gone);
  std::vector<std::string> bodies;
  archive.reader().for_each_live([&](const Snapshot& snapshot) { bodies.push_back(snapshot.body); });
  EXPECT_THAT(bodies, ElementsAre("second", "/b", "/c"));
}

TEST(ArchiveReader, TellsSnapshotsAndHistory) {
  Archive archive;
  const SnapshotId first = archive.writer.store(fetched("/a", "one")).snapshot;
  archive.writer.store(fetched("/a", "second", night + days(1)));
  const ArchiveReader reader = archive.reader();
  const Snapshot snapshot = reader.snapshot(first).value();
  EXPECT_EQ(snapshot.url, at("/a"));
  EXPECT_EQ(snapshot.site, "A");
  EXPECT_EQ(snapshot.fetched, night);
  EXPECT_EQ(snapshot.content_type, "text/html");
  const std::vector<SnapshotInfo> history = reader.history(at("/a"));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].id, first);
  EXPECT_EQ(history[1].bytes, 6);
  EXPECT_EQ(reader.newest(at("/a"))->body, "second");
  EXPECT_FALSE(reader.newest(at("/b")));
  EXPECT_FALSE(reader.snapshot({99}));
  EXPECT_TRUE(reader.history(at("/b")).empty());
}

TEST(ArchiveReader, CountsWhatIsThere) {
  Archive archive;
  archive.writer.store(fetched("/a", std::string(1000, 'x')));
  archive.writer.discover("A", std::vector<Discovered>{{at("/b"), PageKind::page, 1}}, night);
  const Totals totals = archive.reader().totals(night);
  EXPECT_EQ(totals.pages, 1);
  EXPECT_EQ(totals.known_urls, 2);
  EXPECT_EQ(totals.due, 1);
  EXPECT_EQ(totals.snapshots, 1);
  EXPECT_GT(totals.stored_bytes, 0);
  EXPECT_LT(totals.stored_bytes, 100);
}

TEST(ArchiveReader, EveryArchiveHasItsOwnIdentity) {
  Archive one, other;
  EXPECT_EQ(one.reader().identity().size(), 32u);
  EXPECT_EQ(one.reader().identity(), one.reader().identity());
  EXPECT_NE(one.reader().identity(), other.reader().identity());
}

TEST(ArchiveReader, NeedsAnArchiveThatItUnderstands) {
  Archive archive;
  EXPECT_EQ(ArchiveReader::open(archive.folder / "none.db").error().fault, Fault::not_found);
  archive.writer.commit();
  value_or_throw(sqlite::Database::open(archive.file, sqlite::Database::Access::create))
      .execute("PRAGMA user_version = 4711");
  EXPECT_EQ(ArchiveReader::open(archive.file).error().fault, Fault::newer_store);
  EXPECT_EQ(ArchiveWriter::open(archive.file).error().fault, Fault::newer_store);
  EXPECT_EQ(FrontierRows::open(archive.file).error().fault, Fault::newer_store);
  EXPECT_EQ(check(archive.file).error().fault, Fault::newer_store);
}

}  // namespace
}  // namespace caravan::archive
