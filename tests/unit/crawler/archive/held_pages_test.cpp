// Pages that are gone and whose last version may still be wanted, as a part of an article that is there.
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/archive/archive_writer.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

PageVisit removal(std::string_view path, Outcome outcome, int status, Instant when) {
  PageVisit visit = test::visit(path, outcome, status, when);
  visit.effect = Effect::remove;
  return visit;
}

std::string held(Archive& archive, std::string_view path) {
  const auto page = archive.reader().held(at(path));
  if (!page) return "nothing";
  return page->snapshot.body + (page->gone ? ", gone" : "");
}

TEST(HeldPage, IsWhatCounts) {
  Archive archive;
  archive.writer.store(fetched("/a", "one"));
  archive.writer.store(fetched("/a", "two", night + days(1)));
  EXPECT_EQ(held(archive, "/a"), "two");
  EXPECT_EQ(held(archive, "/b"), "nothing");
}

TEST(HeldPage, StaysWhenThePageIsGone) {
  Archive archive;
  archive.writer.store(fetched("/a", "one"));
  archive.writer.store(removal("/a", Outcome::gone, 404, night + days(1)));
  EXPECT_EQ(held(archive, "/a"), "one, gone");
  EXPECT_FALSE(archive.reader().live(at("/a")));
  archive.writer.store(test::visit("/a", Outcome::failed, 503, night + days(2)));
  EXPECT_EQ(held(archive, "/a"), "one, gone");
  archive.writer.store(fetched("/a", "two", night + days(3)));
  EXPECT_EQ(held(archive, "/a"), "two");
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "removed /a", "stored /a"));
}

TEST(HeldPage, StaysWhenTheRemovalWasPutOff) {
  Archive archive;
  archive.writer.store(fetched("/a", "one"));
  PageVisit gone = test::visit("/a", Outcome::gone, 404, night + days(1));
  gone.effect = Effect::condemn;
  archive.writer.store(gone);
  archive.writer.store(test::visit("/a", Outcome::failed, 0, night + days(2)));
  EXPECT_EQ(archive.writer.remove_condemned("A", night + days(2)), 1);
  EXPECT_EQ(held(archive, "/a"), "one, gone");
}

TEST(HeldPage, IsNothingThatIsForbidden) {
  for (const Outcome outcome : {Outcome::forbidden, Outcome::forbidden_by_header, Outcome::refused}) {
    Archive archive;
    archive.writer.store(fetched("/a", "one"));
    archive.writer.store(fetched("/b", "two"));
    archive.writer.store(removal("/a", outcome, 200, night + days(1)));
    EXPECT_EQ(held(archive, "/a"), "nothing");
    archive.writer.store(removal("/b", Outcome::gone, 410, night + days(1)));
    archive.writer.store(test::visit("/b", outcome, 200, night + days(2)));
    EXPECT_EQ(held(archive, "/b"), "nothing");
    EXPECT_THAT(archive.log(), ElementsAre("stored /a", "stored /b", "removed /a", "removed /b", "removed /b"))
        << "whoever still used what was gone is told";
  }
}

TEST(HeldPage, IsNothingThatTheConfigurationExcludes) {
  Archive archive;
  archive.writer.store(fetched("/a", "one"));
  archive.writer.store(removal("/a", Outcome::gone, 410, night + days(1)));
  archive.writer.apply_scope(
      "none", [](const std::string&) { return std::nullopt; }, night + days(2));
  EXPECT_EQ(held(archive, "/a"), "nothing");
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "removed /a", "removed /a"));
}

TEST(HeldPage, IsFoundWhereItWent) {
  Archive archive;
  archive.writer.store(fetched("/old", "one"));
  archive.writer.store(redirected("/old", "/new", night + days(1)));
  archive.writer.store(fetched("/new", "two", night + days(1)));
  PageVisit copy = fetched("/copy", "two", night + days(1));
  copy.duplicate_of = at("/new");
  archive.writer.store(copy);
  EXPECT_EQ(held(archive, "/old"), "two");
  EXPECT_EQ(held(archive, "/copy"), "two");
}

TEST(HeldPage, VersionsOfSeveralPagesStandTogether) {
  Archive archive;
  archive.writer.store(fetched("/a", "one"));
  archive.writer.store(fetched("/b", "two", night + hours(1)));
  archive.writer.store(fetched("/a", "three", night + hours(2)));
  std::vector<std::string> urls;
  const std::vector<std::string> pages{at("/a"), at("/b"), at("/a")};
  for (const SnapshotInfo& version : archive.reader().history(std::span<const std::string>(pages)))
    urls.push_back(version.url);
  EXPECT_THAT(urls, ElementsAre(at("/a"), at("/b"), at("/a")));
  EXPECT_THAT(archive.findings(), IsEmpty());
}

}  // namespace
}  // namespace caravan::archive
