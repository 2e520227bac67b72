#include "tests/unit/searchd/indexed_articles.h"

#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "indexer/article/article_json.h"
#include "indexer/write/update.h"

namespace caravan::test {

IndexedArticles::IndexedArticles() : config_(default_config()) { config_.data = folder_ / "data"; }

void IndexedArticles::add(const std::vector<article::Article>& articles) const {
  std::stringstream lines;
  for (const article::Article& article : articles) lines << article::to_json(article).dump() << '\n';
  std::filesystem::create_directories(config_.data);
  const auto report = write::import_articles(config_, lines);
  if (!report) throw std::runtime_error(report.error().what);
  if (!report->problems.empty()) throw std::runtime_error(report->problems.front());
}

article::Article sea_article(const std::string& id, const std::string& title) {
  article::Article article;
  article.id = id;
  article.url = "https://example.org/" + id;
  article.title = title;
  article.authors = {{"Ana Silva", "Senior Fellow", "Institute of Straits"}};
  article.themes = {"Maritime Security"};
  article.series = "Harbour Papers";
  article.published = parse_iso_day("2018-10-12");
  article.language = "en";
  article.site = "Example";
  article.type = "article";
  article.body =
      "Ships of many nations cross the strait.\n\nThe sea lanes between Europe and Asia carry most of the trade.";
  return article;
}

}  // namespace caravan::test
