#include <array>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/unicode.h"
#include "cli/printers/results.h"
#include "indexer/article/citation.h"
#include "indexer/query/results_json.h"

namespace caravan::cli {

namespace {

using nlohmann::ordered_json;

std::string dumped(const ordered_json& json, int indent = -1) {
  return json.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

std::string with_semicolons(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : "; ") + value;
  return text;
}

/// A run is read by columns apart by white space: within a column it is written as %20 is in addresses.
std::string one_word(std::string_view text) {
  std::string word;
  for (const char c : text)
    word += c == ' ' || (c >= '\t' && c <= '\r') ? fmt::format("%{:02X}", static_cast<unsigned>(c)) : std::string(1, c);
  return word;
}

std::string author_names(const article::Article& article) {
  std::vector<std::string> names;
  for (const article::Author& author : article.authors) names.push_back(author.name);
  return with_semicolons(names);
}

struct Column {
  std::string_view name;
  std::string (*value)(const query::Hit&);
};

constexpr std::array<Column, 10> tsv_columns{{
    {"rank", [](const query::Hit& hit) { return std::to_string(hit.rank); }},
    {"score", [](const query::Hit& hit) { return fmt::format("{:.6g}", hit.score); }},
    {"id", [](const query::Hit& hit) { return hit.article.id; }},
    {"published", [](const query::Hit& hit) { return hit.article.published ? iso(*hit.article.published) : ""; }},
    {"site", [](const query::Hit& hit) { return hit.article.site; }},
    {"title", [](const query::Hit& hit) { return hit.article.title; }},
    {"authors", [](const query::Hit& hit) { return author_names(hit.article); }},
    {"themes", [](const query::Hit& hit) { return with_semicolons(hit.article.themes); }},
    {"series", [](const query::Hit& hit) { return hit.article.series; }},
    {"url", [](const query::Hit& hit) { return hit.article.url; }},
}};

}  // namespace

void print_json(const query::SearchResults& results, std::ostream& out) {
  out << dumped(query::to_json(results), 2) << '\n';
}

void print_ndjson(const query::SearchResults& results, std::ostream& out) {
  for (const query::Hit& hit : results.hits) out << dumped(query::to_json(hit)) << '\n';
}

void print_tsv(const query::SearchResults& results, std::ostream& out) {
  for (const Column& column : tsv_columns) out << (&column == tsv_columns.data() ? "" : "\t") << column.name;
  out << '\n';
  for (const query::Hit& hit : results.hits) {
    for (const Column& column : tsv_columns)
      out << (&column == tsv_columns.data() ? "" : "\t") << Terminal::plain(column.value(hit));
    out << '\n';
  }
}

void print_urls(const query::SearchResults& results, std::ostream& out) {
  for (const query::Hit& hit : results.hits) out << Terminal::plain(hit.article.url) << '\n';
}

void print_bibtex(const query::SearchResults& results, std::ostream& out) {
  for (const query::Hit& hit : results.hits) out << article::to_bibtex(hit.article) << '\n';
}

void print_ris(const query::SearchResults& results, std::ostream& out) {
  for (const query::Hit& hit : results.hits) out << article::to_ris(hit.article) << '\n';
}

void print_csl_json(const query::SearchResults& results, std::ostream& out) {
  ordered_json references = ordered_json::array();
  for (const query::Hit& hit : results.hits) references.push_back(article::to_csl_json(hit.article));
  out << dumped(references, 2) << '\n';
}

void print_trec(std::string_view query_id, const query::SearchResults& results, std::ostream& out) {
  for (const query::Hit& hit : results.hits)
    out << fmt::format("{} Q0 {} {} {:.9g} caravan\n", one_word(query_id), one_word(hit.article.id), hit.rank,
                       hit.score);
}

}  // namespace caravan::cli
