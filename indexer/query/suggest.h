#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <xapian.h>

#include "indexer/query/deadline.h"
#include "indexer/query/plan.h"
#include "indexer/query/search.h"

namespace caravan::query {

struct Correction {
  std::optional<std::string> query;  ///< nullopt: nothing is near
  std::size_t unknown = 0;           ///< words that may be slips of others
  std::size_t looked_up = 0;         ///< how many of them, the first ones, were compared with those of the index
};

/// The query with the words that the index does not know replaced by the nearest that it does, where that is not just
/// another form of the word and in as many articles at least. @param found  whether the query finds something as it is:
/// then only what is much alike is worth a suggestion
Correction corrected(const std::string& query, const std::vector<std::string>& unknown, bool found,
                     const Vocabulary& vocabulary);

/// Labels and titles that begin so or have a word that does, and completions of the last word, most frequent first.
Suggestions completions(const Xapian::Database& database, const SuggestRequest& request);

}  // namespace caravan::query
