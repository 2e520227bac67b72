#include "tests/bench/passages.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xapian.h>

#include "indexer/query/search.h"
#include "indexer/schema/analysis.h"
#include "indexer/schema/layout.h"
#include "indexer/schema/stop_words.h"
#include "indexer/write/open_index.h"
#include "tests/bench/corpus.h"
#include "tests/bench/timing.h"
#include "tests/support/temporary_folder.h"

namespace caravan::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::size_t, 4> lengths{2'000, 20'000, 200'000, 2'000'000};
constexpr std::size_t articles_a_length = 3, queries_a_kind = 10;

/// The articles of one length, each of a site of its own, so that a search finds it alone.
struct Long {
  std::string site, body;
  std::vector<std::string> words;  ///< of the body, small ones left out
};

std::vector<Long> long_articles(std::size_t characters) {
  const std::string text = long_text(characters * articles_a_length);
  std::vector<Long> articles;
  for (std::size_t i = 0; i < articles_a_length; ++i) {
    Long article{fmt::format("{} {}", characters, i), text.substr(i * characters, characters), {}};
    for (schema::Token& token : schema::tokenize(article.body))
      if (token.word.size() > 3 && !schema::is_stop_word(token.word)) article.words.push_back(std::move(token.word));
    articles.push_back(std::move(article));
  }
  return articles;
}

void index(const std::vector<Long>& articles, write::IndexWriter& writer) {
  for (const Long& each : articles) {
    schema::Entry entry;
    entry.imported = true;
    entry.article.id = entry.article.site = each.site;
    entry.article.url = fmt::format("https://bench.example/{}", each.site);
    entry.article.title = "Headlineword";
    entry.article.body = each.body;
    entry.article.language = "en";
    writer.put(entry);
  }
}

/// A query of each kind that the article answers; the same for the same number.
std::vector<std::pair<std::string, std::string>> queries(const Long& article, std::size_t number) {
  const std::vector<std::string>& words = article.words;
  const auto word = [&](std::size_t nth) -> const std::string& {
    return words[(number * 7919 + nth * 104729 + 17) % (words.size() - 1)];
  };
  const std::string& far = words[words.size() - 1 - number];
  return {
      {"two words", word(1) + " " + word(2)},
      {"four words", word(1) + " " + word(2) + " " + word(3) + " " + word(4)},
      {"ten words", fmt::format("{} {} {} {} {} {} {} {} {} {}", word(1), word(2), word(3), word(4), word(5), word(6),
                                word(7), word(8), word(9), word(10))},
      {"a word of the end", far},
      {"a phrase", "\"" + words[words.size() / 2 + number] + " " + words[words.size() / 2 + number + 1] + "\" " + far},
      {"a beginning", word(5).substr(0, 4) + "*"},
      {"small words", "the of and"},
      {"the headline alone", "headlineword"}};
}

double snippet_of_xapian(const Xapian::Database& database, const std::string& query, const Long& article) {
  static const Xapian::Stem stemmer("english");
  std::vector<std::string> terms;
  for (const schema::Token& token : schema::tokenize(query)) terms.push_back("Z" + stemmer(token.word));
  Xapian::Enquire enquire(database);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()));
  const Xapian::MSet found = enquire.get_mset(0, 10);
  return least([&] { found.snippet(article.body, 240, stemmer); }, 2);
}

}  // namespace

Json passages() {
  const test::TemporaryFolder folder;
  std::map<std::size_t, std::vector<Long>> articles;
  {
    write::OpenedIndex opened = value_or_throw(write::open_index(folder / "index", false));
    for (const std::size_t length : lengths) index(articles[length] = long_articles(length), opened.writer);
    value_or_throw(write::finish(opened));
  }
  const query::Index index = value_or_throw(query::Index::open(folder / "index"));
  const Xapian::Database database(value_or_throw(schema::live_generation(folder / "index")).string());
  Json result = Json::object();
  for (const auto& [length, same] : articles) {
    std::map<std::string, std::map<std::string, std::vector<double>>> times;
    for (const Long& article : same)
      for (std::size_t number = 0; number < queries_a_kind; ++number)
        for (const auto& [kind, text] : queries(article, number)) {
          query::SearchRequest request;
          request.query = text;
          request.filters.values = {{"site", article.site}};
          const auto search = [&] { return least([&] { value_or_throw(index.search(request)); }, 5); };
          const double whole = search();
          request.snippets = false;
          const double without = search();
          request.limit = 0;
          times[kind]["passages"].push_back(whole - without);
          times[kind]["facts"].push_back(without - search());
          if (number == 0) times[kind]["xapian"].push_back(snippet_of_xapian(database, text, article));
        }
    for (const auto& [kind, each] : times)
      for (const auto& [what, values] : each) result[std::to_string(length)][kind][what] = median(values);
  }
  return result;
}

}  // namespace caravan::bench
