// PDF reports in the index: pages, and what stands while one cannot be read.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crawler/archive/archive_writer.h"
#include "indexer/query/results_json.h"
#include "indexer/query/search.h"
#include "indexer/write/update.h"
#include "tests/support/small_pdf.h"
#include "tests/support/temporary_folder.h"

namespace caravan::write {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// As on a machine without poppler-utils, until it is destroyed.
class WithoutPoppler {
 public:
  WithoutPoppler() { ::setenv("CARAVAN_POPPLER", "/nowhere", 1); }
  ~WithoutPoppler() { ::unsetenv("CARAVAN_POPPLER"); }
  WithoutPoppler(const WithoutPoppler&) = delete;
  WithoutPoppler& operator=(const WithoutPoppler&) = delete;
};

class ReportUpdate : public testing::Test {
 protected:
  ReportUpdate() : config(default_config()) {
    config.data = folder.path();
    archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  }

  void store(const std::string& body, const std::string& url = "https://example.org/rail.pdf") {
    archive::PageVisit visit;
    visit.url = url;
    visit.site = "Example";
    visit.at = now += std::chrono::hours(1);
    visit.status = 200;
    visit.effect = archive::Effect::store;
    visit.content_type = "application/pdf";
    visit.body = body;
    archive->store(visit);
    archive->commit();
  }

  UpdateReport update(bool rebuild = false) {
    UpdateOptions options;
    options.rebuild = rebuild;
    return value_or_throw(update_index(config, options));
  }

  query::SearchResults search(const std::string& query) const {
    query::SearchRequest request;
    request.query = query;
    return value_or_throw(value_or_throw(query::Index::open(config.index_dir())).search(request));
  }

  test::TemporaryFolder folder;
  Config config;
  Instant now{std::chrono::seconds(1'700'000'000)};
  std::optional<archive::ArchiveWriter> archive;
};

TEST_F(ReportUpdate, IsFoundWithItsPage) {
  store(test::small_report().bytes());
  EXPECT_EQ(update().added, 1);
  const query::SearchResults found = search("transit corridor");
  ASSERT_EQ(found.hits.size(), 1U);
  EXPECT_EQ(found.hits[0].article.type, "report");
  EXPECT_EQ(found.hits[0].page, 2);
  const auto json = query::to_json(found.hits[0]);
  EXPECT_EQ(json.at("page"), 2);
  EXPECT_EQ(json.at("pages"), 3);
  EXPECT_EQ(search("wagon").hits.at(0).page, 3);
  EXPECT_EQ(search("").hits.at(0).page, 0) << "nothing was looked for";
}

TEST_F(ReportUpdate, TheStoredOneKeepsItsPages) {
  store(test::small_report().bytes());
  update();
  const auto article =
      value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document("https://example.org/rail.pdf"));
  EXPECT_EQ(article.pages, 3);
  EXPECT_EQ(article.page_starts.size(), 3U);
}

TEST_F(ReportUpdate, WhatCannotBeReadNowStands) {
  store(test::small_report().bytes());
  update();
  store(test::small_report("river crossing").bytes());
  {
    const WithoutPoppler here;
    const UpdateReport report = update();
    EXPECT_EQ(report.removed, 0);
    EXPECT_THAT(report.problems,
                ElementsAre(testing::AllOf(HasSubstr("https://example.org/rail.pdf"),
                                           HasSubstr("install poppler-utils"), HasSubstr("caravan index --rebuild"))));
    EXPECT_EQ(search("transit corridor").total, 1U);
  }
  EXPECT_EQ(update(true).added, 1);
  EXPECT_EQ(search("river crossing").total, 1U);
  EXPECT_EQ(search("transit corridor").total, 0U);
}

TEST_F(ReportUpdate, ARebuildTakesOverWhatCannotBeReadNow) {
  store(test::small_report().bytes());
  update();
  const WithoutPoppler here;
  const UpdateReport report = update(true);
  EXPECT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(search("transit corridor").hits.at(0).page, 2);
}

TEST_F(ReportUpdate, AMoveToWhatCannotBeReadNowWaits) {
  store(test::small_report().bytes());
  update();
  archive::PageVisit moved;
  moved.url = "https://example.org/rail.pdf";
  moved.site = "Example";
  moved.at = now += std::chrono::hours(1);
  moved.outcome = archive::Outcome::redirected;
  moved.status = 301;
  moved.moved_to = "https://example.org/new.pdf";
  archive->store(moved);
  store(test::small_report().bytes(), "https://example.org/new.pdf");
  const WithoutPoppler here;
  EXPECT_EQ(update().removed, 0);
  EXPECT_EQ(search("transit corridor").total, 1U);
}

TEST_F(ReportUpdate, ANewOneThatCannotBeReadIsAProblemAndNoMore) {
  store(test::small_report().bytes());
  const WithoutPoppler here;
  const UpdateReport report = update();
  EXPECT_EQ(report.added, 0);
  EXPECT_EQ(report.problems.size(), 1U);
}

TEST_F(ReportUpdate, WhatNobodyCanReadIsNoArticle) {
  store(test::small_report().encrypted().bytes());
  const UpdateReport report = update();
  EXPECT_EQ(report.not_articles, 1);
  EXPECT_THAT(report.problems, IsEmpty());
}

}  // namespace
}  // namespace caravan::write
