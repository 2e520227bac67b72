#pragma once

#include <ostream>
#include <string_view>

#include "cli/options.h"
#include "cli/terminal.h"
#include "indexer/query/search.h"

namespace caravan::cli {

/// Writes results to standard output in one of the formats, one printer a file.
void print_results(ResultFormat format, const query::SearchResults& results, Terminal& terminal);

void print_text(const query::SearchResults& results, Terminal& terminal);
/// One object, DESIGN.md "Results JSON".
void print_json(const query::SearchResults& results, std::ostream& out);
/// One result a line.
void print_ndjson(const query::SearchResults& results, std::ostream& out);
/// A line of column names, then one result a line; tabs and newlines within a value become spaces.
void print_tsv(const query::SearchResults& results, std::ostream& out);
void print_urls(const query::SearchResults& results, std::ostream& out);
/// BibTeX, RIS, CSL-JSON: references to the articles found.
void print_bibtex(const query::SearchResults& results, std::ostream& out);
void print_ris(const query::SearchResults& results, std::ostream& out);
void print_csl_json(const query::SearchResults& results, std::ostream& out);
/// "QID Q0 DOCID RANK SCORE caravan", what trec_eval and its kin read.
void print_trec(std::string_view query_id, const query::SearchResults& results, std::ostream& out);

/// Facets as a person reads them.
void print_facets(const std::vector<query::FacetCounts>& facets, Terminal& terminal);

/// Authors with role and institution: "Jane Doe, Fellow, FIIA; Wei Li".
std::string byline(const article::Article& article);

}  // namespace caravan::cli
