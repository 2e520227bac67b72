#include "crawler/archive/archive_writer.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using Version = Stored::Version;

TEST(Store, KeepsEverythingOfAVisitTogether) {
  Archive archive;
  const std::int64_t run = archive.writer.begin_run(night);
  PageVisit visit = fetched("/a", "<p>one", night);
  visit.last_modified = "Sun, 01 Mar 2026 01:00:00 GMT";
  visit.fingerprint = std::string("\0fp", 3);
  visit.discovered = {{at("/b"), PageKind::page, 2}, {at("/feed"), PageKind::feed, 1}, {at("/b"), PageKind::page, 3}};
  const Stored stored = archive.writer.store(visit);
  EXPECT_EQ(stored.version, Version::first);
  EXPECT_EQ(stored.discovered, 2);

  const PageRow page = archive.page("/a");
  EXPECT_EQ(page.site, "A");
  EXPECT_EQ(page.etag, "\"1\"");
  EXPECT_EQ(page.last_modified, visit.last_modified);
  EXPECT_EQ(page.content_hash, sha256("<p>one"));
  EXPECT_EQ(page.fingerprint, visit.fingerprint);
  EXPECT_EQ(page.due, night + days(1));
  EXPECT_EQ(page.last_visit, night);
  EXPECT_EQ(page.last_change, night);
  EXPECT_EQ(page.last_run, run);
  EXPECT_TRUE(page.live);
  EXPECT_TRUE(page.article);
  EXPECT_EQ(page.snapshot, stored.snapshot);
  EXPECT_EQ(archive.page("/b").due, night);
  EXPECT_EQ(archive.page("/b").depth, 2);
  EXPECT_EQ(archive.page("/feed").kind, PageKind::feed);
  EXPECT_THAT(archive.log(), ElementsAre("stored /a"));
  EXPECT_EQ(archive.reader().snapshot(stored.snapshot)->body, "<p>one");
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Store, TellsNewVersionsFromTheSameOne) {
  struct Case {
    std::string_view name, body, fingerprint;
    Version version;
  };
  constexpr Case cases[] = {
      {"the same bytes", "<p>one", "1", Version::none},
      {"other bytes, the same meaning", "<p>one<!-- 12:00 -->", "1", Version::none},
      {"the first bytes again", "<p>one", "1", Version::none},
      {"another meaning", "<p>two", "2", Version::next},
      {"the meaning of old", "<p>one", "1", Version::next},
      {"nobody read it, other bytes", "<p>three", "", Version::next},
      {"nobody read it, the same bytes", "<p>three", "", Version::none},
      {"read now, the same bytes", "<p>three", "3", Version::none},
  };
  Archive archive;
  PageVisit visit = fetched("/a", "<p>one", night);
  visit.fingerprint = "1";
  archive.writer.store(visit);
  Instant when = night;
  for (const Case& c : cases) {
    visit = fetched("/a", c.body, when += days(1));
    visit.fingerprint = c.fingerprint;
    const bool expected = is_new_version(archive.page("/a"), sha256(c.body), c.fingerprint);
    EXPECT_EQ(archive.writer.store(visit).version, c.version) << c.name;
    EXPECT_EQ(expected, c.version == Version::next) << c.name;
  }
  EXPECT_EQ(archive.reader().history(at("/a")).size(), 4u);
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Store, NotModifiedChangesNothingButTheDates) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit again = visit("/a", Outcome::not_modified, 304, night + days(1));
  again.etag = "\"2\"";
  EXPECT_EQ(archive.writer.store(again).version, Version::none);
  EXPECT_EQ(archive.page("/a").etag, "\"2\"");
  EXPECT_EQ(archive.page("/a").last_change, night);
  EXPECT_EQ(archive.page("/a").due, night + days(2));
  archive.writer.store(visit("/a", Outcome::not_modified, 304, night + days(2)));
  EXPECT_EQ(archive.page("/a").etag, "\"2\"");
  EXPECT_THAT(archive.log(), ElementsAre("stored /a"));
}

TEST(Store, AHeldAnswerLeavesTheVersionThatCounts) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit held = fetched("/a", "Please accept our cookies", night + days(1));
  held.effect = Effect::none;
  held.etag = "\"wall\"";
  archive.writer.store(held);
  EXPECT_EQ(archive.page("/a").etag, "\"1\"");
  EXPECT_EQ(archive.page("/a").content_hash, sha256("<p>one"));
  EXPECT_EQ(archive.reader().newest(at("/a"))->body, "<p>one");
}

TEST(Store, KeepsTheValidatorsOfFeedsAndSitemaps) {
  Archive archive;
  PageVisit feed = fetched("/feed", "<rss/>");
  feed.kind = PageKind::feed;
  feed.effect = Effect::none;
  archive.writer.store(feed);
  EXPECT_EQ(archive.page("/feed").etag, "\"1\"");
  EXPECT_EQ(archive.page("/feed").content_hash, sha256("<rss/>"));
  EXPECT_FALSE(archive.page("/feed").live);
  feed.at = night + days(1);
  archive.writer.store(feed);
  const std::vector<VisitRow> visits = archive.writer.frontier().visits(archive.page("/feed").id);
  ASSERT_EQ(visits.size(), 2u);
  EXPECT_TRUE(visits[0].changed);
  EXPECT_FALSE(visits[1].changed);
  EXPECT_THAT(archive.log(), IsEmpty());
}

TEST(Store, OfPagesThatAreNoArticlesOnlyTheNewestVersionStays) {
  Archive archive;
  for (int day = 0; day < 3; ++day) {
    const std::string body = "<ul>" + std::to_string(day);
    PageVisit listing = fetched("/list", body, night + days(day));
    listing.article = false;
    archive.writer.store(listing);
  }
  EXPECT_EQ(archive.reader().history(at("/list")).size(), 1u);
  EXPECT_THAT(archive.log(), ElementsAre("stored /list"));
  archive.writer.store(fetched("/list", "<p>an article now", night + days(3)));
  archive.writer.store(fetched("/list", "<p>its second version", night + days(4)));
  EXPECT_EQ(archive.reader().history(at("/list")).size(), 2u);
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Store, CountsFailuresInARow) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  for (int day = 1; day <= 3; ++day) {
    PageVisit failed = visit("/a", Outcome::failed, 503, night + days(day));
    failed.error = "HTTP 503";
    archive.writer.store(failed);
    EXPECT_EQ(archive.page("/a").failures, day);
  }
  EXPECT_EQ(archive.page("/a").last_error, "HTTP 503");
  EXPECT_EQ(archive.page("/a").etag, "\"1\"");
  EXPECT_TRUE(archive.page("/a").live);
  EXPECT_EQ(archive.writer.frontier().failing("A", 10).size(), 1u);
  archive.writer.store(visit("/a", Outcome::not_modified, 304, night + days(4)));
  EXPECT_EQ(archive.page("/a").failures, 0);
  EXPECT_THAT(archive.writer.frontier().failing("A", 10), IsEmpty());
}

TEST(Gone, IsRememberedFromTheFirstVisitOn) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.store(visit("/a", Outcome::gone, 404, night + days(1)));
  archive.writer.store(visit("/a", Outcome::failed, 500, night + days(2)));
  archive.writer.store(visit("/a", Outcome::gone, 410, night + days(3)));
  EXPECT_EQ(archive.page("/a").first_gone, night + days(1));
  EXPECT_TRUE(archive.page("/a").live) << "nothing leaves unless it is told to";
  archive.writer.store(visit("/a", Outcome::not_modified, 304, night + days(4)));
  EXPECT_EQ(archive.page("/a").first_gone, std::nullopt);
}

TEST(Gone, AClockSetBackBeginsTheCountAnew) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.store(visit("/a", Outcome::gone, 404, night + days(1)));
  archive.writer.store(visit("/a", Outcome::gone, 404, night - days(2000)));
  EXPECT_EQ(archive.page("/a").first_gone, std::nullopt);
  archive.writer.store(visit("/a", Outcome::gone, 404, night + days(1) + hours(1)));
  EXPECT_EQ(archive.page("/a").first_gone, night + days(1) + hours(1));
}

TEST(Gone, TheCondemnedLeaveTogetherAndOnlyWhenTold) {
  Archive archive;
  for (const char* path : {"/a", "/b", "/c"}) archive.writer.store(fetched(path, path));
  for (const char* path : {"/a", "/b"}) {
    PageVisit gone = visit(path, Outcome::gone, 404, night + days(1));
    gone.effect = Effect::condemn;
    archive.writer.store(gone);
  }
  const SiteTotals totals = archive.writer.frontier().totals("A");
  EXPECT_EQ(totals.condemned, 2);
  EXPECT_EQ(totals.live_articles, 3);
  archive.writer.store(visit("/b", Outcome::not_modified, 304, night + days(2)));  // it was only down
  EXPECT_EQ(archive.writer.remove_condemned("B", night + days(2)), 0);
  EXPECT_EQ(archive.writer.remove_condemned("A", night + days(2)), 1);
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "stored /b", "stored /c", "removed /a"));
  EXPECT_FALSE(archive.page("/a").live);
  EXPECT_EQ(archive.page("/a").etag, "") << "its return must be seen in full";
  EXPECT_EQ(archive.writer.remove_condemned("A", night + days(3)), 0);
  EXPECT_EQ(archive.reader().history(at("/a")).size(), 1u) << "snapshots stay";
}

TEST(Gone, WhatComesBackCountsAgain) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit gone = visit("/a", Outcome::gone, 404, night + days(1));
  gone.effect = Effect::remove;
  EXPECT_TRUE(archive.writer.store(gone).removed);
  EXPECT_FALSE(archive.writer.store(gone).removed) << "it has left already";
  EXPECT_EQ(archive.writer.store(fetched("/a", "<p>one", night + days(2))).version, Version::back);
  EXPECT_THAT(archive.log(), ElementsAre("stored /a", "removed /a", "stored /a"));
  EXPECT_EQ(archive.reader().history(at("/a")).size(), 1u);
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Gone, AForbiddenPageKeepsItsValidatorsOnceItsArticleHasLeft) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  PageVisit forbidden = visit("/a", Outcome::forbidden, 200, night + days(1));
  forbidden.etag = "\"noindex\"";
  forbidden.effect = Effect::condemn;
  archive.writer.store(forbidden);
  EXPECT_EQ(archive.page("/a").etag, "") << "the article still stands";
  forbidden.effect = Effect::remove;
  EXPECT_TRUE(archive.writer.store(forbidden).removed);
  EXPECT_EQ(archive.page("/a").etag, "\"noindex\"");
  EXPECT_EQ(archive.writer.store(fetched("/a", "<p>one", night + days(2))).version, Version::back);
}

TEST(Moved, SettlesWhenTheTargetIsStored) {
  Archive archive;
  archive.writer.store(fetched("/old", "<p>one"));
  archive.writer.store(redirected("/old", "/new", night + days(1)));
  EXPECT_TRUE(archive.page("/old").live) << "the target may turn out to be broken";
  EXPECT_EQ(archive.page("/old").moved_to, at("/new"));
  EXPECT_EQ(archive.page("/new").due, night + days(1));
  archive.writer.store(visit("/new", Outcome::failed, 500, night + days(1)));
  EXPECT_THAT(archive.log(), ElementsAre("stored /old"));

  const Stored stored = archive.writer.store(fetched("/new", "<p>one", night + days(2)));
  EXPECT_THAT(stored.moved_from, ElementsAre(at("/old")));
  EXPECT_THAT(archive.log(), ElementsAre("stored /old", "moved /old /new", "stored /new"));
  EXPECT_FALSE(archive.page("/old").live);
  ArchiveReader reader = archive.reader();
  EXPECT_EQ(reader.history(at("/new")).size(), 2u) << "the article keeps its history";
  EXPECT_EQ(reader.newest(at("/old"))->url, at("/new"));
  EXPECT_THAT(archive.findings(), IsEmpty());
}

TEST(Moved, SettlesAtOnceWhenTheTargetIsThere) {
  Archive archive;
  archive.writer.store(fetched("/old", "<p>one"));
  archive.writer.store(fetched("/new", "<p>one"));
  const Stored stored = archive.writer.store(redirected("/old", "/new", night + days(1)));
  EXPECT_THAT(stored.moved_from, ElementsAre(at("/old")));
  EXPECT_THAT(archive.log(), ElementsAre("stored /old", "stored /new", "moved /old /new"));
  EXPECT_THAT(archive.writer.store(redirected("/old", "/new", night + days(2))).moved_from, IsEmpty());
}

TEST(Moved, FollowsChainsAndSurvivesCircles) {
  Archive archive;
  archive.writer.store(fetched("/1", "<p>one"));
  archive.writer.store(redirected("/1", "/2", night + days(1)));
  archive.writer.store(redirected("/2", "/3", night + days(1)));
  archive.writer.store(redirected("/3", "/1", night + days(1)));
  EXPECT_THAT(archive.log(), ElementsAre("stored /1"));
  archive.writer.store(redirected("/3", "/4", night + days(2)));
  EXPECT_THAT(archive.writer.store(fetched("/4", "<p>one", night + days(2))).moved_from, ElementsAre(at("/1")));
  EXPECT_EQ(archive.reader().newest(at("/1"))->url, at("/4"));
}

TEST(Moved, AnArticleIsNotMovedToWhatIsNone) {
  Archive archive;
  archive.writer.store(fetched("/old", "<p>one"));
  PageVisit home = fetched("/", "<ul>");
  home.article = false;
  archive.writer.store(home);
  EXPECT_THAT(archive.writer.store(redirected("/old", "/", night + days(1))).moved_from, IsEmpty());
  EXPECT_TRUE(archive.page("/old").live);
}

TEST(Moved, ARedirectTakenBackIsForgotten) {
  Archive archive;
  archive.writer.store(fetched("/old", "<p>one"));
  archive.writer.store(redirected("/old", "/new", night + days(1)));
  archive.writer.store(fetched("/new", "<p>one", night + days(1)));
  EXPECT_EQ(archive.writer.store(fetched("/old", "<p>one", night + days(2))).version, Version::back);
  EXPECT_EQ(archive.page("/old").moved_to, "");
  EXPECT_THAT(archive.log(), ElementsAre("stored /old", "moved /old /new", "stored /new", "stored /old"));
}

TEST(Discover, BelievesDatesOnlyWhereTheySayMore) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  struct Case {
    std::string_view name;
    Instant lastmod, expected_due;
  };
  const Case cases[] = {
      {"before the last visit", night - hours(1), night + days(1)},
      {"in the future", night + days(30), night + days(1)},
      {"since the last visit", night + hours(1), night + hours(2)},
  };
  for (const Case& c : cases) {
    const std::vector<Discovered> found{{at("/a"), PageKind::page, 1, c.lastmod}};
    EXPECT_EQ(archive.writer.discover("A", found, night + hours(2)), 0) << c.name;
    EXPECT_EQ(archive.page("/a").due, c.expected_due) << c.name;
  }
}

TEST(Discover, APageThatIsAFeedBecomesOne) {
  Archive archive;
  archive.writer.discover("A", std::vector<Discovered>{{at("/feed"), PageKind::page, 1}}, night);
  archive.writer.discover("A", std::vector<Discovered>{{at("/feed"), PageKind::feed, 1}}, night);
  EXPECT_EQ(archive.page("/feed").kind, PageKind::feed);
}

TEST(Scope, WhatNobodyAllowsLeavesAndReturns) {
  Archive archive;
  archive.writer.store(fetched("/in", "<p>one"));
  archive.writer.store(fetched("/out", "<p>two"));
  archive.writer.discover("A", std::vector<Discovered>{{at("/out/unseen"), PageKind::page, 1}}, night);
  const auto narrow = [](const std::string& url) {
    return url.find("/out") == std::string::npos ? std::optional<std::string>("A") : std::nullopt;
  };
  const auto wide = [](const std::string&) { return std::optional<std::string>("A"); };

  ScopeChanges changes = archive.writer.apply_scope("narrow", narrow, night + days(1));
  EXPECT_EQ(changes.removed, 1);
  EXPECT_EQ(changes.excluded, 2);
  EXPECT_EQ(archive.page("/out").due, std::nullopt);
  EXPECT_EQ(archive.page("/in").due, night + days(1));
  EXPECT_THAT(archive.log(), ElementsAre("stored /in", "stored /out", "removed /out"));
  EXPECT_EQ(archive.writer.apply_scope("narrow", wide, night + days(1)).returned, 0) << "nothing has changed";

  changes = archive.writer.apply_scope("wide", wide, night + days(2));
  EXPECT_EQ(changes.returned, 2);
  EXPECT_EQ(archive.page("/out").due, night + days(2));
  EXPECT_EQ(archive.writer.store(fetched("/out", "<p>two", night + days(2))).version, Version::back);
}

TEST(Scope, WhatAGrownSiteHoldsIsReadAgainBatchByBatch) {
  Archive archive;
  for (int i = 0; i < 150; ++i) archive.writer.store(fetched("/p" + std::to_string(i), "<p>" + std::to_string(i)));
  PageVisit listing = fetched("/map", "<urlset/>");
  listing.kind = PageKind::sitemap;
  listing.effect = Effect::none;
  archive.writer.store(listing);
  EXPECT_NE(archive.page("/map").etag, "");
  const auto all = [](const std::string&) { return std::optional<std::string>("A"); };
  const std::string grown[] = {"A"};
  archive.writer.apply_scope("wide", all, night, grown);
  EXPECT_EQ(archive.page("/map").etag, "") << "it is not archived, so it must come once more";
  EXPECT_NE(archive.page("/p1").etag, "");
  EXPECT_EQ(archive.writer.scope(), "wide");

  std::vector<std::string> bodies;
  const auto links_of = [&](const Snapshot& page, int) {
    bodies.push_back(page.body);
    return std::vector<Discovered>{{at("/found-on-" + page.body.substr(3)), PageKind::page, 1}};
  };
  EXPECT_THAT(archive.writer.to_reread(), ElementsAre("A"));
  EXPECT_TRUE(archive.writer.reread("A", links_of, night).more);
  EXPECT_THAT(archive.writer.to_reread(), ElementsAre("A")) << "a kill now goes on from here";
  const Reread rest = archive.writer.reread("A", links_of, night);
  EXPECT_FALSE(rest.more);
  EXPECT_EQ(bodies.size(), 150U);
  EXPECT_EQ(bodies.back(), "<p>149");
  EXPECT_THAT(archive.writer.to_reread(), IsEmpty());
  EXPECT_EQ(archive.page("/found-on-149").due, night);
}

TEST(Scope, ARenamedSiteTellsTheIndex) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  const auto renamed = [](const std::string&) { return std::optional<std::string>("B"); };
  EXPECT_EQ(archive.writer.apply_scope("renamed", renamed, night).reassigned, 1);
  const std::vector<Change> changes = archive.reader().changes_after(1, 10);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].site, "B");
  EXPECT_EQ(archive.page("/a").due, night + days(1)) << "and nothing is fetched again";
}

TEST(Runs, AreListedWithTheirReports) {
  Archive archive;
  RunReport report;
  report.run = archive.writer.begin_run(night);
  report.started = night;
  report.ended = night + hours(1);
  report.complete = true;
  SiteReport site;
  site.site = "A";
  site.requests = 7;
  site.bytes = std::int64_t{1} << 40;
  site.failures = {{"HTTP 503", 2, at("/x\xff")}};
  site.notes = {"robots.txt answered 503: nothing was visited"};
  report.sites = {site};
  archive.writer.save_run(report);
  archive.writer.begin_run(night + days(1));  // and killed

  const std::vector<RunReport> runs = archive.reader().runs(10);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_FALSE(runs[0].complete);
  EXPECT_EQ(runs[0].started, night + days(1));
  EXPECT_TRUE(runs[1].complete);
  EXPECT_EQ(runs[1].ended, night + hours(1));
  ASSERT_EQ(runs[1].sites.size(), 1u);
  EXPECT_EQ(runs[1].sites[0].requests, 7);
  EXPECT_EQ(runs[1].sites[0].bytes, std::int64_t{1} << 40);
  EXPECT_EQ(runs[1].sites[0].notes, site.notes);
  ASSERT_EQ(runs[1].sites[0].failures.size(), 1u);
  EXPECT_EQ(runs[1].sites[0].failures[0].count, 2);
}

TEST(Hosts, KeepTheirRobotsAndTheirPauses) {
  Archive archive;
  RobotsRow robots{"https://a.org", night, 200, "User-agent: *\n", night, std::nullopt, "\"r\"", "a date"};
  archive.writer.save(robots);
  archive.writer.save(HostRow{"https://a.org", night + hours(1), 3});
  archive.writer.commit();
  const FrontierRows frontier = value_or_throw(FrontierRows::open(archive.file));
  const RobotsRow stored = frontier.robots("https://a.org").value();
  EXPECT_EQ(stored.asked, night);
  EXPECT_EQ(stored.status, 200);
  EXPECT_EQ(stored.body, robots.body);
  EXPECT_EQ(stored.good, night);
  EXPECT_EQ(stored.failing_since, std::nullopt);
  EXPECT_EQ(stored.etag, "\"r\"");
  EXPECT_EQ(frontier.host("https://a.org")->not_before, night + hours(1));
  EXPECT_EQ(frontier.host("https://a.org")->failures, 3);
  EXPECT_EQ(frontier.robots("https://b.org"), std::nullopt);
  EXPECT_EQ(frontier.host("https://b.org"), std::nullopt);
}

TEST(Commit, WithoutItNothingHasHappened) {
  Archive archive;
  {
    ArchiveWriter other = value_or_throw(ArchiveWriter::open(archive.folder / "other.db"));
    other.store(fetched("/a", "<p>one"));
  }
  const ArchiveReader reader = value_or_throw(ArchiveReader::open(archive.folder / "other.db"));
  EXPECT_EQ(reader.last_sequence(), 0);
  EXPECT_EQ(reader.totals(night).known_urls, 0);
}

TEST(Commit, ComesByItselfAfterEnoughPages) {
  caravan::test::TemporaryFolder folder;
  ArchiveWriter writer = value_or_throw(ArchiveWriter::open(folder / "crawl.db", {.pages = 2, .age = hours(1)}));
  const ArchiveReader reader = value_or_throw(ArchiveReader::open(folder / "crawl.db"));
  writer.store(fetched("/a", "<p>one"));
  EXPECT_EQ(reader.last_sequence(), 0);
  writer.store(fetched("/b", "<p>two"));
  EXPECT_EQ(reader.last_sequence(), 2);
}

TEST(Commit, APageLeftHalfDoneIsNeverCommitted) {
  Archive archive;
  archive.writer.store(fetched("/a", "<p>one"));
  archive.writer.commit();
  EXPECT_THROW(archive.writer.reschedule(4711, night), Failure);
  EXPECT_THROW(archive.writer.commit(), Failure);
  EXPECT_THROW(archive.writer.store(fetched("/b", "<p>two")), Failure);
}

}  // namespace
}  // namespace caravan::archive
