#include "indexer/query/facets.h"

#include <algorithm>
#include <functional>

#include "indexer/schema/analysis.h"

namespace caravan::query {
namespace {

using Xapian::Query;

/// Hands every matching document's number on.
class DocumentSpy final : public Xapian::MatchSpy {
 public:
  explicit DocumentSpy(std::function<void(Xapian::docid)> visit) : visit_(std::move(visit)) {}
  void operator()(const Xapian::Document& document, double) override {
    ++seen_;
    if (visit_) visit_(document.get_docid());
  }
  std::uint64_t seen() const { return seen_; }

 private:
  std::function<void(Xapian::docid)> visit_;
  std::uint64_t seen_ = 0;
};

/// Every matching document, in no order, without weights.
std::uint64_t visit_matches(const Query& query, const Xapian::Database& database,
                            std::function<void(Xapian::docid)> visit) {
  DocumentSpy spy(std::move(visit));
  Xapian::Enquire enquire(database);
  enquire.set_query(query);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
  enquire.add_matchspy(&spy);
  enquire.get_mset(0, 1, database.get_doccount());
  return spy.seen();
}

/// All filters but the one on `without`.
Query narrowed(const Plan& plan, const schema::Field* without) {
  Query query = counted_query(plan);
  for (const FacetFilter& filter : plan.facets)
    if (filter.field != without) query = Query(Query::OP_FILTER, query, filter.query);
  return in_time(plan, query);
}

std::vector<std::string> folded(const std::vector<std::string>& labels) {
  std::vector<std::string> result;
  for (const std::string& label : labels) result.push_back(schema::fold_label(label));
  return result;
}

FacetCounts listed(const FacetColumn& column, const std::vector<std::uint32_t>& counts,
                   const std::vector<std::string>& wanted, std::size_t at_most) {
  FacetCounts facet{std::string(column.field->name), {}, 0};
  std::vector<std::string> missing = folded(wanted);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto selected = std::find(missing.begin(), missing.end(), column.folded[i]);
    if (counts[i] > 0) ++facet.distinct;
    if (counts[i] == 0 && selected == missing.end()) continue;
    facet.values.push_back({column.values[i], counts[i], selected != missing.end()});
    if (selected != missing.end()) selected->clear();
  }
  for (std::size_t i = 0; i < missing.size(); ++i)
    if (!missing[i].empty()) facet.values.push_back({wanted[i], 0, true});
  const bool by_year = column.field->kind == schema::Kind::year;
  const auto before = [&](const FacetValue& a, const FacetValue& b) {
    if (by_year) return a.value > b.value;
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  };
  std::sort(facet.values.begin(), facet.values.end(), before);
  std::size_t kept = 0;
  std::erase_if(facet.values, [&](const FacetValue& value) { return ++kept > at_most && !value.selected; });
  return facet;
}

}  // namespace

std::uint64_t count_matches(const Plan& plan, const Xapian::Database& database) {
  return visit_matches(narrowed(plan, nullptr), database, {});
}

std::vector<FacetCounts> count_facets(const Plan& plan, const FacetColumns& columns, const Xapian::Database& database,
                                      std::size_t values, std::uint64_t& total) {
  const auto filter_on = [&](const FacetColumn& column) {
    const auto filter = std::find_if(plan.facets.begin(), plan.facets.end(),
                                     [&](const FacetFilter& each) { return each.field == column.field; });
    return filter == plan.facets.end() ? nullptr : &*filter;
  };
  std::vector<std::vector<std::uint32_t>> counts;
  std::vector<const FacetColumn*> together;
  for (const FacetColumn& column : columns.all()) {
    counts.emplace_back(column.values.size(), 0);
    if (filter_on(column) == nullptr) together.push_back(&column);
  }
  const auto counts_of = [&](const FacetColumn& column) -> std::vector<std::uint32_t>& {
    return counts[static_cast<std::size_t>(&column - columns.all().data())];
  };
  total = visit_matches(narrowed(plan, nullptr), database, [&](Xapian::docid document) {
    for (const FacetColumn* column : together) column->count(document, counts_of(*column));
  });
  std::vector<FacetCounts> facets;
  for (const FacetColumn& column : columns.all()) {
    const FacetFilter* filter = filter_on(column);
    if (filter != nullptr)
      visit_matches(narrowed(plan, column.field), database,
                    [&](Xapian::docid document) { column.count(document, counts_of(column)); });
    facets.push_back(
        listed(column, counts_of(column), filter != nullptr ? filter->values : std::vector<std::string>(), values));
  }
  return facets;
}

}  // namespace caravan::query
