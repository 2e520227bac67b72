#pragma once

#include <optional>
#include <string>

#include <xapian.h>

#include "indexer/query/plan.h"

namespace caravan::query {

struct FieldQuery {
  std::optional<Xapian::Query> query;  ///< nullopt: the value makes no sense for the field
  std::string remark;                  ///< why, or how it was read all the same, for people
};

/// Whether a field narrows (author:, year:) rather than weighs words (title:).
bool is_filter_field(std::string_view field);

/// A leaf under such a field.
FieldQuery field_query(const Node& leaf, const Vocabulary& vocabulary);

/// The request's filters. Fault::usage for a field that cannot be filtered by.
Result<void> add_filters(const Filters& filters, const Vocabulary& vocabulary, Plan& plan);

}  // namespace caravan::query
