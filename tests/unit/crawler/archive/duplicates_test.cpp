// What is noted of pages that say the same as others.
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crawler/archive/archive_writer.h"
#include "crawler/archive/sketch.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using Version = Stored::Version;

TEST(Duplicate, IsNotArchived) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit print = fetched("/a/print", "<p>one, printed");
  print.duplicate_of = at("/a");
  EXPECT_EQ(archive.writer.store(print).version, Version::none);
  EXPECT_EQ(archive.page("/a/print").duplicate_of, at("/a"));
  EXPECT_FALSE(archive.page("/a/print").live);
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "copied /a /a/print"));
  EXPECT_THAT(archive.reader().copies_of(at("/a")), ElementsAre(at("/a/print")));
}

TEST(Duplicate, ThatHadItsOwnArticleMoves) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.store(fetched("/b", "<p>two"));
  PageVisit duplicate = fetched("/b", "<p>one", night + days(1));
  duplicate.duplicate_of = at("/a");
  archive.writer.store(duplicate);
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "stored /b", "moved /b /a"));
  EXPECT_EQ(archive.writer.store(fetched("/b", "<p>one", night + days(2))).version, Version::next)
      << "what was seen meanwhile was not kept";
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Duplicate, SpeaksForItselfWhenTheOriginalLeaves) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit copy = fetched("/copy", "<p>one");
  copy.duplicate_of = at("/a");
  archive.writer.store(copy);
  PageVisit gone = visit("/a", Outcome::gone, 404, night + hours(1));
  gone.effect = Effect::remove;
  archive.writer.store(gone);
  EXPECT_EQ(archive.page("/copy").duplicate_of, "");
  EXPECT_EQ(archive.page("/copy").due, night + hours(1));
  EXPECT_EQ(archive.page("/copy").etag, "");
}

TEST(Duplicate, OfNothingStandsForItself) {
  Archive archive;
  PageVisit orphan = fetched("/b", "<p>one");
  orphan.duplicate_of = at("/missing");
  EXPECT_EQ(archive.writer.store(orphan).version, Version::first);
}

TEST(Duplicate, ThatWasFoundBeforeTheMoveBecomesTheArticle) {
  Archive archive;
  archive.writer.store(fetched("/old", "<p>one"));
  PageVisit copy = fetched("/new", "<p>one");  // found in the sitemap before /old was visited again
  copy.duplicate_of = at("/old");
  archive.writer.store(copy);
  archive.writer.store(redirected("/old", "/new", night + days(1)));
  EXPECT_EQ(archive.page("/new").due, night + days(1));
  EXPECT_EQ(archive.page("/new").etag, "");
  archive.writer.store(fetched("/new", "<p>one", night + days(1)));
  EXPECT_THAT(archive.log(), ElementsAre("stored /old", "copied /old /new", "moved /old /new", "stored /new"));
}

TEST(Duplicate, ThatIsGoneTakesItsAddressAlong) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit copy = fetched("/copy", "<p>one");
  copy.duplicate_of = at("/a");
  archive.writer.store(copy);
  PageVisit gone = visit("/copy", Outcome::gone, 404, night + hours(1));
  gone.effect = Effect::remove;
  EXPECT_FALSE(archive.writer.store(gone).removed) << "no article left";
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "copied /a /copy", "removed /copy"));
  EXPECT_THAT(archive.reader().copies_of(at("/a")), IsEmpty());
}

TEST(Duplicate, IsFoundByWhatItsTextIsLike) {
  Archive archive;
  std::string text, other;
  for (int i = 0; i < 300; ++i) {
    text += fmt::format("word{} ", i * i % 97 + i);
    other += fmt::format("else{} ", i * i % 89 + i);
  }
  PageVisit original = fetched("/a", "<p>one");
  original.sketch = sketch_of("Title", text, std::nullopt);
  archive.writer.store(original);
  const std::string copy = sketch_of("Title", text + "share this page", std::nullopt);
  const auto like = [&](std::string_view sketch, std::int64_t except = 0) {
    const auto page = archive.writer.frontier().live_like(sketch, except);
    return page ? page->url : "";
  };
  EXPECT_EQ(like(copy), at("/a"));
  EXPECT_EQ(like(copy, archive.page("/a").id), "") << "a page is not its own copy";
  EXPECT_EQ(like(""), "");
  original.sketch = sketch_of("Title", other, std::nullopt);
  original.body = "<p>two";
  original.at = night + days(1);
  archive.writer.store(original);
  EXPECT_EQ(like(copy), "") << "it says something else now";
  EXPECT_EQ(like(original.sketch), at("/a"));
}

TEST(Duplicate, IsNoWayAroundAMove) {
  Archive archive;
  archive.writer.store(fetched("/z", "<p>one"));
  archive.writer.store(fetched("/a", "<p>of old"));
  archive.writer.store(redirected("/a", "/b", night + days(1)));
  PageVisit copy = fetched("/b", "<p>one", night + days(1));
  copy.duplicate_of = at("/z");
  EXPECT_THAT(archive.writer.store(copy).moved_from, ElementsAre(at("/a")));
  EXPECT_THAT(archive.log(), ElementsAre("stored /z", "stored /a", "copied /z /b", "moved /a /z"));
}

}  // namespace
}  // namespace caravan::archive
