// The facet columns that the writer leaves beside the index, and that readers map.
#include <algorithm>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <xapian.h>

#include "base/durable_file.h"
#include "indexer/schema/facet_columns.h"
#include "indexer/schema/layout.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using schema::FacetColumns;

article::Article themed(std::string id, std::vector<std::string> themes) {
  article::Article article = test::make_article(std::move(id), "Title", "harbour");
  article.themes = std::move(themes);
  return article;
}

class FacetFile : public testing::Test {
 protected:
  FacetFile() : folder({themed("a", {"Trade", "Climate & Energy"}), themed("b", {"trade"}), themed("c", {})}) {}

  std::filesystem::path generation() const { return value_or_throw(schema::live_generation(folder.folder())); }
  std::filesystem::path file() const {
    const Xapian::Database database(generation().string());
    return schema::facet_file(generation(), database.get_revision());
  }
  std::size_t files() const {
    const std::filesystem::directory_iterator entries(generation());
    return static_cast<std::size_t>(std::count_if(begin(entries), end(entries), [](const auto& entry) {
      return entry.path().filename().string().starts_with(schema::layout::facet_prefix);
    }));
  }
  /// "Trade 2, Climate & Energy 1"
  std::string themes() const {
    std::string text;
    const auto facets = value_or_throw(folder.open().facets("theme", 10));
    for (const FacetValue& value : facets[0].values)
      text += (text.empty() ? "" : ", ") + value.value + " " + std::to_string(value.count);
    return text;
  }
  void expect_what_all_articles_say(const std::string& when) const {
    EXPECT_EQ(value_or_throw(read_file(file())), FacetColumns::bytes(Xapian::Database(generation().string()))) << when;
  }
  bool is_mapped() const {
    return FacetColumns::open(generation(), Xapian::Database(generation().string())) != nullptr;
  }

  test::TestIndex folder;
};

TEST_F(FacetFile, HoldsWhatTheArticlesSay) {
  EXPECT_TRUE(is_mapped());
  const Xapian::Database database(generation().string());
  EXPECT_EQ(value_or_throw(read_file(file())), FacetColumns::bytes(database));
  EXPECT_EQ(themes(), "Trade 2, Climate & Energy 1");
}

TEST_F(FacetFile, FollowsEveryUpdateAndKeepsTheOneBefore) {
  for (int round = 0; round < 5; ++round) {
    folder.put({themed("d" + std::to_string(round), {"Trade"})});
    EXPECT_TRUE(is_mapped());
    EXPECT_EQ(themes(), "Trade " + std::to_string(round + 3) + ", Climate & Energy 1");
    EXPECT_LE(files(), 2U);
  }
  folder.remove("a");
  EXPECT_TRUE(is_mapped());
  EXPECT_EQ(themes(), "Trade 6");
}

TEST_F(FacetFile, IsTheSameMadeOfTheOneBefore) {
  std::mt19937 random(4711);
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  const std::vector<std::string> labels{"Trade", "trade", "TRADE", "Énergie", "energie", "Security", "Asia", "Europe"};
  for (int round = 0; round < 60; ++round) {
    std::vector<article::Article> updates;
    for (unsigned i = pick(6); i > 0; --i) {
      std::vector<std::string> themes;
      for (unsigned t = pick(4); t > 0; --t) themes.push_back(labels[pick(8)]);
      updates.push_back(themed("r" + std::to_string(pick(30)), themes));
      updates.back().series = pick(2) != 0 ? labels[pick(8)] : "";
      for (unsigned a = pick(3); a > 0; --a) updates.back().authors.push_back({labels[pick(8)], "", labels[pick(8)]});
    }
    folder.put(updates);
    expect_what_all_articles_say("after putting in round " + std::to_string(round));
    folder.remove("r" + std::to_string(pick(30)));
    expect_what_all_articles_say("after removing in round " + std::to_string(round));
  }
}

TEST_F(FacetFile, OnlyChangedArticlesAreReadForTheNext) {
  const auto before = FacetColumns::open(generation(), Xapian::Database(generation().string()));
  const std::string bytes_before = value_or_throw(read_file(file()));
  folder.put({themed("b", {"Security"})});
  const Xapian::Database database(generation().string());
  ASSERT_TRUE(before != nullptr && before->is_as_written());
  EXPECT_EQ(FacetColumns::bytes(database, *before, {}), bytes_before);
  EXPECT_EQ(FacetColumns::bytes(database, *before, std::vector<Xapian::docid>{2}), FacetColumns::bytes(database));
}

TEST_F(FacetFile, DamageDoesNotLiveOn) {
  std::string damaged = value_or_throw(read_file(file()));
  const std::size_t places = damaged.size();
  for (std::size_t place = 40; place < places; place += 97) {
    damaged = value_or_throw(read_file(file()));
    damaged[place % damaged.size()] ^= 1;
    std::ofstream(file()) << damaged;
    folder.put({themed("d", {"Trade", std::to_string(place)})});
    expect_what_all_articles_say("byte " + std::to_string(place));
  }
}

TEST_F(FacetFile, WithoutItTheArticlesAreCountedAllTheSame) {
  std::filesystem::remove(file());
  EXPECT_FALSE(is_mapped());
  EXPECT_EQ(themes(), "Trade 2, Climate & Energy 1");
  folder.put({});  // the next update makes it again, though nothing is new
  EXPECT_TRUE(is_mapped());
}

TEST_F(FacetFile, OfAnotherRevisionIsNotRead) {
  Xapian::WritableDatabase writer(generation().string());
  writer.set_metadata("another writer", "was here");
  writer.commit();
  // What a commit that never happened left over under the number of this revision.
  std::ofstream(file()) << "left over";
  EXPECT_FALSE(is_mapped());
  EXPECT_EQ(themes(), "Trade 2, Climate & Energy 1");
}

TEST_F(FacetFile, DamageIsToldOrDoesNoHarm) {
  const std::string sound = value_or_throw(read_file(file()));
  const std::filesystem::path where = file();
  for (std::size_t i = 0; i < sound.size(); i += 7) {
    std::string damaged = sound;
    damaged[i] = static_cast<char>(~damaged[i]);
    std::ofstream(where) << damaged;
    themes();
  }
  for (std::size_t size = 0; size < sound.size(); size += 16) {
    std::ofstream(where) << sound.substr(0, size);
    EXPECT_FALSE(is_mapped()) << size;
  }
  EXPECT_EQ(themes(), "Trade 2, Climate & Energy 1");
}

TEST_F(FacetFile, AReaderKeepsTheRevisionThatItReads) {
  const Xapian::Database database(generation().string());
  const auto before = FacetColumns::open(generation(), database);
  ASSERT_NE(before, nullptr);
  folder.put({themed("d", {"Security"})});
  folder.put({themed("e", {"Security"})});
  EXPECT_EQ(before->find("theme")->values.size(), 2U);
  EXPECT_EQ(before->find("theme")->values[0], "Trade");
}

TEST_F(FacetFile, ValuesAreListedByPageAndSearched) {
  std::vector<article::Article> articles;
  for (int i = 10; i < 40; ++i) articles.push_back(themed("p" + std::to_string(i), {"Pays n° " + std::to_string(i)}));
  folder.put(articles);
  const Index index = folder.open();
  const auto names = [&](FacetValuesRequest request) {
    request.field = "theme";
    std::vector<std::string> found;
    const auto facets = value_or_throw(index.facets(request));
    for (const FacetValue& value : facets[0].values) found.push_back(value.value);
    return found;
  };
  using Names = std::vector<std::string>;
  FacetValuesRequest request;
  request.limit = 2;
  EXPECT_EQ(names(request), (Names{"Trade", "Climate & Energy"}));
  request.offset = 2;
  EXPECT_EQ(names(request), (Names{"Pays n° 10", "Pays n° 11"}));
  request.offset = 31;
  EXPECT_EQ(names(request), (Names{"Pays n° 39"}));
  request.offset = 99;
  EXPECT_EQ(names(request), Names{});
  request = {};
  request.prefix = "CLIM";
  EXPECT_EQ(names(request), (Names{"Climate & Energy"}));
  request.prefix = "energy";
  EXPECT_EQ(names(request), Names{});
  request.prefix.clear();
  request.contains = "énergy";
  EXPECT_EQ(names(request), (Names{"Climate & Energy"}));
  request.contains = "pays";
  request.limit = 1;
  request.field = "theme";
  EXPECT_EQ(value_or_throw(index.facets(request))[0].distinct, 30U);
}

}  // namespace
}  // namespace caravan::query
