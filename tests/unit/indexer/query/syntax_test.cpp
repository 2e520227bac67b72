#include "indexer/query/syntax.h"

#include <random>

#include <gtest/gtest.h>

namespace caravan::query {
namespace {

struct Case {
  std::string_view query, read;
};

constexpr Case cases[] = {
    {"asean trade", "asean trade"},
    {"  asean   trade ", "asean trade"},
    {"\"free trade\" asean", "\"free trade\" asean"},
    {"\u201Cfree trade\u201D", "\"free trade\""},
    {"-asean", "-asean"},
    {"NOT asean", "-asean"},
    {"+asean trade", "+asean trade"},
    {"asean AND trade", "+asean +trade"},
    {"asean OR trade", "asean OR trade"},
    {"asean || trade", "asean OR trade"},
    {"a1 b1 OR c1 d1", "a1 (b1 OR c1) d1"},
    {"a1 AND b1 OR c1", "(+a1 +b1) OR c1"},
    {"asean AND NOT trade", "+asean -trade"},
    {"asean NEAR/5 trade", "asean NEAR/5 trade"},
    {"asean NEAR trade", "asean NEAR/10 trade"},
    {"asean NEAR/999 trade", "asean NEAR/50 trade"},
    {"climat*", "climat*"},
    {"c* **", "c "},
    {"title:asean", "title:asean"},
    {"Title:\"free trade\"", "title:\"free trade\""},
    {"language:fr", "lang:fr"},
    {"author:\"Jane Doe\" year:2018", "author:\"Jane Doe\" year:2018"},
    {"published:2018..2019", "published:2018..2019"},
    {"title:(asean trade)", "title:asean title:trade"},
    {"Security: ASEAN's role", "Security: ASEAN's role"},
    {"https://example.org/x", "https://example.org/x"},
    {"EU-ASEAN l'Europe R&D 17+1 U.S.", "EU-ASEAN l'Europe R&D 17+1 U.S."},
    {"Europe - Asia", "Europe - Asia"},
    {"(asean)", "asean"},
    {"Nations (ASEAN) today", "Nations ASEAN today"},
    {"THE EU AND ASEAN OR CHINA", "THE EU AND ASEAN OR CHINA"},
    {"EU AND ASEAN", "+EU +ASEAN"},
    {"AND", ""},
    {"OR asean AND", "asean"},
    {"\"unbalanced quote", "unbalanced quote"},
    {"((asean", "asean"},
    {"asean))", "asean"},
    {"()", ""},
    {"", ""},
    {"\"\"", ""},
};

TEST(Syntax, ReadsTheQueryLanguage) {
  for (const Case& c : cases) EXPECT_EQ(to_string(parse_query(c.query).root), c.read) << c.query;
}

TEST(Syntax, SaysWhatItLeftOut) {
  EXPECT_FALSE(parse_query("\"unbalanced").remarks.empty());
  EXPECT_FALSE(parse_query("asean AND").remarks.empty());
  EXPECT_FALSE(parse_query("(asean").remarks.empty());
  EXPECT_FALSE(parse_query("NOT").remarks.empty());
  EXPECT_FALSE(parse_query("\"\"").remarks.empty());
  EXPECT_TRUE(parse_query("asean NOT trade").remarks.empty());
  EXPECT_TRUE(parse_query("asean trade").remarks.empty());
}

TEST(Syntax, TakesAnything) {
  for (const std::string& query :
       {std::string(100'000, '('), std::string(100'000, ')'), std::string(100'000, '"'), std::string(50'000, '-'),
        std::string("title:title:title:"), std::string("\xFF\xFE\x80 \xC0", 6)})
    (void)to_string(parse_query(query).root);
  std::string words, nested;
  for (int i = 0; i < 10'000; ++i) words += "word" + std::to_string(i) + " ";
  EXPECT_FALSE(parse_query(words).remarks.empty());
  for (int i = 0; i < 10'000; ++i) nested += "(a" + std::to_string(i) + " OR ";
  EXPECT_FALSE(parse_query(nested).remarks.empty());
}

TEST(Syntax, TakesRandomPieces) {
  constexpr std::string_view pieces[] = {"asean", "\"",     "(",      ")",     "-", "+",    " ",    "OR", "AND",
                                         "NOT",   "NEAR/3", "title:", "year:", "*", "\xFF", "亚欧", ":"};
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    std::string query;
    for (std::size_t i = random() % 30; i > 0; --i)
      query += std::string(pieces[random() % std::size(pieces)]) + (random() % 2 != 0 ? " " : "");
    (void)to_string(parse_query(query).root);
  }
}

}  // namespace
}  // namespace caravan::query
