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

std::vector<article::Article> library() {
  article::Article asem =
      make_article("asem", "Twenty years of ASEM", "The process between the two continents began in Bangkok in 1996.");
  asem.authors = {{"Jane Doe", "Fellow", "Institute of Asia"}};
  asem.themes = {"Global Europe"};
  asem.published = parse_iso_day("2016-07-01");
  article::Article meeting =
      make_article("meeting", "What leaders talk about",
                   "The Asia-Europe Meeting is a talking shop, some say. Policies are made elsewhere.");
  meeting.authors = {{"Hans Müller", "", ""}};
  meeting.themes = {"Climate & Energy", "Global Europe"};
  meeting.published = parse_iso_day("2018-10-12");
  article::Article climate = make_article("climate", "Climate policy in Indonesia",
                                          "Organisations in Jakarta work on clean energy and co-operation.");
  climate.authors = {{"Jane Doe", "", ""}};
  climate.themes = {"climate & energy"};
  climate.published = parse_iso_day("2019-01-05");
  article::Article french = make_article("french", "La politique de l'Europe",
                                         "Les politiques communes de l\u2019Europe envers l\u2019Asie.");
  french.language = "fr";
  article::Article chinese = make_article("chinese", "亚欧会议二十年", "亚欧会议于一九九六年在曼谷举行。");
  chinese.language = "zh";
  return {asem, meeting, climate, french, chinese};
}

query::SearchResults search(const query::Index& index, std::string query, query::Filters filters) {
  query::SearchRequest request;
  request.query = std::move(query);
  request.filters = std::move(filters);
  request.facets = true;
  return value_or_throw(index.search(request));
}

}  // namespace caravan::test
