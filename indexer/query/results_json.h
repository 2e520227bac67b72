#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "indexer/query/search.h"

namespace caravan::query {

/// The one JSON form of results (DESIGN.md, "Results JSON"); snippets are safe HTML with <mark>.
std::string json_text(const SearchResults& results);
/// The same as a tree, for whoever adds to it or lays it out.
nlohmann::ordered_json to_json(const SearchResults& results);
nlohmann::ordered_json to_json(const std::vector<FacetCounts>& facets);
/// One result of the list, as `--format ndjson` prints them.
nlohmann::ordered_json to_json(const Hit& hit);

/// Text with its marks as HTML: everything escaped, marks as <mark>.
std::string to_html(const Snippet& snippet);
/// & < > " ' escaped; control characters dropped.
std::string escape_html(std::string_view text);

}  // namespace caravan::query
