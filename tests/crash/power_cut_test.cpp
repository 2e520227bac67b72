// The power is cut: what was not synced to the disk is there in part, or not at all. Nothing that a report counted is
// lost, and the archive opens and goes on.
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "crawler/archive/archive_reader.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/soundness.h"
#include "tests/crash/recording_disk.h"
#include "tests/support/temporary_folder.h"

namespace caravan::test {
namespace {

using archive::ArchiveWriter;

constexpr int pages = 240;
constexpr std::size_t body_bytes = 20'000;  // enough for the log to be folded in and begun anew on the way

std::string address(int page) { return "https://a.example/" + std::to_string(page); }

/// Noise, which no compression makes smaller.
std::string body_of(int page) {
  std::mt19937 random(static_cast<unsigned>(page));
  std::string body = "<p>";
  while (body.size() < body_bytes) body += static_cast<char>(random());
  return body;
}

archive::PageVisit visit_of(int page, const std::string& body) {
  archive::PageVisit visit;
  visit.url = address(page);
  visit.site = "A";
  visit.at = Instant(std::chrono::seconds(1'700'000'000 + page));
  visit.outcome = archive::Outcome::fetched;
  visit.status = 200;
  visit.effect = archive::Effect::store;
  visit.content_type = "text/html";
  visit.body = body;
  visit.discovered = {{address(page + 1)}};
  visit.next_due = visit.at + std::chrono::days(1);
  return visit;
}

/// A writer that is closed and opened again on the way, as runs do.
std::vector<RecordingDisk::Step> recorded_runs() {
  const TemporaryFolder folder;
  RecordingDisk disk;
  for (int first = 1; first <= pages; first += pages / 3) {
    ArchiveWriter writer = value_or_throw(ArchiveWriter::open(folder / "crawl.db", {.pages = 4}));
    for (int page = first; page < first + pages / 3; ++page) {
      writer.store(visit_of(page, body_of(page)));
      if (page % 8 != 0) continue;
      writer.commit();
      disk.mark(page);
    }
  }
  return disk.take();
}

void audit(const std::filesystem::path& crawl_db, std::int64_t promised) {
  const auto findings = archive::check(crawl_db);
  if (!findings) {  // before its tables were made, or between two steps of making them
    EXPECT_THAT(findings.error().fault, testing::AnyOf(Fault::not_found, Fault::config)) << findings.error().what;
    EXPECT_EQ(promised, 0) << findings.error().what;
    return;
  }
  EXPECT_THAT(*findings, testing::IsEmpty());
  const auto reader = value_or_throw(archive::ArchiveReader::open(crawl_db));
  for (int page = 1; page <= promised; ++page) {
    const auto snapshot = reader.newest(address(page));
    ASSERT_TRUE(snapshot) << page << " of " << promised << " is lost";
    EXPECT_TRUE(snapshot->body == body_of(page)) << page;
  }
}

int rounds() {
  const char* wanted = getenv("CARAVAN_CRASH_ROUNDS");
  return wanted == nullptr ? 15 : std::atoi(wanted);
}

TEST(PowerCut, AtAnyMomentLosesNothingThatWasCommitted) {
  const std::vector<RecordingDisk::Step> steps = recorded_runs();
  ASSERT_GT(std::ranges::count(steps, RecordingDisk::What::sync, &RecordingDisk::Step::what), pages / 8);
  std::mt19937 random(20261124);
  std::multiset<std::size_t> cuts;
  for (int round = 0; round < rounds(); ++round) cuts.insert(random() % steps.size());
  DiskAfterCut disk;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    for (std::size_t times = cuts.count(step); times > 0; --times) {
      const TemporaryFolder folder;
      disk.cut(folder.path(), random);
      SCOPED_TRACE("cut before step " + std::to_string(step));
      if (!std::filesystem::exists(folder / "crawl.db")) continue;
      audit(folder / "crawl.db", disk.promised());
      ArchiveWriter writer = value_or_throw(ArchiveWriter::open(folder / "crawl.db"));
      writer.store(visit_of(pages + 1, "<p>the next run"));
      writer.commit();
    }
    disk.play(steps[step]);
  }
}

}  // namespace
}  // namespace caravan::test
