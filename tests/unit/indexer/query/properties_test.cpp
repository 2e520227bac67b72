// What must hold for any text, any update and any query.
#include <algorithm>
#include <functional>
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

using Articles = std::map<std::string, article::Article>;
using Choice = std::map<std::string, std::vector<std::string>>;  ///< chosen values by facet

std::vector<std::string> values_of(const article::Article& article, const std::string& facet) {
  std::vector<std::string> values;
  if (facet == "theme") values = article.themes;
  if (facet == "author" || facet == "institution")
    for (const article::Author& author : article.authors)
      values.push_back(facet == "author" ? author.name : author.institution);
  if (facet == "series") values = {article.series};
  if (facet == "lang") values = {article.language};
  if (facet == "site") values = {article.site};
  if (facet == "type") values = {article.type};
  if (facet == "year" && article.published) values = {std::to_string(static_cast<int>(article.published->year()))};
  std::erase(values, "");
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

bool has_chosen(const article::Article& article, const Choice& choice, const std::string& but) {
  return std::all_of(choice.begin(), choice.end(), [&](const auto& each) {
    const auto& [facet, chosen] = each;
    const std::vector<std::string> values = values_of(article, facet);
    return facet == but || std::any_of(chosen.begin(), chosen.end(), [&](const std::string& value) {
             return std::find(values.begin(), values.end(), value) != values.end();
           });
  });
}

constexpr const char* all_facets[] = {"author", "theme", "institution", "series", "year", "lang", "site", "type"};

/// The same facts, counted by looking at every article.
std::map<std::string, std::uint64_t> brute_force(const Articles& articles,
                                                 const std::function<bool(const std::string&)>& matches,
                                                 const Choice& choice) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [id, article] : articles) {
    if (!matches(article.body)) continue;
    if (has_chosen(article, choice, "")) ++counts["total"];
    for (const std::string facet : all_facets)
      if (has_chosen(article, choice, facet))
        for (const std::string& value : values_of(article, facet)) ++counts[facet + ":" + value];
  }
  return counts;
}

class FacetUpdates {
 public:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  std::string word() { return "kw" + std::to_string(pick(8)) + "x"; }

  article::Article article() {
    article::Article article = test::make_article("a" + std::to_string(pick(60)), "Title", "");
    for (unsigned w = 0; w < 6; ++w) article.body += word() + " ";
    for (unsigned t = 0; t < 3; ++t) {
      const std::string theme = "Theme " + std::to_string(pick(5));
      if (pick(2) != 0 && std::find(article.themes.begin(), article.themes.end(), theme) == article.themes.end())
        article.themes.push_back(theme);
    }
    for (unsigned a = pick(3); a > 0; --a)
      article.authors.push_back(
          {"Author " + std::to_string(pick(7)), "", pick(2) != 0 ? "House " + std::to_string(pick(4)) : ""});
    if (pick(2) != 0) article.series = "Series " + std::to_string(pick(3));
    article.language = pick(5) != 0 ? "en" : "fr";
    article.site = "Site " + std::to_string(pick(3));
    article.type = pick(4) != 0 ? "article" : "report";
    if (pick(4) != 0)
      article.published =
          Day(std::chrono::year(2000 + static_cast<int>(pick(5))), std::chrono::month(1), std::chrono::day(1));
    return article;
  }

  Choice choice() {
    Choice choice;
    for (unsigned t = pick(3); t > 0; --t) choice["theme"].push_back("Theme " + std::to_string(pick(5)));
    if (pick(3) == 0) choice["author"].push_back("Author " + std::to_string(pick(7)));
    if (pick(3) == 0) choice["site"].push_back("Site " + std::to_string(pick(3)));
    if (pick(4) == 0) choice["year"].push_back(std::to_string(2000 + pick(5)));
    return choice;
  }

  /// A query, and what it asks of a text.
  std::pair<std::string, std::function<bool(const std::string&)>> query() {
    const std::string a = word(), b = word();
    const auto has = [](const std::string& text, const std::string& each) {
      return text.find(each) != std::string::npos;
    };
    switch (pick(6)) {
      case 0:
        return {"", [](const std::string&) { return true; }};
      case 1:
        return {a + " " + b, [=](const std::string& text) { return has(text, a) || has(text, b); }};
      case 2:
        return {a + " AND " + b, [=](const std::string& text) { return has(text, a) && has(text, b); }};
      case 3:
        return {"\"" + a + " " + b + "\"", [=](const std::string& text) { return has(text, a + " " + b); }};
      case 4:
        return {"+" + a + " -" + b, [=](const std::string& text) { return has(text, a) && !has(text, b); }};
      default:
        return {a, [=](const std::string& text) { return has(text, a); }};
    }
  }

 private:
  std::mt19937 random_{42};
};

std::map<std::string, std::uint64_t> counted(const SearchResults& results) {
  std::map<std::string, std::uint64_t> counts;
  if (results.total > 0) counts["total"] = results.total;
  for (const FacetCounts& facet : results.facets)
    for (const FacetValue& value : facet.values)
      if (value.count > 0) counts[facet.field + ":" + value.value] = value.count;
  return counts;
}

TEST(Properties, FacetsEqualACountOverEveryArticle) {
  FacetUpdates random;
  Articles articles;
  test::TestIndex folder(std::vector<article::Article>{});
  std::optional<Index> index;
  for (int round = 0; round < 25; ++round) {
    std::vector<article::Article> updates;
    for (unsigned i = 0; i < 12; ++i) {
      updates.push_back(random.article());
      articles[updates.back().id] = updates.back();
    }
    folder.put(updates);
    for (unsigned gone = random.pick(4); gone > 0; --gone) {
      const std::string id = "a" + std::to_string(random.pick(60));
      articles.erase(id);
      folder.remove(id);
    }
    if (round % 6 == 5) folder.rebuild(articles);
    if (!index) index.emplace(folder.open());
    for (int q = 0; q < 16; ++q) {
      const auto [query, matches] = random.query();
      const Choice choice = random.choice();
      SearchRequest request;
      request.query = query;
      request.facets = true;
      request.facet_values = 1000;
      for (const auto& [facet, values] : choice)
        for (const std::string& value : values) request.filters.values.emplace_back(facet, value);
      const SearchResults results = value_or_throw(index->search(request));
      EXPECT_EQ(counted(results), brute_force(articles, matches, choice)) << query << " in round " << round;
      request.facets = false;
      EXPECT_EQ(value_or_throw(index->search(request)).total, results.total) << query << " in round " << round;
    }
  }
}

}  // namespace
}  // namespace caravan::query
