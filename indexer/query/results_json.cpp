#include "indexer/query/results_json.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/unicode.h"
#include "indexer/article/article_json.h"

namespace caravan::query {
namespace {

using Json = nlohmann::ordered_json;

/// Dividing last gives the double nearest to the decimal, which prints short.
double rounded(double value, double steps_per_unit) { return std::round(value * steps_per_unit) / steps_per_unit; }

Json facet_values(const FacetCounts& facet) {
  Json values = Json::array();
  for (const FacetValue& value : facet.values)
    values.push_back({{"value", value.value}, {"count", value.count}, {"selected", value.selected}});
  return values;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') escaped += c;
    }
  }
  return escaped;
}

std::string to_html(const Snippet& snippet) {
  const std::string_view text = snippet.text;
  std::string html;
  std::size_t at = 0;
  for (const auto& [begin, end] : snippet.marks) {
    html += escape_html(text.substr(at, begin - at));
    html += "<mark>" + escape_html(text.substr(begin, end - begin)) + "</mark>";
    at = end;
  }
  return html + escape_html(text.substr(at));
}

Json to_json(const std::vector<FacetCounts>& facets) {
  Json json = Json::object();
  for (const FacetCounts& facet : facets) json[facet.field] = facet_values(facet);
  return json;
}

Json to_json(const Hit& hit) {
  Json json{{"rank", hit.rank}};
  const Json article = article::to_json(hit.article);
  for (const char* key :
       {"id", "url", "title", "authors", "themes", "series", "published", "language", "site", "type", "pages"})
    if (article.contains(key)) json[key] = article[key];
  if (hit.page > 0) json["page"] = hit.page;
  json["score"] = rounded(hit.score, 1e4);
  json["snippet"] = to_html(hit.snippet);
  if (hit.copies > 0) json["copies"] = hit.copies;
  if (!hit.explanation.empty()) json["explanation"] = hit.explanation;
  return json;
}

Json to_json(const SearchResults& results) {
  Json json{{"query", to_valid_utf8(results.query)},
            {"total", results.total},
            {"offset", results.offset},
            {"limit", results.limit},
            {"took_ms", rounded(results.took_ms, 100)}};
  json["suggestion"] = results.suggestion ? Json(*results.suggestion) : Json(nullptr);
  if (results.understood != results.query) json["understood"] = to_valid_utf8(results.understood);
  if (!results.remarks.empty()) json["remarks"] = results.remarks;
  if (results.incomplete) json["incomplete"] = true;
  if (!results.reading.empty()) json["reading"] = results.reading;
  json["facets"] = to_json(results.facets);
  json["results"] = Json::array();
  for (const Hit& hit : results.hits) json["results"].push_back(to_json(hit));
  return json;
}

}  // namespace caravan::query
