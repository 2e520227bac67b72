#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "indexer/query/document_set.h"
#include "indexer/query/live_index.h"
#include "indexer/query/plan.h"
#include "indexer/query/rerank.h"
#include "indexer/query/search.h"

namespace caravan::query {

/// Which articles a plan finds, as far as they are asked for.
struct Found {
  std::vector<Ranked> best;            ///< in order, from the first to the last that is asked for
  std::uint64_t least = 0, most = 0;   ///< how many there are
  std::optional<DocumentSet> counted;  ///< counted_query()'s matches, where they came with it
};

/// Finds them in the fastest way that there is for the plan, and puts the best ones in their final order.
/// @param request  how many, in which order
Found best_matches(const Plan& plan, const SearchRequest& request, View& view, LiveIndex& index);

}  // namespace caravan::query
