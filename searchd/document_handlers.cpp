#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "crawler/archive/archive_reader.h"
#include "indexer/article/article_json.h"
#include "indexer/query/results_json.h"
#include "searchd/handlers.h"
#include "searchd/json_response.h"

namespace caravan::searchd {

Response get_document(const Request& request, const Parameters& /*parameters*/, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const auto article = (*index)->document(request.path_values.at(0));
  if (!article) return problem(article.error());
  return json_response(article::to_json(*article));
}

Response get_similar(const Request& request, const Parameters& parameters, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const auto results = service.similar(**index, request.path_values.at(0), parameters.count("limit"));
  if (!results) return problem(results.error());
  return kept_when_whole(json_text_response(query::json_text(*results)), results->incomplete);
}

Response get_history(const Request& request, const Parameters& /*parameters*/, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  const auto article = (*index)->document(request.path_values.at(0));
  if (!article) return problem(article.error());
  nlohmann::ordered_json versions = nlohmann::ordered_json::array();
  // An index of imported articles has no archive, and its articles no earlier versions.
  const auto archive = archive::ArchiveReader::open(service.settings()->config.crawl_db());
  if (!archive && archive.error().fault != Fault::not_found) return problem(archive.error());
  std::vector<std::string> pages{article->url};
  if (!article->parts.empty()) pages.insert(pages.end(), article->also_at.begin(), article->also_at.end());
  if (archive)
    for (const archive::SnapshotInfo& info : archive->history(pages))
      versions.push_back(
          {{"snapshot", info.id.value}, {"url", info.url}, {"fetched", iso(info.fetched)}, {"bytes", info.bytes}});
  return json_response({{"id", article->id}, {"url", article->url}, {"versions", std::move(versions)}});
}

}  // namespace caravan::searchd
