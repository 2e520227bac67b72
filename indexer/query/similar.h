#pragma once

#include <xapian.h>

#include "indexer/query/deadline.h"

namespace caravan::query {

/// Articles that share the words by which this one differs from the rest; itself left out.
/// Once the deadline has passed, they share some of these words.
Xapian::Query similar_query(const Xapian::Database& database, Xapian::docid document, const Deadline& deadline);

}  // namespace caravan::query
