// What queries that ask for very much find, and what they say that they left out.
#include "indexer/query/bounds.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indexer/query/rerank.h"
#include "indexer/query/search.h"
#include "indexer/schema/entry.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

using test::ids;
using test::make_article;
using testing::HasSubstr;
using Xapian::Query;

constexpr int articles = 1500, vocabulary = 400;

std::string word(int number) { return fmt::format("wq{}x", number); }

/// A hundred words are in every article, a hundred in every second, a hundred in every third, a hundred in every
/// fourth.
bool has(int article, int word) { return article % (word / 100 + 1) == 0; }

std::string body(int article) {
  std::string text = fmt::format("number{}x ", article);
  for (int n = 0; n < vocabulary; ++n)
    if (has(article, n)) text += word(n) + " ";
  return text;
}

class ManyWords : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::vector<article::Article> all;
    // Under one headline they would be copies of each other.
    for (int i = 1; i <= articles; ++i) {
      all.push_back(make_article(fmt::format("a{}", i), fmt::format("Title {}", i), body(i)));
      if (i % 7 != 0) all.back().published = parse_iso_day(fmt::format("2020-01-{:02}", 1 + i % 28));
    }
    folder_ = new test::TestIndex(all);
  }
  static void TearDownTestSuite() { delete folder_; }

  static SearchResults ask(const std::string& query, std::size_t limit = 10, bool explain = false) {
    SearchRequest request;
    request.query = query;
    request.facets = true;
    request.limit = limit;
    request.explain = explain;
    request.snippets = false;
    return value_or_throw(folder_->open().search(request));
  }

  static std::string words(int from, int to, const std::string& between) {
    std::string text;
    for (int n = from; n < to; ++n) text += (text.empty() ? "" : between) + word(n);
    return text;
  }

  static test::TestIndex* folder_;
};
test::TestIndex* ManyWords::folder_ = nullptr;

std::uint64_t total_of(const SearchResults& results, const std::string& facet) {
  std::uint64_t total = 0;
  for (const FacetCounts& counts : results.facets)
    if (counts.field == facet)
      for (const FacetValue& value : counts.values) total += value.count;
  return total;
}

/// How many articles have one of these words.
std::uint64_t having(const std::vector<int>& words) {
  std::uint64_t count = 0;
  for (int i = 1; i <= articles; ++i)
    count += std::any_of(words.begin(), words.end(), [&](int n) { return has(i, n); }) ? 1 : 0;
  return count;
}

double weight_of(const std::string& line) {
  double weight = 0;
  const std::size_t begin = line.find_first_not_of(' ');
  std::from_chars(line.data() + begin, line.data() + line.size(), weight);
  return weight;
}

TEST_F(ManyWords, WeighTheSameWhetherTheyAreFewOrMany) {
  std::mt19937 random(7);
  for (const int count : {2, 3, 8, 20, 60}) {
    std::vector<int> chosen;
    std::string query;
    for (int i = 0; i < count; ++i) {
      chosen.push_back(static_cast<int>(random() % vocabulary));
      query += word(chosen.back()) + " ";
    }
    const SearchResults results = ask(query, 20, true);
    EXPECT_EQ(results.total, having(chosen)) << query;
    EXPECT_EQ(total_of(results, "type"), results.total) << query;
    for (const Hit& hit : results.hits) {  // the explanation is Xapian's matcher's
      double sum = 0;
      for (std::size_t i = 0; i + 1 < hit.explanation.size(); ++i) sum += weight_of(hit.explanation[i]);
      EXPECT_NEAR(sum, hit.score, 1e-3 * static_cast<double>(count)) << query;
      EXPECT_NEAR(weight_of(hit.explanation.back()), hit.score, 1e-3) << query;
    }
    EXPECT_TRUE(std::is_sorted(results.hits.begin(), results.hits.end(), [](const Hit& a, const Hit& b) {
      return a.score > b.score;
    })) << query;
  }
}

TEST_F(ManyWords, OfManyTheRarestAreLookedAtMoreClosely) {
  const Xapian::Database database((folder_->folder() / "current").string());
  constexpr std::size_t most = 2000;  // times that it is read where a word stands
  for (const int frequent : {5, 50}) {
    RankedWords words;
    for (int n = 0; n < frequent; ++n) words.words.push_back({"Z" + word(n)});  // in all articles
    for (int n = 100; n < 110; ++n) words.words.push_back({"Z" + word(n)});     // in every second
    std::vector<Ranked> best;
    for (Xapian::docid document = 1; document <= rerank_depth; ++document) best.push_back({document, 1.0});
    rerank(words, database, best);
    std::size_t seen = 0, of_rare = 0, rare = 0;
    for (const Ranked& each : best) {
      seen += static_cast<std::size_t>(std::popcount(each.words));
      of_rare += static_cast<std::size_t>(std::popcount(each.words >> static_cast<unsigned>(frequent)));
      EXPECT_GT(each.score, 1.0);
    }
    for (int n = 100; n < 110; ++n)
      for (auto posting = database.postlist_begin("Z" + word(n)); *posting <= rerank_depth; ++posting) ++rare;
    EXPECT_EQ(of_rare, rare);
    EXPECT_EQ(seen, std::min(rare + static_cast<std::size_t>(frequent) * rerank_depth, most));
  }
}

/// Undated articles come last.
std::string sorted_by(Sort sort, const article::Article& article) {
  if (sort == Sort::title) return article.title;
  return article.published || sort == Sort::newest ? schema::day_key(article.published) : "99999999";
}
int number_of(const Hit& hit) { return std::stoi(hit.article.id.substr(1)); }

TEST_F(ManyWords, AreSortedAsFewAre) {
  const Index index = folder_->open();
  for (const std::string& query : {words(0, 40, " "), words(200, 300, " "), std::string("a the of"), std::string()})
    for (const Sort sort : {Sort::newest, Sort::oldest, Sort::title}) {
      SearchRequest request;
      request.query = query;
      request.sort = sort;
      request.limit = 300;
      request.snippets = false;
      const SearchResults results = value_or_throw(index.search(request));
      EXPECT_EQ(results.hits.size(), std::min<std::uint64_t>(results.total, 300)) << query;
      const auto comes_before = [&](const Hit& a, const Hit& b) {
        const std::string one = sorted_by(sort, a.article), other = sorted_by(sort, b.article);
        if (one != other) return sort == Sort::newest ? one > other : one < other;
        return a.score != b.score ? a.score > b.score : number_of(a) < number_of(b);
      };
      EXPECT_TRUE(std::is_sorted(results.hits.begin(), results.hits.end(), comes_before))
          << query.substr(0, 50) << " by " << static_cast<int>(sort);
    }
}

TEST_F(ManyWords, AreNarrowedAsFewAre) {
  const std::string many = words(0, 40, " ");
  const std::uint64_t all = ask(many).total;
  EXPECT_EQ(all, static_cast<std::uint64_t>(articles));
  EXPECT_EQ(ask(many + " -" + word(104)).total, static_cast<std::uint64_t>(articles / 2));
  EXPECT_EQ(ask(many + " type:report").total, 0U);
  EXPECT_EQ(ask(many + " id:a7").total, 1U);
}

TEST_F(ManyWords, ALongPassagePastedAsAQueryIsNotCut) {
  const SearchResults results = ask(words(70, 110, " ") + " " + words(290, 310, " "));
  EXPECT_TRUE(results.remarks.empty()) << testing::PrintToString(results.remarks);
  EXPECT_EQ(results.total, static_cast<std::uint64_t>(articles));
}

TEST_F(ManyWords, OfTooManyTheRarestAreSearched) {
  const SearchResults results = ask(words(0, 400, " "));
  ASSERT_FALSE(results.remarks.empty());
  EXPECT_EQ(results.remarks[0], "only the rarest 300 of 400 words were searched");
  EXPECT_LT(results.total, static_cast<std::uint64_t>(articles)) << "words that all articles have were searched";
  EXPECT_EQ(total_of(results, "type"), results.total);

  const SearchResults any = ask("(" + words(0, 400, " OR ") + ")");
  ASSERT_EQ(any.remarks.size(), 1U) << testing::PrintToString(any.remarks);
  EXPECT_THAT(any.remarks[0], testing::StartsWith("the query asks for too much at once: only the rarest "));
  EXPECT_THAT(any.remarks[0], testing::EndsWith(" of 400 words were searched"));
}

TEST_F(ManyWords, SortedByDateFewerAreSearched) {
  const auto remark_of = [](Sort sort) {
    SearchRequest request;
    request.query = "(" + words(0, 400, " OR ") + ")";
    request.sort = sort;
    const SearchResults results = value_or_throw(folder_->open().search(request));
    return results.remarks.empty() ? std::string() : results.remarks[0];
  };
  EXPECT_THAT(remark_of(Sort::newest), testing::EndsWith(" of 400 words were searched"));
  EXPECT_EQ(remark_of(Sort::newest), remark_of(Sort::title));
  EXPECT_LT(remark_of(Sort::newest), remark_of(Sort::relevance));
}

TEST_F(ManyWords, WithFacetsChosenFewerAreSearched) {
  const auto remark_of = [](bool chosen) {
    SearchRequest request;
    request.query = "(" + words(0, 400, " OR ") + ")";
    if (chosen) request.filters.values = {{"type", "article"}, {"lang", "en"}};
    const SearchResults results = value_or_throw(folder_->open().search(request));
    return results.remarks.empty() ? std::string() : results.remarks[0];
  };
  EXPECT_THAT(remark_of(true), testing::EndsWith(" of 400 words were searched"));
  EXPECT_LT(remark_of(true), remark_of(false));
}

TEST_F(ManyWords, WhatIsNearInTooManyArticlesIsFoundInTheLatest) {
  std::string often;
  for (int i = 0; i < 32; ++i) often += "(" + words(i, i + 3, " NEAR/50 ") + ") ";
  const SearchResults results = ask(often);
  ASSERT_EQ(results.remarks.size(), 1U) << testing::PrintToString(results.remarks);
  EXPECT_THAT(results.remarks[0], HasSubstr("articles added last"));
  EXPECT_GE(results.total, 500U);
  EXPECT_LT(results.total, static_cast<std::uint64_t>(articles));
  EXPECT_EQ(total_of(results, "type"), results.total);
}

TEST_F(ManyWords, OfPhrasesThatFewMatchTheArticlesAreBoundedNotTheWords) {
  std::string phrases;
  for (int i = 0; i < 32; ++i) phrases += "\"" + words(3 * i, 3 * i + 6, " ") + "\" ";
  const SearchResults found = ask(phrases);
  ASSERT_EQ(found.remarks.size(), 1U) << testing::PrintToString(found.remarks);
  EXPECT_THAT(found.remarks[0], HasSubstr("articles added last"));
  // In reverse order nothing matches, which is known only when all are looked at.
  std::string reversed;
  for (int i = 0; i < 32; ++i) {
    reversed += "\"";
    for (int n = 6; n > 0; --n) reversed += word(3 * i + n) + " ";
    reversed += "\" ";
  }
  const SearchResults none = ask(reversed);
  EXPECT_EQ(none.total, 0U);
  ASSERT_EQ(none.remarks.size(), 1U) << testing::PrintToString(none.remarks);
  EXPECT_THAT(none.remarks[0], HasSubstr("articles added last"));
}

TEST_F(ManyWords, WhatIsExcludedIsExcludedFromAllArticlesAndFewerWordsAreSearched) {
  const SearchResults results = ask(words(0, 300, " ") + " -\"" + words(100, 102, " ") + "\"");
  ASSERT_EQ(results.remarks.size(), 1U) << testing::PrintToString(results.remarks);
  EXPECT_THAT(results.remarks[0], HasSubstr("only the rarest 2"));
  EXPECT_EQ(results.total, static_cast<std::uint64_t>(articles / 2)) << "every second has the phrase";
}

TEST_F(ManyWords, ABeginningOfTooManyWordsSaysHowManyWereSearched) {
  const SearchResults results = ask("wq* wq2*");
  ASSERT_EQ(results.remarks.size(), 2U) << testing::PrintToString(results.remarks);
  EXPECT_THAT(results.remarks[0],
              testing::MatchesRegex("wq\\* begins too many words: only [1-9][0-9]? of them were searched"));
  EXPECT_EQ(results.total, static_cast<std::uint64_t>(articles));
  EXPECT_EQ(ask("wq39*").total, having({39, 390}));
  EXPECT_EQ(ask("wq39* wq20*").total, having({39, 20}));
  EXPECT_EQ(ask("+wq39* +wq201x").total, having({201}));
}

TEST_F(ManyWords, ABeginningInHeadlinesHasRoomByWhatItsWordsWeighInWholeArticles) {
  std::vector<article::Article> all;
  for (int i = 0; i < 2000; ++i) {
    const std::string title = fmt::format("{}{}x", i < 50 ? "headline" : "other", i);
    all.push_back(make_article(fmt::format("h{}", i), title, fmt::format("number{}x", i)));
    for (int n = 0; n < 40; ++n) all.back().body += fmt::format(" headline{}x", n);
  }
  const test::TestIndex folder(all);
  const SearchResults found = test::search(folder.open(), "title:headline*");
  ASSERT_EQ(found.remarks.size(), 1U);
  EXPECT_THAT(found.remarks[0], HasSubstr("headline* begins too many words"));
  EXPECT_GT(found.total, 10U);
  EXPECT_LT(found.total, 50U);
}

TEST_F(ManyWords, ManyBeginningsShareTheWordsThatAreSearched) {
  std::string beginnings;
  for (int i = 100; i < 130; ++i) beginnings += fmt::format("number{}* ", i);
  const SearchResults few = ask("number130*");
  EXPECT_TRUE(few.remarks.empty());
  EXPECT_EQ(few.total, 1U + 10U);
  const SearchResults many = ask(beginnings + "number1*");
  EXPECT_THAT(many.remarks, testing::Contains(HasSubstr("number1* begins too many words: only 19 of them")));
}

/// Random trees of operators over words: some cheap, most not.
class Trees {
 public:
  Query tree(int depth) {
    static constexpr Query::op ops[] = {Query::OP_OR,        Query::OP_AND,     Query::OP_AND_NOT, Query::OP_FILTER,
                                        Query::OP_AND_MAYBE, Query::OP_SYNONYM, Query::OP_PHRASE,  Query::OP_NEAR};
    if (depth == 0) return Query("Z" + word(pick(vocabulary)));
    const Query::op op = ops[pick(8)];
    const bool of_words = op == Query::OP_SYNONYM || op == Query::OP_PHRASE || op == Query::OP_NEAR;
    std::vector<Query> parts;
    for (int i = 2 + pick(op == Query::OP_OR ? 150 : 3); i > 0; --i) parts.push_back(tree(of_words ? 0 : depth - 1));
    if (op == Query::OP_AND_NOT || op == Query::OP_FILTER || op == Query::OP_AND_MAYBE) return {op, parts[0], parts[1]};
    return {op, parts.begin(), parts.end(), of_words && op != Query::OP_SYNONYM ? 50U : 0U};
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  std::mt19937 random_{11};
};

std::vector<Xapian::docid> found(const Xapian::Database& database, const Query& query) {
  Xapian::Enquire enquire(database);
  enquire.set_query(query);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_docid_order(Xapian::Enquire::ASCENDING);
  const Xapian::MSet matches = enquire.get_mset(0, articles);
  return {matches.begin(), matches.end()};
}

TEST_F(ManyWords, WhatIsCutFindsLessAndSaysSo) {
  const Xapian::Database database((folder_->folder() / "current").string());
  Trees trees;
  int cut = 0;
  for (int i = 0; i < 24; ++i) {
    const Query query = trees.tree(3);
    Bounds bounds(database);
    const bool fits = bounds.cost(query) <= bounds.allowed();
    const Query kept = bounds.keep(query);
    EXPECT_EQ(fits, bounds.remarks().empty()) << query.get_description().substr(0, 500);
    if (fits) {
      EXPECT_EQ(kept.get_description(), query.get_description());
      continue;
    }
    ++cut;
    const std::vector<Xapian::docid> all = found(database, query), some = found(database, kept);
    EXPECT_TRUE(std::includes(all.begin(), all.end(), some.begin(), some.end()))
        << query.get_description().substr(0, 500);
  }
  EXPECT_GT(cut, 3);
}

}  // namespace
}  // namespace caravan::query
