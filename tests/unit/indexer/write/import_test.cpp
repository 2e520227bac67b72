#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/durable_file.h"
#include "indexer/query/search.h"
#include "indexer/schema/layout.h"
#include "indexer/write/open_index.h"
#include "indexer/write/update.h"
#include "tests/support/temporary_folder.h"

namespace caravan::write {
namespace {

class Import : public testing::Test {
 protected:
  Import() {
    config = default_config();
    config.data = folder.path();
  }
  UpdateReport import(const std::string& lines) {
    std::istringstream in(lines);
    return value_or_throw(import_articles(config, in));
  }
  std::uint64_t revision() { return value_or_throw(query::Index::open(config.index_dir())).revision(); }

  test::TemporaryFolder folder;
  Config config;
};

TEST_F(Import, AnEmptyArticleNeverReplacesAnother) {
  import(R"({"id":"a","title":"One","text":"Words."})");
  const UpdateReport empty = import(R"({"id":"a"})");
  EXPECT_EQ(empty.changed, 0);
  EXPECT_THAT(empty.problems, testing::ElementsAre("line 1: the article has neither \"title\" nor \"text\""));
  EXPECT_EQ(value_or_throw(value_or_throw(query::Index::open(config.index_dir())).document("a")).title, "One");
}

TEST_F(Import, AddsChangesAndLeavesAlone) {
  const std::string two = R"({"id":"a","title":"One","text":"Words."})"
                          "\n\n"
                          R"({"id":"b","title":"Two","authors":["Jane Doe"]})"
                          "\n";
  const UpdateReport first = import(two);
  EXPECT_EQ(first.added, 2);
  const std::uint64_t before = revision();
  const UpdateReport second = import(two);
  EXPECT_EQ(second.unchanged, 2);
  EXPECT_EQ(second.added + second.changed, 0);
  EXPECT_EQ(revision(), before) << "nothing to do, so the index may not be touched";
  EXPECT_EQ(import(R"({"id":"a","title":"Another"})").changed, 1);
  EXPECT_NE(revision(), before);
}

TEST_F(Import, ALineThatCannotBeReadIsReportedAndTheOthersGoIn) {
  const UpdateReport report =
      import("{\"id\":\"a\",\"title\":\"One\"}\nnot json\n{\"title\":5}\n\xFF\xFE\n{\"id\":\"b\",\"title\":\"Two\"}");
  EXPECT_EQ(report.added, 2);
  ASSERT_EQ(report.problems.size(), 3U);
  EXPECT_THAT(report.problems[0], testing::StartsWith("line 2: "));
  EXPECT_THAT(report.problems[1], testing::StartsWith("line 3: "));
}

TEST_F(Import, ASoundIndexHasNoFindingsAndABrokenOneHas) {
  import(R"({"id":"a","title":"One","text":"Words."})");
  EXPECT_TRUE(value_or_throw(check_index(config)).empty());
  const std::filesystem::path generation = value_or_throw(schema::live_generation(config.index_dir()));
  std::fstream table(generation / "docdata.glass", std::ios::in | std::ios::out | std::ios::binary);
  for (int i = 0; i < 4000; ++i) table.put('\x55');
  table.close();
  EXPECT_FALSE(value_or_throw(check_index(config)).empty());
}

TEST_F(Import, ASecondWriterIsRefused) {
  import(R"({"id":"a","title":"One"})");
  const OpenedIndex held = value_or_throw(open_index(config.index_dir(), false));
  std::istringstream in("{\"id\":\"b\"}");
  const auto refused = import_articles(config, in);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::locked);
}

TEST_F(Import, AGenerationLeftBehindByACrashIsPassedOver) {
  import(R"({"id":"a","title":"One"})");
  std::filesystem::create_directories(config.index_dir() / "gen-000002");
  value_or_throw(replace_file(config.index_dir() / "gen-000002" / "scrap", "x"));
  std::istringstream in(R"({"id":"b","title":"Two"})");
  UpdateOptions options;
  options.rebuild = true;
  EXPECT_EQ(value_or_throw(import_articles(config, in, options)).added, 1);
  EXPECT_EQ(value_or_throw(schema::live_generation(config.index_dir())).filename(), "gen-000003");
  EXPECT_FALSE(std::filesystem::exists(config.index_dir() / "gen-000002"));
}

}  // namespace
}  // namespace caravan::write
