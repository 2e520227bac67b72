#include "indexer/query/snippet.h"

#include <array>

#include <gtest/gtest.h>

#include "base/unicode.h"
#include "indexer/query/results_json.h"
#include "indexer/schema/capitals.h"

namespace caravan::query {
namespace {

constexpr std::string_view two_paragraphs =
    "The Asia-Europe Meeting began in Bangkok in 1996. It brought leaders of two regions together.\n\n"
    "Mr. Smith of the U.S. delegation was not there. Trade policies were on the agenda, and so was security. "
    "Many years later the organisation still has no secretariat. Nobody minds.";

Snippet cut(const MarkedWords& words, int width, std::string_view text = two_paragraphs,
            std::string_view language = "en") {
  schema::Stemmer stemmer(language);
  Marker marker(words, stemmer);
  return cut_snippet(text, marker, width);
}

TEST(Snippet, ShowsTheSentenceThatMatches) {
  const Snippet snippet = cut({{"policy"}, {}, {}}, 90);
  EXPECT_EQ(to_html(snippet), "… Trade <mark>policies</mark> were on the agenda, and so was security.");
}

TEST(Snippet, JoinsPassagesInOrder) {
  const Snippet snippet = cut({{"bangkok", "secretariat"}, {}, {}}, 240);
  const std::string html = to_html(snippet);
  EXPECT_LT(html.find("<mark>Bangkok</mark>"), html.find("<mark>secretariat</mark>")) << html;
  EXPECT_NE(html.find(" … "), std::string::npos) << html;
}

TEST(Snippet, MarksPhrasesWholeAndSpellings) {
  EXPECT_NE(to_html(cut({{}, {}, {{"asia", "europe", "meeting"}}}, 200)).find("<mark>Asia-Europe Meeting</mark>"),
            std::string::npos);
  EXPECT_NE(to_html(cut({{schema::fold_word("organization")}, {}, {}}, 200)).find("<mark>organisation</mark>"),
            std::string::npos);
  EXPECT_NE(to_html(cut({{}, {"secret"}, {}}, 200)).find("<mark>secretariat</mark>"), std::string::npos);
}

TEST(Snippet, ShowsTheLeadWhereNothingMatches) {
  EXPECT_TRUE(cut({{"nowhere"}, {}, {}}, 60).text.starts_with("The Asia-Europe Meeting began in Bangkok in 1996."));
  EXPECT_TRUE(cut({{"nowhere"}, {}, {}}, 60, "").text.empty());
}

TEST(Snippet, CutsOtherScripts) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "这是一个很长的句子关于贸易。";
  text += "亚欧会议于一九九六年在曼谷举行。";
  const Snippet snippet = cut({{}, {}, {{"亚", "欧", "会", "议"}}}, 40, text, "zh");
  EXPECT_NE(to_html(snippet).find("<mark>亚欧会议</mark>"), std::string::npos) << snippet.text;
}

TEST(Snippet, StaysWithinItsWidthAndValid) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "wörd" + std::to_string(i) + (i % 90 == 0 ? ". " : " ");
  for (int width = 40; width <= 400; width += 13) {
    const Snippet snippet = cut({{"word250", "word10"}, {}, {}}, width, text);
    EXPECT_TRUE(is_valid_utf8(snippet.text));
    EXPECT_LE(length(snippet.text), static_cast<std::size_t>(width) + 20) << snippet.text;
    for (const auto& [begin, end] : snippet.marks) {
      EXPECT_LT(begin, end);
      EXPECT_LE(end, snippet.text.size());
    }
  }
}

/// Every token, read one after another: what Marker::find() must find though it passes over most words unread.
std::vector<std::pair<std::size_t, std::size_t>> places(std::string_view text, const std::string& word,
                                                        schema::Stemmer& stemmer) {
  const std::string stem = stemmer(word);
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (const schema::Token& token : schema::tokenize(text)) {
    if (stemmer(token.word) != stem) continue;
    if (!found.empty() && token.begin < found.back().second)
      found.back().second = std::max(found.back().second, token.end);
    else
      found.emplace_back(token.begin, token.end);
  }
  return found;
}

TEST(Marker, PassesOverNoWordThatMatches) {
  const std::string text =
      "The E.U.'s R&D programme, the U.S. and 5G: labour, Labor; skies, sky, dying, die, lies. Organisations organized "
      "the organization's co-operation (cooperation) in 10,000 places – l'Europe, d'État, o'clock, “Ärger”, ﬁnance. "
      "Sceptics are skeptical; paediatric tyres, grey kerbs; happy happiness, policy-making policies, EU-ASEAN, 17+1. "
      "Membaca buku, dibaca; bacaan maritim.";
  for (const std::string_view language : {"en", "fr", "de", "id", "zz"}) {
    schema::Stemmer stemmer(language);
    for (const schema::Token& token : schema::tokenize(text)) {
      MarkedWords marked;
      marked.words = {token.word};
      std::vector<std::pair<std::size_t, std::size_t>> found;
      for (const Match& match : Marker(marked, stemmer).find(text)) found.emplace_back(match.begin, match.end);
      EXPECT_EQ(found, places(text, token.word, stemmer)) << token.word << " in " << language;
    }
  }
}

TEST(Marker, PhrasesDoNotReachOverWordsThatWerePassedOver) {
  schema::Stemmer stemmer("en");
  const MarkedWords marked{{}, {}, {{"climate", "change"}}};
  EXPECT_TRUE(Marker(marked, stemmer).find("climate will change").empty());
  EXPECT_EQ(Marker(marked, stemmer).find("climate – change, climate-change, (climate) change").size(), 3U);
}

TEST(Marker, FindsInEveryTextWhatAFreshOneFinds) {
  schema::Stemmer stemmer("en");
  MarkedWords marked;
  marked.words = {"policy", schema::acronym_word("who"), "labour"};
  MarkedWords no_acronym = marked;
  no_acronym.words.erase(no_acronym.words.begin() + 1);
  for (const MarkedWords& words : {marked, no_acronym, MarkedWords{{"policy"}, {"lab"}, {{"labour", "policy"}}}}) {
    Marker again(words, stemmer);
    for (const std::string text : {"Labour policies, policies and labor.", "", "(Policies) who WHO the policies",
                                   "WHO POLICIES ARE WHO POLICIES", "labour policy; LABOUR policy: labour policies."}) {
      std::vector<std::array<std::size_t, 3>> found, fresh;
      for (const Match& match : again.find(text)) found.push_back({match.begin, match.end, match.what});
      for (const Match& match : Marker(words, stemmer).find(text))
        fresh.push_back({match.begin, match.end, match.what});
      EXPECT_EQ(found, fresh) << text;
    }
  }
}

TEST(Marker, MarksWhatMatchedInAnotherLanguage) {
  schema::Stemmer stemmer("id");
  MarkedWords marked;
  marked.words = {"maritime"};
  EXPECT_TRUE(Marker(marked, stemmer).find("poros maritim dunia").empty());
  marked.stems = {"maritim"};
  EXPECT_EQ(Marker(marked, stemmer).find("poros maritim dunia").size(), 1U);
}

TEST(Snippet, ALongTextIsShownWhereItMatches) {
  std::string text;
  while (text.size() < 150'000) text += "Nothing to be seen in this sentence. ";
  text += "At last the harbour was opened. ";
  while (text.size() < 300'000) text += "Nothing to be seen in this sentence. ";
  EXPECT_EQ(to_html(cut({{"harbor"}, {}, {}}, 100, text)), "… At last the <mark>harbour</mark> was opened.");
}

TEST(Snippet, OfManyWordsTheFrontShowsEnough) {
  MarkedWords words;
  std::string all;
  for (int i = 0; i < 40; ++i) all += (words.words.emplace_back("wq" + std::to_string(i) + "x") + " ");
  const std::string few = all.substr(0, all.size() / 3);
  std::string text = few + "here. " + few + "there. " + few + "everywhere. ";
  while (text.size() < 9'000) text += "Nothing to be seen in this sentence. ";
  EXPECT_EQ(cut(words, 240, text + all + "in the end.").text.find("wq39x"), std::string::npos);
  words.words.resize(20);
  EXPECT_NE(cut(words, 240, text + all + "in the end.").text.find("wq19x"), std::string::npos);
}

TEST(Snippet, HtmlIsSafe) {
  const Snippet snippet = cut({{"script"}, {}, {}}, 200, "A <script>alert('x')</script> & \"more\" of it.");
  EXPECT_EQ(to_html(snippet).find("<script>"), std::string::npos);
  EXPECT_NE(to_html(snippet).find("&lt;<mark>script</mark>&gt;"), std::string::npos) << to_html(snippet);
}

}  // namespace
}  // namespace caravan::query
