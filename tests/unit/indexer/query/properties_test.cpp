// What must hold for any text, any update and any query.
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "indexer/query/search.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

constexpr std::string_view texts[] = {
    "The EU-ASEAN strategic partnership (2020) covers trade, R&D, COVID-19 and 5G; the U.S. isn't part of it.",
    "L'Europe et l'Asie : vingt ans de coopération, d'échanges et d'œuvres communes. Aujourd'hui, c'est l'été.",
    "Die Verhandlungen über das Freihandelsabkommen dauerten 3,5 Jahre; Größe und Maß zählten 10.000-mal.",
    "Kerja sama ekonomi antara Indonesia dan Uni Eropa meningkat; perundingan-perundingan berlanjut.",
    "亚欧会议于一九九六年在曼谷举行。５Ｇ技术和“一带一路”倡议。",
    "アジア欧州会合は1996年にバンコクで始まった。ｶﾀｶﾅも。",
    "การประชุมเอเชีย-ยุโรปเริ่มต้นที่กรุงเทพมหานคร",
    "아시아유럽정상회의는 방콕에서 시작되었다.",
    "China's 17+1 (now 14+1) format; see doi:10.1000/xyz123 and https://example.org/a-b_c?d=e, 50% of 1,234,567.",
    "ORGANIZATION organisations Organized; Łódź, Søren, naïve, Ελλάδα, Москва, ﬁnance, ÆON and Ⅳ",
};
constexpr std::string_view languages[] = {"en", "fr", "de", "id", "zh", "ja", "th", "ko", "en", "en"};

/// Chunks as a person would copy them: between white space.
std::vector<std::string> chunks(std::string_view text) {
  std::vector<std::string> result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) result.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return result;
}

bool has_letter(const std::string& chunk) {
  for (const char c : chunk)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80) return true;
  return false;
}

TEST(Properties, EveryWordOfATextFindsThatText) {
  std::vector<article::Article> articles;
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    article::Article article = test::make_article("t" + std::to_string(i), "Title", std::string(texts[i]));
    article.language = languages[i];
    articles.push_back(article);
  }
  const test::TestIndex folder(articles);
  const Index index = folder.open();
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    for (const std::string& chunk : chunks(texts[i])) {
      if (!has_letter(chunk)) continue;
      for (const std::string& query : {chunk, "\"" + chunk + "\""}) {
        if (query[0] != '"' && chunk.find_first_of("\"“”") != std::string::npos) continue;
        SearchRequest request;
        request.query = query;
        request.limit = 100;
        const std::vector<std::string> found = test::ids(value_or_throw(index.search(request)));
        EXPECT_NE(std::find(found.begin(), found.end(), articles[i].id), found.end())
            << query << " does not find text " << i;
      }
    }
  }
}

/// The same facts, counted by looking at every article.
std::map<std::string, std::uint64_t> brute_force(const std::map<std::string, article::Article>& articles,
                                                 std::string_view word, const std::vector<std::string>& themes) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [id, article] : articles) {
    if (article.body.find(word) == std::string::npos) continue;
    const bool selected =
        themes.empty() || std::any_of(themes.begin(), themes.end(), [&](const std::string& theme) {
          return std::find(article.themes.begin(), article.themes.end(), theme) != article.themes.end();
        });
    for (const std::string& theme : article.themes) ++counts["theme:" + theme];
    if (!selected) continue;
    ++counts["total"];
    for (const article::Author& author : article.authors) ++counts["author:" + author.name];
    if (article.published) ++counts["year:" + std::to_string(static_cast<int>(article.published->year()))];
  }
  return counts;
}

TEST(Properties, FacetsEqualACountOverEveryArticle) {
  std::mt19937 random(42);
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  std::map<std::string, article::Article> articles;
  test::TestIndex folder(std::vector<article::Article>{});
  std::optional<Index> index;
  for (int round = 0; round < 25; ++round) {
    std::vector<article::Article> updates;
    for (unsigned i = 0; i < 12; ++i) {
      article::Article article = test::make_article("a" + std::to_string(pick(60)), "Title", "");
      for (unsigned w = 0; w < 6; ++w) article.body += "kw" + std::to_string(pick(8)) + "x ";
      for (unsigned t = 0; t < 3; ++t) {
        const std::string theme = "Theme " + std::to_string(pick(5));
        if (pick(2) != 0 && std::find(article.themes.begin(), article.themes.end(), theme) == article.themes.end())
          article.themes.push_back(theme);
      }
      article.authors = {{"Author " + std::to_string(pick(7)), "", ""}};
      if (pick(4) != 0)
        article.published =
            Day(std::chrono::year(2000 + static_cast<int>(pick(5))), std::chrono::month(1), std::chrono::day(1));
      articles[article.id] = article;
      updates.push_back(article);
    }
    folder.put(updates);
    const std::string gone = "a" + std::to_string(pick(60));
    articles.erase(gone);
    folder.remove(gone);
    if (!index) index.emplace(folder.open());
    for (int q = 0; q < 8; ++q) {
      SearchRequest request;
      request.query = "kw" + std::to_string(pick(8)) + "x";
      request.facets = true;
      request.facet_values = 1000;
      std::vector<std::string> themes;
      for (unsigned t = pick(3); t > 0; --t) themes.push_back("Theme " + std::to_string(pick(5)));
      for (const std::string& theme : themes) request.filters.values.emplace_back("theme", theme);
      const SearchResults results = value_or_throw(index->search(request));
      std::map<std::string, std::uint64_t> counts;
      if (results.total > 0) counts["total"] = results.total;
      for (const FacetCounts& facet : results.facets)
        if (facet.field == "theme" || facet.field == "author" || facet.field == "year")
          for (const FacetValue& value : facet.values)
            if (value.count > 0) counts[facet.field + ":" + value.value] = value.count;
      EXPECT_EQ(counts, brute_force(articles, request.query, themes)) << request.query << " in round " << round;
    }
  }
}

}  // namespace
}  // namespace caravan::query
