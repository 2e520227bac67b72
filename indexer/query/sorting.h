#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <xapian.h>

#include "indexer/query/deadline.h"
#include "indexer/query/document_set.h"
#include "indexer/query/rerank.h"
#include "indexer/query/search.h"

namespace caravan::query {

/// The order in which Xapian's matcher lists: by date or title, then by relevance.
/// @param keys  is filled, and must live until the matcher is done
void sort_by(Xapian::Enquire& enquire, Sort sort, Xapian::MultiValueKeyMaker& keys);

/// The first of a set of articles in the same order, without the matcher.
/// @param sort    by date or title
/// @param scores  by the articles' numbers; none: nothing weighs
std::vector<Ranked> first_by(Sort sort, const DocumentSet& among, std::span<const double> scores,
                             const Xapian::Database& database, std::size_t wanted, const Deadline* deadline);

}  // namespace caravan::query
