#include "indexer/query/plan.h"

#include <fmt/format.h>

#include "indexer/query/bounds.h"
#include "indexer/query/field_queries.h"
#include "indexer/query/planner.h"

namespace caravan::query {
namespace {

using Xapian::Query;

bool is_blank(const Node& root) { return root.children.empty(); }

/// Whether one match may be better than another. Only stems weigh (schema/entry.cpp).
bool weighs(const Query& query) {
  switch (query.get_type()) {
    case Query::LEAF_TERM:
      return (*query.get_terms_begin()).starts_with(schema::prefix::stem);
    case Query::OP_FILTER:
    case Query::OP_AND_NOT:
      return weighs(query.get_subquery(0));
    default:
      for (std::size_t i = 0; i < query.get_num_subqueries(); ++i)
        if (weighs(query.get_subquery(i))) return true;
      return false;
  }
}

}  // namespace

Query counted_query(const Plan& plan) {
  Query query = plan.everything ? Query::MatchAll : plan.matching;
  if (!plan.fixed.empty()) query = Query(Query::OP_FILTER, query, plan.fixed);
  if (!plan.excluded.empty()) query = Query(Query::OP_AND_NOT, query, plan.excluded);
  return query;
}

Xapian::Query in_time(const Plan& plan, const Xapian::Query& query) {
  return plan.deadline == nullptr ? query : plan.deadline->bound(query);
}

bool is_late(const Plan& plan) { return plan.deadline != nullptr && plan.deadline->cuts(); }

Query ranked_query(const Plan& plan) {
  Query query = plan.everything ? weightless(Query::MatchAll) : plan.matching;
  if (!plan.fixed.empty()) query = Query(Query::OP_FILTER, query, plan.fixed);
  for (const FacetFilter& filter : plan.facets) query = Query(Query::OP_FILTER, query, filter.query);
  if (!plan.excluded.empty()) query = Query(Query::OP_AND_NOT, query, plan.excluded);
  return query;
}

Result<Plan> make_plan(const Syntax& syntax, const Filters& filters, bool all_versions, bool capitals_say_nothing,
                       const Vocabulary& vocabulary, Sort sort) {
  Plan plan;
  plan.capitals_say_nothing = capitals_say_nothing;
  const Result<void> filtered = add_filters(filters, vocabulary, plan);
  if (!filtered) return tl::unexpected(filtered.error());
  // Brackets and lone operators leave nothing to search for, which is not the same as asking for nothing.
  plan.everything = is_blank(syntax.root) && syntax.remarks.empty();
  if (!plan.everything) {
    Planner(vocabulary, capitals_say_nothing, plan).read(syntax.root);
    Bounds bounds(vocabulary.database, sort != Sort::relevance, plan.facets.size());
    plan.matching = bounds.keep(plan.matching);
    for (std::string& remark : bounds.remarks()) plan.remarks.push_back(std::move(remark));
  }
  if (!plan.everything && syntax.remarks.empty() && plan.remarks.empty() && plan.marked.empty() &&
      plan.unknown.empty() && plan.matching.empty())
    plan.remarks.emplace_back("there is no word in it to search for");
  plan.unranked = plan.everything || (!plan.matching.empty() && !weighs(plan.matching));
  const std::string copies = fmt::format("{}y", schema::prefix::copy);
  if (!all_versions && vocabulary.database.term_exists(copies)) plan.excluded = Query(copies);
  return plan;
}

}  // namespace caravan::query
