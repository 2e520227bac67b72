#include "indexer/schema/analysis.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::schema {
namespace {

using testing::ElementsAreArray;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  for (Token& token : tokenize(text)) result.push_back(std::move(token.word));
  return result;
}

struct Case {
  std::string_view name, text;
  std::vector<std::string> words;
};

const Case cases[] = {
    {"case and punctuation", "Trade, Security!", {"trade", "security"}},
    {"accents", "Économie politique à l\u2019œuvre", {"economie", "politique", "a", "l", "oeuvre"}},
    {"accents as marks", "e\u0301conomie", {"economie"}},
    {"letters with a stroke", "Łódź Søren", {"lodz", "soren"}},
    {"full width", "ＡＳＥＡＮ", {"asean"}},
    {"hyphen", "EU-ASEAN", {"eu", "asean", "euasean"}},
    {"hyphen variants", "EU\u2011ASEAN", {"eu", "asean", "euasean"}},
    {"compound written together", "co-operation", {"co", "operation", "cooperation"}},
    {"soft hyphen", "coope\u00ADration", {"cooperation"}},
    {"initials", "the U.S. policy", {"the", "us", "policy"}},
    {"initials without the last stop", "U.S policy", {"us", "policy"}},
    {"initials in a compound", "U.S.-China", {"us", "china", "uschina"}},
    {"digit and letter", "5G networks", {"5g", "networks"}},
    {"disease", "COVID-19", {"covid", "19", "covid19"}},
    {"ampersand", "R&D", {"r", "d", "r&d"}},
    {"plus", "17+1", {"17", "1", "17+1"}},
    {"decimal", "3.5", {"3", "5", "3.5"}},
    {"thousands", "10,000 ships", {"10000", "ships"}},
    {"elided article", "l'Europe", {"l", "europe"}},
    {"elided article, typographic", "d\u2019Asie", {"d", "asie"}},
    {"contraction", "don't", {"dont"}},
    {"possessive", "China's", {"china"}},
    {"possessive, typographic", "China\u2019s", {"china"}},
    {"name", "O'Brien", {"obrien"}},
    {"-ize is -ise", "organization organised", {"organisation", "organised"}},
    {"size stays", "size prize", {"size", "prize"}},
    {"-our is -or", "Labour neighbours", {"labor", "neighbors"}},
    {"doi", "10.1000/xyz123", {"10", "1000", "xyz123"}},
    {"Chinese pairs", "亚欧会议", {"亚", "亚欧", "欧", "欧会", "会", "会议", "议"}},
    {"script changes", "5G技术", {"5g", "技", "技术", "术"}},
    {"half-width kana", "ｱｼﾞｱ", {"ア", "アジ", "ジ", "ジア", "ア"}},
    {"ill-formed bytes part words",
     "tra\xFF\xFE"
     "de",
     {"tra", "de"}},
    {"nothing", " ,;-- ''\" ", {}},
};

TEST(Analysis, CutsAndFolds) {
  for (const Case& c : cases) {
    std::vector<std::string> expected = c.words;
    std::vector<std::string> got = words(c.text);
    std::sort(expected.begin(), expected.end());
    std::sort(got.begin(), got.end());
    EXPECT_THAT(got, ElementsAreArray(expected)) << c.name;
  }
}

TEST(Analysis, CountsPositionsAndBytes) {
  const std::string_view text = "The EU-ASEAN summit";
  for (const Token& token : tokenize(text)) {
    if (token.word == "summit") {
      EXPECT_EQ(token.position, 3U);
      EXPECT_EQ(text.substr(token.begin, token.end - token.begin), "summit");
    }
    if (token.word == "euasean") {
      EXPECT_EQ(token.position, 1U);
      EXPECT_EQ(text.substr(token.begin, token.end - token.begin), "EU-ASEAN");
    }
  }
}

TEST(Analysis, TakesAnyBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    for (const Token& token : tokenize(bytes)) {
      EXPECT_LE(token.word.size(), 2 * max_word_bytes);
      EXPECT_LT(token.begin, token.end);
      EXPECT_LE(token.end, bytes.size());
    }
  }
}

struct StemCase {
  std::string_view language;
  std::string a, b;
};

TEST(Analysis, StemsByLanguage) {
  const StemCase same[] = {{"en", "policies", "policy"},      {"en-GB", "organisations", "organised"},
                           {"fr", "politiques", "politique"}, {"de", "verhandlungen", "verhandlung"},
                           {"id", "kerjasama", "kerjasama"},  {"xx", "anything", "anything"}};
  for (const StemCase& c : same) {
    Stemmer stem(c.language);
    const std::string first = stem(fold_word(c.a));
    EXPECT_EQ(first, stem(fold_word(c.b))) << c.language << " " << c.a;
  }
  Stemmer english("en");
  const std::string organ = english("organ");
  EXPECT_NE(english(fold_word("organization")), organ);
}

}  // namespace
}  // namespace caravan::schema
