#include "indexer/schema/entry.h"

#include <gtest/gtest.h>
#include <xapian.h>

namespace caravan::schema {
namespace {

Entry example() {
  Entry entry;
  entry.article.id = "0123456789abcdef";
  entry.article.url = "https://example.org/a";
  entry.article.title = "The Asia-Europe Meeting at twenty";
  entry.article.authors = {{"Jane Doe", "Fellow", "Institute"}};
  entry.article.themes = {"Global Europe", "Climate & Energy"};
  entry.article.published = parse_iso_day("2018-10-12");
  entry.article.language = "en";
  entry.article.site = "Example";
  entry.article.type = "article";
  entry.article.body = "First paragraph.\n\nSecond paragraph with \"quotes\" and ümlauts.";
  entry.article.pull_quotes = {"First paragraph."};
  entry.article.links = {"https://example.org/b"};
  entry.pages = {"https://example.org/a", "https://example.org/a?print=1"};
  entry.content_page = "https://example.org/a";
  return entry;
}

TEST(Entry, RecordKeepsEverything) { EXPECT_EQ(decode(encode(example())), example()); }

TEST(Entry, FactsAndBodyAreReadApart) {
  const std::string record = encode(example());
  EXPECT_EQ(decode_facts(record).title, example().article.title);
  EXPECT_TRUE(decode_facts(record).body.empty());
  EXPECT_EQ(text_of(record, {}).view(), example().article.body);
}

TEST(Entry, BrokenRecordsAreRefused) {
  const std::string record = encode(example());
  EXPECT_THROW(decode(""), Failure);
  EXPECT_THROW(decode("X" + record.substr(1)), Failure);
  for (std::size_t cut = 1; cut < record.size(); cut += 7)
    EXPECT_THROW(decode(record.substr(0, record.size() - cut)), Failure) << cut;
}

TEST(Entry, TitleKeyOrdersAsReadersDo) {
  EXPECT_EQ(title_key("The Rise of ASEAN"), "rise of asean");
  EXPECT_EQ(title_key("\u201CÉlan\u201D"), "elan\"");
  EXPECT_EQ(title_key("A"), "a");
}

TEST(Entry, LongLabelsAndAddressesFitATerm) {
  const std::string text(5000, 'x');
  for (const std::string& term : {label_term("XT", text), page_term(text), id_term(text)}) EXPECT_LE(term.size(), 240U);
  EXPECT_NE(page_term(text), page_term(text + "y"));
}

}  // namespace
}  // namespace caravan::schema
