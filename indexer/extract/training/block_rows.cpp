// Lines of {"id","url","html"} in; for each page one line {"id","blocks":[{"text","place":[...],"features":[...]}]}
// out.
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "crawler/html/document.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/context.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/features.h"

namespace {

using namespace caravan;
using namespace caravan::extract;
using nlohmann::json;

json rows_of(const json& page) {
  const std::string html = page.at("html"), url = page.at("url");
  json rows = json::array();
  const auto document = html::Document::parse(html);
  if (!document) return rows;
  Findings findings;
  read_json_ld(*document, url, findings);
  read_meta(*document, findings);
  const Fact* title = findings.best(Field::title);
  const Blocks blocks(*document);
  const auto places = places_of(blocks);
  const auto features =
      features_of(blocks, places, {title ? std::string_view(title->value) : "", findings.article_body, url});
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Place& place = places[b];
    const auto numbers = {static_cast<float>(place.parent_first),
                          static_cast<float>(place.parent_last),
                          static_cast<float>(place.grandparent_first),
                          static_cast<float>(place.grandparent_last),
                          static_cast<float>(place.style),
                          place.chars,
                          place.heading ? 1.f : 0.f};
    rows.push_back({{"text", blocks[b].text}, {"place", numbers}, {"features", features[b]}});
  }
  return rows;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const json page = json::parse(line);
    const json out = {{"id", page.at("id")}, {"blocks", rows_of(page)}};
    std::cout << out.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
}
