#pragma once

#include <xapian.h>

#include "indexer/query/marks.h"

namespace caravan::query {

/// Articles that share the words by which this one differs from the rest; itself left out.
/// @param marked receives nothing yet: what is alike is the whole, not a word
Xapian::Query similar_query(const Xapian::Database& database, Xapian::docid document, MarkedWords& marked);

}  // namespace caravan::query
