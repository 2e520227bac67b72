#pragma once

#include <string>
#include <string_view>

#include <xapian.h>

#include "indexer/schema/fields.h"

namespace caravan::query {

/// What to tell somebody who asked for a value of a facet that no article has: all there are where they are few, else
/// the one that is spelt nearly so, as its publisher writes it. "" when nothing is near.
std::string hint_at_values(const schema::Field& field, std::string_view value, const Xapian::Database& database);

}  // namespace caravan::query
