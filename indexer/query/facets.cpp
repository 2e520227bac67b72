#include "indexer/query/facets.h"

#include <algorithm>
#include <span>

#include "indexer/schema/analysis.h"

namespace caravan::query {
namespace {

using schema::FacetColumn;

std::vector<std::string> folded(const std::vector<std::string>& labels) {
  std::vector<std::string> result;
  for (const std::string& label : labels) result.push_back(schema::fold_label(label));
  return result;
}

/// The matching articles, by the parts that the facets need in different combinations.
class Matches {
 public:
  Matches(const Plan& plan, const Xapian::Database& database, const DocumentSet* counted)
      : plan_(plan),
        without_filters_(counted != nullptr ? *counted : matching(counted_query(plan), database, plan.deadline)),
        all_(without_filters_) {
    for (const FacetFilter& filter : plan.facets)
      all_ &= filters_.emplace_back(matching(filter.query, database, plan.deadline));
  }

  const DocumentSet& all() const { return all_; }

  /// All filters but the one on `field`.
  DocumentSet without(const schema::Field* field) const {
    DocumentSet set = without_filters_;
    for (std::size_t i = 0; i < filters_.size(); ++i)
      if (plan_.facets[i].field != field) set &= filters_[i];
    return set;
  }

 private:
  const Plan& plan_;
  DocumentSet without_filters_, all_;
  std::vector<DocumentSet> filters_;
};

/// The clock is looked at once in so many articles: some microseconds.
constexpr std::size_t articles_a_count = 4096;

std::vector<std::uint32_t> count(const FacetColumn& column, std::span<const Xapian::docid> documents,
                                 const Deadline* deadline) {
  std::vector<std::uint32_t> counts(column.spellings(), 0);
  while (!documents.empty() && !(deadline != nullptr && deadline->cuts())) {
    const std::size_t some = std::min(articles_a_count, documents.size());
    for (const Xapian::docid document : documents.first(some)) column.count(document, counts);
    documents = documents.subspan(some);
  }
  return column.by_value(counts);
}

/// What lists one facet's values in order.
class Listing {
 public:
  Listing(const FacetColumn& column, const std::vector<std::string>& wanted, const FacetPage& page)
      : column_(column),
        wanted_(wanted),
        missing_(folded(wanted)),
        page_(page),
        prefix_(schema::fold_label(page.prefix)),
        contains_(schema::fold_label(page.contains)) {}

  FacetCounts of(const std::vector<std::uint32_t>& counts) {
    FacetCounts facet{std::string(column_.field->name), {}, 0, false};
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const bool chosen = is_selected(i);
      if (counts[i] == 0 && !chosen) continue;
      if (!is_asked_for(column_.folded[i]) && !chosen) continue;
      if (counts[i] > 0) ++facet.distinct;
      facet.values.push_back({std::string(column_.values[i]), counts[i], chosen});
    }
    for (std::size_t i = 0; i < missing_.size(); ++i)
      if (!missing_[i].empty()) facet.values.push_back({wanted_[i], 0, true});
    sort(facet.values);
    cut(facet.values);
    return facet;
  }

 private:
  bool is_selected(std::size_t value) {
    const auto selected = std::find(missing_.begin(), missing_.end(), column_.folded[value]);
    if (selected == missing_.end()) return false;
    selected->clear();
    return true;
  }

  bool is_asked_for(std::string_view folded_value) const {
    return folded_value.starts_with(prefix_) && folded_value.find(contains_) != std::string_view::npos;
  }

  void sort(std::vector<FacetValue>& values) const {
    const bool by_year = column_.field->kind == schema::Kind::year;
    std::sort(values.begin(), values.end(), [&](const FacetValue& a, const FacetValue& b) {
      if (by_year) return a.value > b.value;
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
  }

  void cut(std::vector<FacetValue>& values) const {
    std::size_t place = 0;
    std::erase_if(values, [&](const FacetValue& value) {
      const bool on_page = place >= page_.offset && place - page_.offset < page_.limit;
      ++place;
      return !on_page && !(value.selected && page_.offset == 0);
    });
  }

  const FacetColumn& column_;
  const std::vector<std::string>& wanted_;
  std::vector<std::string> missing_;
  const FacetPage& page_;
  std::string prefix_, contains_;
};

bool is_wanted(const FacetPage& page, std::string_view field) {
  return page.fields.empty() || std::find(page.fields.begin(), page.fields.end(), field) != page.fields.end();
}

}  // namespace

DocumentSet matching_all(const Plan& plan, const Xapian::Database& database) {
  Xapian::Query query = counted_query(plan);
  for (const FacetFilter& filter : plan.facets) query = Xapian::Query(Xapian::Query::OP_FILTER, query, filter.query);
  return matching(query, database, plan.deadline);
}

std::vector<FacetCounts> count_facets(const Plan& plan, const schema::FacetColumns& columns,
                                      const Xapian::Database& database, const FacetPage& page, std::uint64_t& total,
                                      const DocumentSet* counted) {
  const Matches matches(plan, database, counted);
  const std::vector<Xapian::docid> all = matches.all().documents();
  total = all.size();
  std::vector<FacetCounts> facets;
  static const std::vector<std::string> none;
  for (const FacetColumn& column : columns.all()) {
    if (!is_wanted(page, column.field->name)) continue;
    const auto filter = std::find_if(plan.facets.begin(), plan.facets.end(),
                                     [&](const FacetFilter& each) { return each.field == column.field; });
    const bool filtered = filter != plan.facets.end();
    const std::vector<std::uint32_t> counts =
        count(column, filtered ? matches.without(column.field).documents() : all, plan.deadline);
    facets.push_back(Listing(column, filtered ? filter->values : none, page).of(counts));
    facets.back().incomplete = plan.deadline != nullptr && plan.deadline->has_cut();
  }
  return facets;
}

}  // namespace caravan::query
