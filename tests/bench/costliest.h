#pragma once

#include <functional>
#include <string>
#include <vector>

#include "indexer/query/search.h"

namespace caravan::bench {

/// Something that is asked of an index, and costs much.
struct Costly {
  std::string name;
  std::function<query::SearchResults(const query::Index&)> ask;
};

/// Corpus.h's worst queries with all facets, and what else can be asked: filters, other orders, deep pages, articles
/// that are alike, completions, the values of facets.
std::vector<Costly> costliest();

}  // namespace caravan::bench
