#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/quantity.h"
#include "base/unicode.h"
#include "cli/commands.h"
#include "cli/printers/results.h"
#include "cli/session.h"
#include "cli/text_input.h"
#include "indexer/query/results_json.h"

namespace caravan::cli {

namespace {

struct BatchQuery {
  std::string id;
  query::SearchRequest request;
};

/// Only what people read needs passages; cutting them costs more than finding.
bool shows_snippets(ResultFormat format) {
  return format == ResultFormat::text || format == ResultFormat::json || format == ResultFormat::ndjson;
}

/// What the reader should know of how the query was read, and where to look next.
void explain(const query::SearchResults& results, Terminal& terminal) {
  if (!results.understood.empty() && collapse_space(results.understood) != collapse_space(results.query))
    terminal.note("read as: " + results.understood);
  for (const std::string& remark : results.remarks) terminal.note(remark);
  if (results.suggestion && *results.suggestion != results.understood)
    terminal.note("did you mean: " + *results.suggestion);
}

void explain_nothing(const SearchOptions& search, const query::SearchResults& results, Terminal& terminal) {
  const query::Filters& filters = search.request.filters;
  if (results.total > 0 && search.request.limit == 0) {
    terminal.note("--limit 0 shows none of them");
  } else if (results.total > 0) {
    terminal.note(
        fmt::format("nothing behind --offset {}: there are {} articles", search.request.offset, results.total));
  } else if (!filters.values.empty() || filters.since || filters.until) {
    terminal.note("nothing found; without --theme, --since and the like there may be more");
  } else {
    terminal.note("nothing found");
  }
}

ExitStatus search_once(const SearchOptions& search, Session& session) {
  Terminal& terminal = session.terminal();
  query::SearchRequest request = search.request;
  request.snippets = shows_snippets(search.format);
  const auto results = value_or_throw(session.open_index().search(request));
  explain(results, terminal);
  if (!results.hits.empty() || search.format != ResultFormat::text) {
    print_results(search.format, results, terminal);
  } else {
    if (search.request.limit == 0) terminal.out() << format_count(results.total, "article", "articles") << '\n';
    if (search.request.facets) print_facets(results.facets, terminal);
  }
  if (results.hits.empty()) explain_nothing(search, results, terminal);
  const bool only_counted = search.request.limit == 0 && results.total > 0;
  return results.hits.empty() && !only_counted ? ExitStatus::nothing_found : ExitStatus::done;
}

/// {"id","query"}; test collections say "text" in place of "query".
Result<BatchQuery> read_query(const std::string& line, const query::SearchRequest& defaults) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return fail(Fault::usage, "not a JSON object", "expected {\"id\",\"query\"}");
  const auto id = json.find("id");
  auto text = json.find("query");
  if (text == json.end()) text = json.find("text");
  if (id == json.end() || text == json.end() || !text->is_string() || !(id->is_string() || id->is_number_integer()))
    return fail(Fault::usage, "id or query is missing, or no text", "expected {\"id\",\"query\"}");
  BatchQuery query{id->is_string() ? id->get<std::string>() : id->dump(), defaults};
  query.request.query = text->get<std::string>();
  return query;
}

void print_batch(ResultFormat format, const BatchQuery& query, const query::SearchResults& results, std::ostream& out) {
  if (format == ResultFormat::trec) return print_trec(query.id, results, out);
  nlohmann::ordered_json line{{"id", query.id}};
  line.update(query::to_json(results));
  out << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

ExitStatus search_batch(const SearchOptions& search, Session& session) {
  const ResultFormat format = search.format;
  if (format != ResultFormat::trec && format != ResultFormat::json && format != ResultFormat::ndjson)
    throw Failure(Fault::usage, "--batch writes no such format", "accepted with --batch: trec, ndjson, json");
  const query::Index index = session.open_index();
  TextInput input(*search.batch);
  query::SearchRequest defaults = search.request;
  defaults.snippets = format != ResultFormat::trec;
  std::size_t number = 0;
  bool found = false;
  for (std::string line; std::getline(input.stream(), line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto query = read_query(line, defaults);
    if (!query)
      throw Failure(Fault::usage, fmt::format("{}:{}: {}", input.name(), number, query.error().what),
                    query.error().remedy);
    const auto results = value_or_throw(index.search(query->request));
    found = found || !results.hits.empty();
    print_batch(format, *query, results, session.terminal().out());
  }
  return found ? ExitStatus::done : ExitStatus::nothing_found;
}

}  // namespace

ExitStatus run_search(const Options& options, Session& session) {
  return options.search.batch ? search_batch(options.search, session) : search_once(options.search, session);
}

ExitStatus run_similar(const Options& options, Session& session) {
  const auto results =
      value_or_throw(session.open_index().similar(session.known_as(options.similar.article), options.similar.limit));
  if (results.hits.empty()) session.terminal().note("nothing like it");
  if (!results.hits.empty() || options.similar.format != ResultFormat::text)
    print_results(options.similar.format, results, session.terminal());
  return results.hits.empty() ? ExitStatus::nothing_found : ExitStatus::done;
}

ExitStatus run_suggest(const Options& options, Session& session) {
  const auto found = value_or_throw(session.open_index().suggest(options.suggest.prefix, options.suggest.limit));
  for (const std::string& completion : found) session.terminal().out() << Terminal::plain(completion) << '\n';
  return found.empty() ? ExitStatus::nothing_found : ExitStatus::done;
}

ExitStatus run_facets(const Options& options, Session& session) {
  const auto facets = value_or_throw(session.open_index().facets(options.facets.request));
  if (options.facets.format == PlainFormat::json) {
    session.terminal().out() << query::to_json(facets).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                             << '\n';
  } else {
    print_facets(facets, session.terminal());
  }
  return ExitStatus::done;
}

}  // namespace caravan::cli
