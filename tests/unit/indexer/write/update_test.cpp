#include "indexer/write/update.h"

#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/durable_file.h"
#include "base/sqlite.h"
#include "crawler/archive/archive_reader.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/imports.h"
#include "indexer/query/search.h"
#include "indexer/schema/layout.h"
#include "indexer/write/open_index.h"
#include "tests/support/temporary_folder.h"

namespace caravan::write {
namespace {

using testing::ElementsAre;

std::string paragraph(std::string_view topic) {
  std::string text;
  for (int i = 0; i < 8; ++i)
    text += fmt::format(
        "<p>The talks about {0} went on for {1} days, and ministers of the two regions agreed that more of {0} would "
        "be good for trade, "
        "for security and for the people who live there; what followed in the years after was slower than they had "
        "hoped.</p>\n",
        topic, i + 3);
  return text;
}

std::string page(std::string_view title, std::string_view topic, std::string_view head = "") {
  return fmt::format(
      "<!doctype html><html lang=\"en\"><head><title>{0}</title><meta property=\"og:type\" content=\"article\">"
      "<meta property=\"article:published_time\" content=\"2018-10-12\">{1}</head>"
      "<body><article><h1>{0}</h1>{2}</article></body></html>",
      title, head, paragraph(topic));
}

class Update : public testing::Test {
 protected:
  Update() {
    config = default_config();
    config.data = folder.path();
    archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  }

  void visit(std::string url, std::string_view body, archive::Effect effect = archive::Effect::store) {
    archive::PageVisit visit;
    visit.url = std::move(url);
    visit.site = "Example";
    visit.at = now += std::chrono::hours(1);
    visit.outcome = effect == archive::Effect::store ? archive::Outcome::fetched : archive::Outcome::gone;
    visit.status = effect == archive::Effect::store ? 200 : 410;
    visit.effect = effect;
    visit.content_type = "text/html; charset=utf-8";
    visit.body = body;
    archive->store(visit);
    archive->commit();
  }

  UpdateReport update(bool rebuild = false) {
    UpdateOptions options;
    options.rebuild = rebuild;
    return value_or_throw(update_index(config, options));
  }

  std::vector<std::string> urls(const std::string& query = "") {
    query::SearchRequest request;
    request.query = query;
    request.sort = query::Sort::title;
    std::vector<std::string> result;
    for (const query::Hit& hit :
         value_or_throw(value_or_throw(query::Index::open(config.index_dir())).search(request)).hits)
      result.push_back(hit.article.url);
    return result;
  }
  std::uint64_t revision() { return value_or_throw(query::Index::open(config.index_dir())).revision(); }

  test::TemporaryFolder folder;
  Config config;
  Instant now{std::chrono::seconds(1'700'000'000)};
  std::optional<archive::ArchiveWriter> archive;
};

TEST_F(Update, FollowsTheArchiveAndLeavesAnUnchangedOneAlone) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  visit("https://example.org/b", page("Beta", "railways"));
  EXPECT_EQ(update().added, 2);
  EXPECT_THAT(urls("fisheries"), ElementsAre("https://example.org/a"));
  const std::uint64_t before = revision();
  EXPECT_EQ(update().added, 0);
  EXPECT_EQ(revision(), before);

  visit("https://example.org/a", page("Alpha", "forestry"));
  visit("https://example.org/c", page("Gamma", "harbours"));
  visit("https://example.org/b", "", archive::Effect::remove);
  const UpdateReport report = update();
  EXPECT_EQ(report.changed, 1);
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.removed, 1);
  EXPECT_THAT(urls(), ElementsAre("https://example.org/a", "https://example.org/c"));
  EXPECT_THAT(urls("fisheries"), ElementsAre());
  EXPECT_THAT(urls("forestry"), ElementsAre("https://example.org/a"));
}

TEST_F(Update, PagesWithOneCanonicalAddressAreOneArticle) {
  const std::string head = R"(<link rel="canonical" href="https://example.org/a">)";
  visit("https://example.org/a?print=1", page("Alpha", "fisheries", head));
  update();
  EXPECT_THAT(urls(), ElementsAre("https://example.org/a"));
  visit("https://example.org/a", page("Alpha", "fisheries", head));
  update();
  EXPECT_THAT(urls(), ElementsAre("https://example.org/a"));
  visit("https://example.org/a", "", archive::Effect::remove);
  update();
  EXPECT_THAT(urls(), ElementsAre("https://example.org/a")) << "the other page is still there";
  visit("https://example.org/a?print=1", "", archive::Effect::remove);
  EXPECT_EQ(update().removed, 1);
  EXPECT_THAT(urls(), ElementsAre());
}

TEST_F(Update, CopiesAreFurtherAddressesOfTheArticle) {
  const auto also_at = [&] {
    return value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document("https://example.org/a"))
        .also_at;
  };
  const auto copy = [&](const char* url) {
    archive::PageVisit visit;
    visit.url = url;
    visit.site = "Example";
    visit.at = now += std::chrono::hours(1);
    visit.effect = archive::Effect::none;
    visit.body = "a copy";
    visit.duplicate_of = "https://example.org/a";
    archive->store(visit);
    archive->commit();
  };
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  EXPECT_THAT(also_at(), ElementsAre());
  copy("https://copies.example.org/a");
  update();
  EXPECT_THAT(also_at(), ElementsAre("https://copies.example.org/a"));
  copy("https://example.org/a/print");
  update(true);
  EXPECT_THAT(also_at(), ElementsAre("https://copies.example.org/a", "https://example.org/a/print"));
  visit("https://copies.example.org/a", "", archive::Effect::remove);
  EXPECT_EQ(update().removed, 0);
  EXPECT_THAT(also_at(), ElementsAre("https://example.org/a/print"));
  visit("https://example.org/a", "", archive::Effect::remove);
  EXPECT_EQ(update().removed, 1);
  EXPECT_THAT(urls(), ElementsAre());
}

TEST_F(Update, AVersionOnAnotherHostOfThePublisherIsTheArticleThatItNames) {
  const std::string head = R"(<link rel="canonical" href="https://www.example.org/a">)";
  visit("https://amp.example.org/a", page("Alpha", "fisheries", head));
  update();
  EXPECT_THAT(urls(), ElementsAre("https://www.example.org/a"));
  visit("https://www.example.org/a", page("Alpha", "fisheries", head));
  update();
  EXPECT_THAT(urls(), ElementsAre("https://www.example.org/a"));
  update(true);
  EXPECT_THAT(urls(), ElementsAre("https://www.example.org/a"));
  visit("https://elsewhere.example/a", page("Beta", "railways", head));
  update();
  EXPECT_THAT(urls(), ElementsAre("https://www.example.org/a", "https://elsewhere.example/a"));
}

TEST_F(Update, ADayAfterThePageWasFetchedIsNotBelieved) {
  const auto published = [&](std::string_view day) {
    std::string dated = page("Alpha", "fisheries");
    dated.replace(dated.find("2018-10-12"), 10, day);
    visit("https://example.org/a", dated);
    update();
    const auto index = value_or_throw(query::Index::open(config.index_dir()));
    const auto found = value_or_throw(index.document("https://example.org/a")).published;
    return found ? iso(*found) : std::string("none");
  };
  now = Instant(std::chrono::sys_days(std::chrono::year(2023) / 11 / 14)) + std::chrono::hours(20);
  EXPECT_EQ(published("2023-11-15"), "2023-11-15") << "where it is tomorrow already";
  EXPECT_EQ(published("2024-02-01"), "none");
  update(true);
  EXPECT_EQ(published("2024-02-02"), "none");
  EXPECT_EQ(published("1954-02-01"), "1954-02-01") << "what was scanned";
}

TEST_F(Update, ACarelessCanonicalDoesNotMergeArticles) {
  const std::string home = R"(<link rel="canonical" href="https://example.org/">)",
                    one = R"(<link rel="canonical" href="https://example.org/x">)";
  visit("https://example.org/a", page("Alpha", "fisheries", home));
  visit("https://example.org/b", page("Beta", "railways", home));
  visit("https://example.org/c", page("Gamma", "harbours", one));
  visit("https://example.org/d", page("Delta", "airports", one));
  update();
  EXPECT_EQ(urls().size(), 4U);
}

TEST_F(Update, ARebuildMakesTheSameIndexAndKeepsImportedArticles) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  visit("https://example.org/b", page("Beta", "railways"));
  update();
  std::istringstream lines(R"({"id":"own","url":"https://other.example/own","title":"Own","text":"Imported words."})");
  value_or_throw(import_articles(config, lines));
  const std::vector<std::string> before = urls();
  EXPECT_EQ(before.size(), 3U);
  const UpdateReport report = update(true);
  EXPECT_TRUE(report.rebuilt);
  EXPECT_EQ(urls(), before);
  EXPECT_EQ(value_or_throw(schema::live_generation(config.index_dir())).filename(), "gen-000002");
  EXPECT_EQ(update().added, 0) << "the rebuilt index knows how far it has read";
}

TEST_F(Update, ImportedArticlesOutliveTheIndex) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  std::istringstream lines(
      R"({"id":"own","url":"https://other.example/own","title":"Own","authors":[{"name":"Jane Doe","role":"Fellow"}],)"
      R"("themes":["Trade"],"published":"2018-10-12","text":"Imported words."})");
  value_or_throw(import_articles(config, lines));
  const auto own = [&] {
    return value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document("own"));
  };
  const article::Article before = own();
  std::filesystem::remove_all(config.index_dir());
  const UpdateReport report = update();
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.added, 1) << "pages are counted";
  EXPECT_EQ(urls().size(), 2U);
  EXPECT_EQ(own(), before);
  const std::uint64_t revision_before = revision();
  EXPECT_EQ(update().added, 0);
  EXPECT_EQ(revision(), revision_before);
}

TEST_F(Update, AnImportThatTheIndexMissedFollows) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  {
    // A crash between the archive and the index leaves this.
    auto imports = value_or_throw(archive::ImportWriter::open(config.crawl_db()));
    imports.put("own", R"({"id":"own","url":"https://other.example/own","title":"Own","body":"Imported words."})", now);
    imports.commit();
  }
  EXPECT_EQ(update().added, 1);
  EXPECT_EQ(urls().size(), 2U);
}

TEST_F(Update, ImportsThatOnlyAnOlderIndexHoldsComeIntoTheArchive) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  {
    // As a program wrote it that kept imports in the index alone.
    sqlite::Database database =
        value_or_throw(sqlite::Database::open(config.crawl_db(), sqlite::Database::Access::create));
    database.execute("DELETE FROM facts WHERE name = 'imports'");
    auto index = value_or_throw(open_index(config.index_dir(), false));
    schema::Entry entry;
    entry.article.id = "own";
    entry.article.url = "https://other.example/own";
    entry.article.title = "Own";
    entry.article.body = "Imported words.";
    entry.imported = true;
    index.writer.put(entry);
    value_or_throw(finish(index));
  }
  EXPECT_TRUE(update().problems.empty());
  EXPECT_EQ(value_or_throw(archive::ArchiveReader::open(config.crawl_db())).last_import(), 1);
  std::filesystem::remove_all(config.index_dir());
  update();
  EXPECT_EQ(urls().size(), 2U);
}

TEST_F(Update, AnImportBeforeTheFirstCrawlDoesNotHideIt) {
  std::istringstream lines(R"({"id":"own","title":"Own","text":"Imported words."})");
  value_or_throw(import_articles(config, lines));
  visit("https://example.org/a", page("Alpha", "fisheries"));
  EXPECT_EQ(update().added, 1);
  EXPECT_EQ(urls().size(), 2U);
}

TEST_F(Update, ABrokenIndexIsRebuiltAndSaysWhy) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  value_or_throw(replace_file(value_or_throw(schema::live_generation(config.index_dir())) / "iamglass", "scrap"));
  const UpdateReport report = update();
  EXPECT_TRUE(report.rebuilt);
  EXPECT_FALSE(report.rebuild_reason.empty());
  EXPECT_THAT(urls(), ElementsAre("https://example.org/a"));
}

TEST_F(Update, ADamagedVersionLeavesItsArticleAndStopsNothing) {
  visit("https://a.example/one", page("One", "rails"));
  visit("https://a.example/two", page("Two", "ports"));
  update();
  const auto damage_newest_of = [&](std::string_view url) {
    auto database = value_or_throw(sqlite::Database::open(config.crawl_db(), sqlite::Database::Access::create));
    database.prepare("UPDATE snapshots SET body = x'00' WHERE id = (SELECT snapshot FROM pages WHERE url = ?1)")
        .with(url)
        .step();
  };
  visit("https://a.example/one", page("One", "roads"));
  visit("https://a.example/three", page("Three", "bridges"));
  damage_newest_of("https://a.example/one");
  const UpdateReport report = update();
  EXPECT_EQ(report.added, 1);
  EXPECT_THAT(report.problems, ElementsAre(testing::HasSubstr("https://a.example/one")));
  EXPECT_THAT(urls("rails"), ElementsAre("https://a.example/one"));
  EXPECT_TRUE(update().problems.empty()) << "said once; caravan check goes on saying it";

  const UpdateReport rebuilt = update(true);
  EXPECT_THAT(rebuilt.problems, ElementsAre(testing::HasSubstr("https://a.example/one")));
  EXPECT_THAT(urls(), ElementsAre("https://a.example/one", "https://a.example/three", "https://a.example/two"));
  EXPECT_THAT(urls("rails"), ElementsAre("https://a.example/one"));
}

TEST_F(Update, AnotherArchiveMeansARebuild) {
  visit("https://example.org/a", page("Alpha", "fisheries"));
  update();
  archive.reset();
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(config.crawl_db().string() + ending);
  archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  visit("https://example.org/b", page("Beta", "railways"));
  const UpdateReport report = update();
  EXPECT_EQ(report.rebuild_reason, "the index was made from another archive");
  EXPECT_THAT(urls(), ElementsAre("https://example.org/b"));
}

TEST_F(Update, ALostArchiveDoesNotEmptyTheIndex) {
  for (char letter = 'a'; letter < 'a' + 10; ++letter)
    visit(fmt::format("https://example.org/{}", letter),
          page(fmt::format("Paper {}", letter), fmt::format("fisheries{}", letter)));
  update();
  const auto before = urls();
  ASSERT_EQ(before.size(), 10u);
  archive.reset();
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(config.crawl_db().string() + ending);
  archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  visit("https://example.org/z", page("Omega", "railways"));
  const auto refused = update_index(config);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::refused);
  EXPECT_THAT(refused.error().what, testing::HasSubstr("1 of 10 articles"));
  EXPECT_EQ(urls(), before);
  UpdateOptions asked_for;
  asked_for.rebuild = true;
  ASSERT_TRUE(update_index(config, asked_for));
  EXPECT_THAT(urls(), ElementsAre("https://example.org/z")) << "whoever asks for it gets it";
}

TEST_F(Update, WithoutAnArchiveItSaysWhatToDo) {
  Config empty = config;
  empty.data = folder / "empty";
  const auto missing = update_index(empty);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::not_found);
  EXPECT_EQ(missing.error().remedy, "run: caravan crawl");
}

}  // namespace
}  // namespace caravan::write
