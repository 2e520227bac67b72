#include "indexer/query/results_json.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/day.h"
#include "indexer/query/json_text.h"

namespace caravan::query {
namespace {

using Json = nlohmann::ordered_json;

/// Dividing last gives the double nearest to the decimal, which prints short.
double rounded(double value, double steps_per_unit) { return std::round(value * steps_per_unit) / steps_per_unit; }

void write(const std::vector<FacetCounts>& facets, JsonText& to) {
  to.begin_object();
  for (const FacetCounts& facet : facets) {
    to.key(facet.field).begin_array();
    for (const FacetValue& value : facet.values)
      to.begin_object()
          .member("value", value.value)
          .member("count", value.count)
          .member("selected", value.selected)
          .end_object();
    to.end_array();
  }
  to.end_object();
}

void write_some(std::string_view name, std::string_view text, JsonText& to) {
  if (!text.empty()) to.member(name, text);
}

void write(const std::vector<article::Author>& authors, JsonText& to) {
  to.key("authors").begin_array();
  for (const article::Author& author : authors) {
    to.begin_object();
    write_some("name", author.name, to);
    write_some("role", author.role, to);
    write_some("institution", author.institution, to);
    to.end_object();
  }
  to.end_array();
}

/// The facts that a list shows, named as in article_json.h.
void write(const article::Article& article, JsonText& to) {
  write_some("id", article.id, to);
  write_some("url", article.url, to);
  write_some("title", article.title, to);
  if (!article.authors.empty()) write(article.authors, to);
  if (!article.themes.empty()) to.texts("themes", article.themes);
  write_some("series", article.series, to);
  if (article.published) to.member("published", iso(*article.published));
  write_some("language", article.language, to);
  write_some("site", article.site, to);
  write_some("type", article.type, to);
  if (article.pages > 0) to.member("pages", article.pages);
}

void write(const Hit& hit, JsonText& to) {
  to.begin_object().member("rank", hit.rank);
  write(hit.article, to);
  if (hit.page > 0) to.member("page", hit.page);
  to.member("score", rounded(hit.score, 1e4)).member("snippet", to_html(hit.snippet));
  if (hit.copies > 0) to.member("copies", hit.copies);
  if (!hit.explanation.empty()) to.texts("explanation", hit.explanation);
  to.end_object();
}

void write(const SearchResults& results, JsonText& to) {
  to.begin_object()
      .member("query", results.query)
      .member("total", results.total)
      .member("offset", results.offset)
      .member("limit", results.limit)
      .member("took_ms", rounded(results.took_ms, 100));
  to.key("suggestion");
  if (results.suggestion)
    to.value(*results.suggestion);
  else
    to.null();
  if (results.understood != results.query) to.member("understood", results.understood);
  if (!results.remarks.empty()) to.texts("remarks", results.remarks);
  if (results.incomplete) to.member("incomplete", true);
  if (!results.reading.empty()) to.texts("reading", results.reading);
  to.key("facets");
  write(results.facets, to);
  to.key("results").begin_array();
  for (const Hit& hit : results.hits) write(hit, to);
  to.end_array().end_object();
}

template <class What>
std::string text_of(const What& what) {
  JsonText text;
  write(what, text);
  return text.take();
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

std::string json_text(const SearchResults& results) { return text_of(results); }
Json to_json(const SearchResults& results) { return Json::parse(text_of(results)); }
Json to_json(const std::vector<FacetCounts>& facets) { return Json::parse(text_of(facets)); }
Json to_json(const Hit& hit) { return Json::parse(text_of(hit)); }

}  // namespace caravan::query
