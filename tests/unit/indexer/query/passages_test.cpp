// Passages of long texts, which the index keeps in pieces: through the front door.
#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <xapian.h>

#include "base/unicode.h"
#include "indexer/query/results_json.h"
#include "indexer/query/search.h"
#include "indexer/query/snippet.h"
#include "indexer/schema/layout.h"
#include "tests/unit/indexer/query/test_index.h"

namespace caravan::query {
namespace {

std::string filled(std::size_t bytes, std::string_view with = "Nothing is to be seen in this sentence. ") {
  std::string text;
  while (text.size() < bytes) text += with;
  return text;
}

Hit hit_of(const Index& index, const std::string& query) {
  SearchRequest request;
  request.query = query;
  const SearchResults results = value_or_throw(index.search(request));
  EXPECT_EQ(results.hits.size(), 1U) << query;
  return results.hits.empty() ? Hit() : results.hits[0];
}

std::string passages(const article::Article& article, const std::string& query) {
  const test::TestIndex folder({article});
  return to_html(hit_of(folder.open(), query).snippet);
}

TEST(Passages, AreFoundWhereverTheyStand) {
  const std::string harbour = "At last the harbour was opened. ", quarrel = "A quarrel about wagons began. ";
  const std::string chinese = filled(500'000, "这是一个很长的句子关于贸易。");
  struct Case {
    std::string_view name;
    std::string body, query, html;
  };
  const Case cases[] = {
      {"far behind the front", filled(700'000) + harbour + filled(50'000), "harbor",
       "… At last the <mark>harbour</mark> was opened."},
      {"at the very end", filled(400'000) + "At last the harbour was opened.", "harbors",
       "… At last the <mark>harbour</mark> was opened."},
      {"each word in another place", filled(200'000) + harbour + filled(200'000) + quarrel + filled(9'000),
       "wagon harbour", "… At last the <mark>harbour</mark> was opened. … A quarrel about <mark>wagons</mark> began."},
      {"both in one sentence rather than in two",
       filled(90'000) + harbour + filled(90'000) + quarrel + filled(90'000) + "Wagons reached the harbour. " +
           filled(9'000),
       "wagon harbour", "<mark>Wagons</mark> reached the <mark>harbour</mark>."},
      {"a phrase",
       filled(300'000) + "Harbour wagons. " + filled(300'000) + "The wagons harbour nobody. " + filled(9'000),
       "\"wagons harbour\"", "… The <mark>wagons harbour</mark> nobody."},
      {"a phrase with small words", filled(300'000) + "They spoke of the state of the union. " + filled(9'000),
       "\"state of the union\"", "… They spoke of the <mark>state of the union</mark>."},
      {"a beginning", filled(300'000) + harbour + filled(9'000), "harbo*",
       "… At last the <mark>harbour</mark> was opened."},
      {"small words alone", filled(300'000) + "All about it. " + filled(9'000), "\"about it\"",
       "… All <mark>about it</mark>."},
      {"Chinese, which has no spaces", chinese + "亚欧会议于一九九六年在曼谷举行。" + chinese, "亚欧会议",
       "… <mark>亚欧会议</mark>于一九九六年在曼谷举行。"},
      {"a line goes on", filled(300'000) + "\n\nAt last the harbour\n\n" + filled(9'000), "harbour",
       "… At last the <mark>harbour</mark> …"},
  };
  for (const Case& each : cases) {
    const std::string html = passages(test::make_article("a", "Title", each.body), each.query);
    EXPECT_NE(html.find(each.html), std::string::npos) << each.name << ":\n" << html;
  }
}

TEST(Passages, TheBeginningIsShownWhereOnlyTheTitleMatched) {
  const std::string body = "How it began. " + filled(400'000);
  EXPECT_TRUE(passages(test::make_article("a", "Harbours", body), "harbour").starts_with("How it began. Nothing"));
}

TEST(Passages, NamesThePageOfAReport) {
  article::Article report = test::make_article("a", "Title", "");
  for (int page = 0; page < 60; ++page) {
    report.page_starts.push_back(static_cast<std::uint32_t>(report.body.size()));
    report.body += filled(9'000) + (page == 47 ? "The harbour is here. " : "");
  }
  report.pages = 60;
  const test::TestIndex folder({report});
  const Hit hit = hit_of(folder.open(), "harbour");
  EXPECT_EQ(hit.page, 48);
  EXPECT_EQ(report.body.substr(hit.snippet.first_match, 7), "harbour");
}

/// The sentence stands at every place around the end of a piece.
TEST(Passages, SentencesAndPhrasesGoOnInTheNextPiece) {
  const std::string sentence = "Of all the wagons that were ever seen by the sea the harbour master kept but one.";
  const std::string phrase = "harbour master kept";
  for (std::size_t before = 15'000; before < 16'700; before += 21) {
    std::string body = filled(before, "x. ") + sentence + " " + filled(30'000, "y. ");
    const std::string html = passages(test::make_article("a", "Title", body), "\"" + phrase + "\"");
    EXPECT_NE(
        html.find("Of all the wagons that were ever seen by the sea the <mark>harbour master kept</mark> but one."),
        std::string::npos)
        << before << ": " << html;
  }
}

TEST(Passages, OfAnArticleThatIsGoneOrChangedNothingStays) {
  const std::string end = "The harbour is here.";
  test::TestIndex folder({test::make_article("a", "Title", filled(400'000) + end)});
  folder.put(
      {test::make_article("a", "Title", filled(90'000) + end), test::make_article("b", "Title", filled(50'000))});
  const Index index = folder.open();
  EXPECT_EQ(value_or_throw(index.document("a")).body, filled(90'000) + end);
  EXPECT_NE(to_html(hit_of(index, "harbour").snippet).find("<mark>harbour</mark>"), std::string::npos);
  folder.put({test::make_article("a", "Title", "The harbour is here. ")});
  folder.remove("b");
  const Xapian::Database database(value_or_throw(schema::live_generation(folder.folder())).string());
  const std::string key(schema::mark::text);
  EXPECT_EQ(database.metadata_keys_begin(key), database.metadata_keys_end(key));
}

TEST(Passages, AMissingPieceIsSaid) {
  const test::TestIndex folder({test::make_article("a", "Title", filled(400'000) + "The harbour is here.")});
  {
    Xapian::WritableDatabase database(value_or_throw(schema::live_generation(folder.folder())).string());
    const std::string key(schema::mark::text);
    std::vector<std::string> keys(database.metadata_keys_begin(key), database.metadata_keys_end(key));
    for (const std::string& each : keys) database.set_metadata(each, {});
    database.commit();
  }
  const Index index = folder.open();
  SearchRequest request;
  request.query = "harbour";
  const auto results = index.search(request);
  ASSERT_FALSE(results.has_value());
  EXPECT_EQ(results.error().fault, Fault::corrupt);
  EXPECT_EQ(results.error().remedy, "run: caravan index --rebuild");
  EXPECT_FALSE(index.document("a").has_value());
}

std::set<std::string> words_shown(const Snippet& snippet) {
  std::set<std::string> words;
  for (const auto& [begin, end] : snippet.marks)
    words.insert(schema::fold_word(std::string_view(snippet.text).substr(begin, end - begin)));
  return words;
}

/// Passages cut from the whole text, which is not looked at beyond its first part, are what they are measured by.
TEST(Passages, ShowAsManyWordsAsTheWholeTextWouldAndAreOfIt) {
  std::mt19937 random(5);
  std::vector<std::string> vocabulary;
  for (char a = 'b'; a <= 'k'; ++a)
    for (const char b : {'a', 'e', 'i', 'o', 'u'}) vocabulary.push_back(std::string{a, b} + "mpkt");
  int asked = 0, worse = 0;
  for (int round = 0; round < 12; ++round) {
    std::string body;
    const std::size_t bytes = 30'000 + random() % 150'000;
    while (body.size() < bytes) {
      for (auto i = 3 + random() % 20; i > 0; --i) {
        const bool telling = random() % 60 == 0;
        body += telling ? vocabulary[std::min(random() % 50, random() % 50)] : "filler" + std::to_string(random() % 9);
        body += i > 1 ? " " : random() % 4 == 0 ? ".\n\n" : ". ";
      }
    }
    const test::TestIndex folder({test::make_article("a", "Title", body)});
    const Index index = folder.open();
    for (int q = 0; q < 15; ++q) {
      MarkedWords marked;
      std::string query;
      for (auto i = 1 + random() % 4; i > 0; --i) {
        marked.words.push_back(vocabulary[random() % 50]);
        query += marked.words.back() + " ";
      }
      SearchRequest request;
      request.query = query;
      const SearchResults results = value_or_throw(index.search(request));
      if (results.hits.empty() || results.understood != query) continue;  // nothing, or another word
      const Snippet& cut = results.hits[0].snippet;
      schema::Stemmer stemmer("en");
      Marker marker(marked, stemmer);
      const Snippet whole = cut_snippet(body, marker, 240);
      ++asked;
      worse += words_shown(cut).size() < words_shown(whole).size() ? 1 : 0;
      for (const std::string& word : words_shown(cut))
        EXPECT_NE(std::find(marked.words.begin(), marked.words.end(), word), marked.words.end()) << word;
      std::string flat = body;
      std::replace(flat.begin(), flat.end(), '\n', ' ');
      EXPECT_TRUE(is_valid_utf8(cut.text));
      std::size_t begin = 0;
      const std::string text = " " + cut.text + " ";
      while (begin < text.size()) {
        const std::size_t end = std::min(text.find("…", begin), text.size());
        std::string passage = text.substr(begin, end - begin);
        passage.erase(0, passage.find_first_not_of(' '));
        passage.erase(passage.find_last_not_of(' ') + 1);
        EXPECT_NE(flat.find(passage), std::string::npos) << passage;
        begin = end + std::string("…").size();
      }
      std::size_t marks = 0;
      for (const Match& match : Marker(marked, stemmer).find(cut.text)) marks += match.end > match.begin ? 1 : 0;
      EXPECT_EQ(marks, cut.marks.size()) << "all words are marked: " << to_html(cut);
    }
  }
  EXPECT_GT(asked, 100);
  EXPECT_LT(20 * worse, asked) << "words lie in more pieces than are read";
}

}  // namespace
}  // namespace caravan::query
