#include "tests/unit/indexer/query/test_index.h"

#include "indexer/write/open_index.h"

namespace caravan::test {

TestIndex::TestIndex(const std::vector<article::Article>& articles) { put(articles); }

void TestIndex::put(const std::vector<article::Article>& articles) {
  write::OpenedIndex index = value_or_throw(write::open_index(folder(), false));
  for (const article::Article& article : articles) {
    schema::Entry entry;
    entry.article = article;
    entry.imported = true;
    index.writer.put(entry);
  }
  value_or_throw(write::finish(index));
}

void TestIndex::remove(const std::string& id) {
  write::OpenedIndex index = value_or_throw(write::open_index(folder(), false));
  index.writer.remove(id);
  value_or_throw(write::finish(index));
}

void TestIndex::rebuild(const std::map<std::string, article::Article>& articles) {
  write::OpenedIndex index = value_or_throw(write::open_index(folder(), true));
  for (const auto& [id, article] : articles) {
    schema::Entry entry;
    entry.article = article;
    entry.imported = true;
    index.writer.put(entry);
  }
  value_or_throw(write::finish(index));
}

query::Index TestIndex::open() const { return value_or_throw(query::Index::open(folder())); }

article::Article make_article(std::string id, std::string title, std::string body) {
  article::Article article;
  article.url = "https://example.org/" + id;
  article.id = std::move(id);
  article.title = std::move(title);
  article.body = std::move(body);
  article.language = "en";
  article.site = "Example";
  article.type = "article";
  return article;
}

std::vector<std::string> ids(const query::SearchResults& results) {
  std::vector<std::string> result;
  for (const query::Hit& hit : results.hits) result.push_back(hit.article.id);
  return result;
}

}  // namespace caravan::test
