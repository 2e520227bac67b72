// What is more than memory should hold is written in portions.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <xapian.h>

#include "base/durable_file.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/write/index_writer.h"
#include "tests/support/temporary_folder.h"

namespace caravan::write {
namespace {

constexpr std::size_t one_article = 1;  ///< so small a portion that each article fills it

schema::Entry entry(const std::string& id, const std::string& body) {
  schema::Entry made;
  made.article.id = id;
  made.article.url = "https://example.org/" + id;
  made.article.title = "Title of " + id;
  made.article.body = body;
  made.article.themes = {"Theme " + body.substr(0, 1)};
  made.article.language = "en";
  made.imported = true;
  return made;
}

/// All that is in an index, so that two can be compared.
std::map<std::string, std::string> everything(const std::filesystem::path& generation) {
  const Xapian::Database database(generation.string());
  std::map<std::string, std::string> all;
  for (auto posting = database.postlist_begin({}); posting != database.postlist_end({}); ++posting) {
    const Xapian::Document document = database.get_document(*posting);
    std::string& text = all[fmt::format("article {}", *posting)];
    text = document.get_data();
    for (auto value = document.values_begin(); value != document.values_end(); ++value)
      text += fmt::format("|{}={}", value.get_valueno(), *value);
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
      text += fmt::format("|{}:{}", *term, term.get_wdf());
      for (auto at = term.positionlist_begin(); at != term.positionlist_end(); ++at) text += fmt::format(",{}", *at);
    }
  }
  for (auto word = database.spellings_begin(); word != database.spellings_end(); ++word)
    all["spelling " + *word] = std::to_string(word.get_termfreq());
  all["facets"] = schema::FacetColumns::bytes(database);
  return all;
}

TEST(Portions, GiveTheSameIndexAsOneCommit) {
  const test::TemporaryFolder folder;
  std::vector<std::filesystem::path> generations;
  for (const std::size_t portion : {one_article, 30'000UL, IndexWriter::usual_portion}) {
    generations.push_back(folder / fmt::format("index-{}", portion) / "gen-000001");
    IndexWriter writer = value_or_throw(IndexWriter::create(generations.back(), portion));
    std::mt19937 random(42);
    for (int i = 0; i < 200; ++i) {
      const std::string id = fmt::format("a{}", random() % 40);
      std::string body;
      const auto words = 30 + random() % 3 * 20;  // few texts, so that some are copies
      const auto kind = random() % 12;
      for (unsigned w = 0; w < words; ++w)
        body += fmt::format("word{} harbour ", static_cast<char>('a' + (kind + w) % 20));
      random() % 5 == 0 ? void(writer.remove(id)) : void(writer.put(entry(id, body)));
    }
    writer.commit();
  }
  const auto expected = everything(generations.back());
  ASSERT_GT(expected.size(), 30U);
  EXPECT_EQ(everything(generations[0]), expected);
  EXPECT_EQ(everything(generations[1]), expected);
}

TEST(Portions, OfALiveIndexAreSeenWithTheirFacetsAndWithoutTheMark) {
  const test::TemporaryFolder folder;
  const std::filesystem::path generation = folder / "index" / "gen-000001";
  {
    IndexWriter writer = value_or_throw(IndexWriter::create(generation));
    writer.put(entry("a", "harbour"));
    writer.commit();
  }
  IndexWriter writer = value_or_throw(IndexWriter::open(generation, one_article));
  const auto expect_seen = [&](unsigned articles, const std::string& word) {
    const Xapian::Database reader(generation.string());
    EXPECT_EQ(reader.get_doccount(), articles);
    ASSERT_NE(schema::FacetColumns::open(generation, reader), nullptr);
    EXPECT_EQ(value_or_throw(read_file(schema::facet_file(generation, reader.get_revision()))),
              schema::FacetColumns::bytes(reader));
    EXPECT_NE(std::find(reader.spellings_begin(), reader.spellings_end(), word), reader.spellings_end()) << word;
  };
  writer.put(entry("b", "another"));
  expect_seen(2, "another");
  writer.put(entry("b", "changed"));
  expect_seen(2, "changed");
  writer.put(entry("c", "third"));
  expect_seen(3, "third");
  writer.remove("a");
  expect_seen(2, "third");
  writer.set_mark({"archive", 7, 0});
  EXPECT_EQ(Xapian::Database(generation.string()).get_metadata("caravan.sequence"), "");
  writer.commit();
  EXPECT_EQ(Xapian::Database(generation.string()).get_metadata("caravan.sequence"), "7");
}

TEST(Portions, OfANewGenerationNeedNoFacetsBeforeItIsComplete) {
  const test::TemporaryFolder folder;
  const std::filesystem::path generation = folder / "index" / "gen-000001";
  IndexWriter writer = value_or_throw(IndexWriter::create(generation, one_article));
  writer.put(entry("a", "harbour"));
  writer.put(entry("b", "port"));
  EXPECT_EQ(schema::FacetColumns::open(generation, Xapian::Database(generation.string())), nullptr);
  writer.commit();
  EXPECT_NE(schema::FacetColumns::open(generation, Xapian::Database(generation.string())), nullptr);
}

}  // namespace
}  // namespace caravan::write
