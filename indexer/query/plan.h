#pragma once

#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

#include "indexer/query/acronyms.h"
#include "indexer/query/deadline.h"
#include "indexer/query/marks.h"
#include "indexer/query/rerank.h"
#include "indexer/query/search.h"
#include "indexer/query/syntax.h"
#include "indexer/schema/entry.h"
#include "indexer/schema/fields.h"

namespace caravan::query {

/// Bounds of one query; what is beyond is left out and a remark says so.
inline constexpr std::size_t max_terms = 300;           ///< words that are ranked by: the rarest
inline constexpr std::size_t max_expansion = 100;       ///< words for one prefix*
inline constexpr std::size_t max_expansions = 600;      ///< words for all prefixes of a query
inline constexpr std::size_t max_prefix_scan = 20'000;  ///< words of the index that are looked at for all prefixes
/// Postings of the words for one prefix, and for all of a query, for each article of the index; and so many in any
/// case.
inline constexpr double max_expanded_once = 3, max_expanded = 6, least_expanded = 10'000;
inline constexpr std::size_t max_costly = 32;  ///< phrases, NEARs and prefixes of a query
inline constexpr std::size_t max_phrase_words = 60;

/// A filter of the request on one facet; its values are alternatives.
struct FacetFilter {
  const schema::Field* field = nullptr;
  std::vector<std::string> values;  ///< as asked for
  Xapian::Query query;
};

/// What is asked of the index.
struct Plan {
  Xapian::Query matching;  ///< which articles, weighted word by word; no filters
  RankedWords ranked;      ///< the plain words, for a closer look at the best
  Xapian::Query fixed;     ///< days: a filter that is no facet's; empty when there is none
  Xapian::Query excluded;  ///< copies of other articles; empty when they are asked for
  std::vector<FacetFilter> facets;
  MarkedWords marked;
  std::vector<std::string> remarks;
  /// Words as typed that the index does not have, or has by the stem of another language only: may be slips.
  std::vector<std::string> unknown;
  bool everything = false;             ///< the query says nothing: all articles
  bool capitals_say_nothing = false;   ///< the query is a headline typed in capitals
  bool unranked = false;               ///< nothing in it weighs: filters, small words, or everything
  const Deadline* deadline = nullptr;  ///< until when matches are looked for; null: for as long as it takes
};

/// What the planner must know of the index.
struct Vocabulary {
  Xapian::Database database;
  std::vector<std::string> languages;  ///< stemmer keys of the index's articles, most frequent first
  schema::Stemmers* stemmers = nullptr;
  const Acronyms* acronyms = nullptr;
};

/// The query, bound to the plan's deadline.
Xapian::Query in_time(const Plan& plan, const Xapian::Query& query);
/// Whether the plan's time has passed; what is not looked at from then on is left out.
bool is_late(const Plan& plan);
/// The ranked query: what matches, narrowed by every filter.
Xapian::Query ranked_query(const Plan& plan);
/// The matching articles without the facets' own filters, for counting.
Xapian::Query counted_query(const Plan& plan);

/// @return Fault::usage for a filter on a field that is none
Result<Plan> make_plan(const Syntax& syntax, const Filters& filters, bool all_versions, bool capitals_say_nothing,
                       const Vocabulary& vocabulary, Sort sort = Sort::relevance);

}  // namespace caravan::query
