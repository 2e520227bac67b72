#include "crawler/archive/frontier_rows.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> paths(const DueBatch& batch) {
  std::vector<std::string> found;
  for (const DuePage& page : batch.pages) found.push_back(page.url.substr(std::string_view("https://a.org").size()));
  return found;
}

/// Pages due on the days of their names.
void discover_on_days(ArchiveWriter& writer, std::initializer_list<int> due_days) {
  for (int day : due_days)
    writer.discover("A", std::vector<Discovered>{{at("/" + std::to_string(day)), PageKind::page, 1}},
                    night + days(day));
}

TEST(Due, MostOverdueFirstInBatches) {
  Archive archive;
  discover_on_days(archive.writer, {3, 1, 5, 2, 4});
  DueQuery query{.site = "A", .due_by = night + days(4), .limit = 3};
  const DueBatch first = archive.writer.frontier().due(query);
  EXPECT_THAT(paths(first), ElementsAre("/1", "/2", "/3"));
  EXPECT_EQ(archive.writer.frontier().count_due(query), 4);
  query.after = first.end;
  const DueBatch second = archive.writer.frontier().due(query);
  EXPECT_THAT(paths(second), ElementsAre("/4"));
  query.after = second.end;
  EXPECT_THAT(paths(archive.writer.frontier().due(query)), IsEmpty());
}

TEST(Due, ManyOfOneMomentAreAllFound) {
  Archive archive;
  std::vector<Discovered> found;
  for (int i = 0; i < 100; ++i) found.push_back({at("/" + std::to_string(i)), PageKind::page, 1});
  archive.writer.discover("A", found, night);
  DueQuery query{.site = "A", .due_by = night, .limit = 7};
  std::size_t count = 0;
  for (DueBatch batch = archive.writer.frontier().due(query); !batch.pages.empty();
       batch = archive.writer.frontier().due(query)) {
    count += batch.pages.size();
    query.after = batch.end;
  }
  EXPECT_EQ(count, 100u);
}

TEST(Due, OfOneSiteOnly) {
  Archive archive;
  discover_on_days(archive.writer, {1});
  EXPECT_THAT(paths(archive.writer.frontier().due({.site = "B"})), IsEmpty());
  EXPECT_EQ(archive.writer.frontier().next_due("A"), night + days(1));
  EXPECT_EQ(archive.writer.frontier().next_due("B"), std::nullopt);
}

TEST(Due, AFullRunVisitsEachPageOnce) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.store(fetched("/b", "<p>two"));
  archive.writer.store([] {
    PageVisit retired = fetched("/retired", "<p>three");
    retired.next_due.reset();
    return retired;
  }());
  const std::int64_t run = archive.writer.begin_run(night + hours(1));
  const DueQuery query{.site = "A", .not_in_run = run};
  EXPECT_THAT(paths(archive.writer.frontier().due(query)), ElementsAre("/a", "/b"));
  archive.writer.store(fetched("/a", "<p>one", night + hours(1)));
  EXPECT_THAT(paths(archive.writer.frontier().due(query)), ElementsAre("/b"));
  EXPECT_EQ(archive.writer.frontier().count_due(query), 1);
}

TEST(Due, DatesThatOnlyAWrongClockCanHaveWrittenAreBroughtForward) {
  Archive archive;
  discover_on_days(archive.writer, {1, 5000});
  EXPECT_EQ(archive.writer.bring_forward(night + days(30), night), 1);
  EXPECT_EQ(archive.page("/5000").due, night);
  EXPECT_EQ(archive.page("/1").due, night + days(1));
}

TEST(Reschedule, ForgetsConditionsWhenAsked) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.reschedule(archive.page("/a").id, night);
  EXPECT_EQ(archive.page("/a").due, night);
  EXPECT_EQ(archive.page("/a").etag, "\"1\"");
  archive.writer.reschedule(archive.page("/a").id, std::nullopt, true);
  EXPECT_EQ(archive.page("/a").due, std::nullopt);
  EXPECT_EQ(archive.page("/a").etag, "");
}

TEST(Visits, AreKeptInOrderAndNotForever) {
  Archive archive;
  for (int day = 0; day < 50; ++day) {
    const std::string body = "<p>" + std::to_string(day / 10);
    archive.writer.store(fetched("/a", body, night + days(day)));
  }
  const std::vector<VisitRow> visits = archive.writer.frontier().visits(archive.page("/a").id);
  ASSERT_EQ(visits.size(), 32u);
  EXPECT_EQ(visits.front().at, night + days(18));
  EXPECT_EQ(visits.back().at, night + days(49));
  EXPECT_EQ(std::ranges::count_if(visits, &VisitRow::changed), 3);
}

TEST(LiveWithFingerprint, IsTheOneThatWasSeenFirst) {
  Archive archive;
  const auto store = [&](std::string_view path, Instant when, bool article) {
    PageVisit visit = fetched(path, path, when);
    visit.fingerprint = "same";
    visit.article = article;
    archive.writer.store(visit);
  };
  store("/list", night - days(1), false);
  store("/second", night + hours(1), true);
  store("/first", night, true);
  const FrontierRows& frontier = archive.writer.frontier();
  EXPECT_EQ(frontier.live_with_fingerprint("A", "same")->url, at("/first"));
  EXPECT_EQ(frontier.live_with_fingerprint("B", "same"), std::nullopt);
  EXPECT_EQ(frontier.live_with_fingerprint("A", ""), std::nullopt);
  archive.writer.store(redirected("/first", "/elsewhere", night + days(1)));
  EXPECT_EQ(frontier.live_with_fingerprint("A", "same")->url, at("/second")) << "the first is on its way elsewhere";
}

TEST(FrontierRows, NeedsAnArchive) {
  caravan::test::TemporaryFolder folder;
  const Result<FrontierRows> missing = FrontierRows::open(folder / "crawl.db");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::not_found);
}

}  // namespace
}  // namespace caravan::archive
