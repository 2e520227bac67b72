#include "indexer/query/field_queries.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/config.h"
#include "indexer/query/known_values.h"
#include "indexer/query/word_queries.h"

namespace caravan::query {
namespace {

using schema::Field;
using Xapian::Query;

/// Orders before and after every day, but not before the empty value of an undated article.
constexpr const char* first_day = "0";
constexpr const char* last_day = "9";

Query days(const DayRange& range) {
  const auto slot = static_cast<Xapian::valueno>(schema::find_field("published")->slot);
  return Query(Query::OP_VALUE_RANGE, slot, range.first ? schema::day_key(range.first) : first_day,
               range.last ? schema::day_key(range.last) : last_day);
}

/// Labels that have all words of the text, in any order: author:gaens, author:"Gaens, Bart".
Query label_words(const Field& field, std::string_view text) {
  std::vector<Query> words;
  for (const std::string& word : phrase_words(schema::tokenize(text)))
    words.emplace_back(fmt::format("{}{}{}", schema::prefix::label_word, field.prefix, word));
  return words.empty() ? Query::MatchNothing : Query(Query::OP_AND, words.begin(), words.end());
}

Query label(const Field& field, const Node& leaf) {
  if (field.name == "id")
    return Query(Query::OP_OR, Query(schema::id_term(leaf.text)), Query(schema::page_term(leaf.text)));
  const std::string whole = schema::label_term(field.prefix, leaf.text);
  if (leaf.kind != Node::Kind::prefix) return Query(Query::OP_OR, Query(whole), label_words(field, leaf.text));
  const std::string beginning =
      fmt::format("{}{}{}", schema::prefix::label_word, field.prefix, schema::fold_word(leaf.text));
  return Query(Query::OP_OR,
               Query(Query::OP_WILDCARD, beginning, max_expansion, Query::WILDCARD_LIMIT_MOST_FREQUENT, Query::OP_OR),
               Query(Query::OP_WILDCARD, whole, max_expansion, Query::WILDCARD_LIMIT_MOST_FREQUENT, Query::OP_OR));
}

std::string filterable_names() {
  std::string names;
  for (const Field& field : schema::fields)
    if (field.facet) names += (names.empty() ? "" : ", ") + std::string(field.name);
  return names;
}

/// A facet's value; where the index has no such label, articles whose labels have its words.
Query facet_value(const Field& field, const std::string& value, const Vocabulary& vocabulary, Plan& plan) {
  const std::string whole = schema::label_term(field.prefix, value);
  if (vocabulary.database.term_exists(whole)) return Query(whole);
  const Query words = label_words(field, value);
  const bool any = std::any_of(words.get_terms_begin(), words.get_terms_end(),
                               [&](const std::string& term) { return vocabulary.database.term_exists(term); });
  std::string remark = any ? fmt::format("no {} is called \"{}\": taken as words of it", field.name, value)
                           : fmt::format("no article has the {} \"{}\"", field.name, value);
  if (const std::string hint = hint_at_values(field, value, vocabulary.database); !hint.empty())
    remark += fmt::format("; {}", hint);
  plan.remarks.push_back(std::move(remark));
  return words;
}

}  // namespace

bool is_filter_field(std::string_view field) {
  const Field* known = schema::find_field(field);
  return known != nullptr && known->kind != schema::Kind::text;
}

FieldQuery field_query(const Node& leaf, const Vocabulary&) {
  const Field& field = *schema::find_field(leaf.field);
  if (field.kind == schema::Kind::label) return {label(field, leaf), {}};
  Result<DayRange> range = parse_day_range(leaf.text);
  std::string remark;
  if (range && range->first && range->last && *range->first > *range->last) {
    const std::size_t dots = leaf.text.find("..");
    const std::string turned = fmt::format("{}..{}", leaf.text.substr(dots + 2), leaf.text.substr(0, dots));
    range = parse_day_range(turned);
    remark = fmt::format("{}:{} ends before it begins: read as {}", field.name, leaf.text, turned);
  }
  if (!range) return {std::nullopt, fmt::format("{}:{} is no date: read as words", field.name, leaf.text)};
  if (field.kind == schema::Kind::year && leaf.text.size() == 4)
    return {Query(schema::label_term(field.prefix, leaf.text)), {}};
  return {days(*range), remark};
}

Result<void> add_filters(const Filters& filters, const Vocabulary& vocabulary, Plan& plan) {
  for (const auto& [name, value] : filters.values) {
    const Field* field = schema::find_field(name);
    if (field == nullptr || !field->facet) {
      std::vector<std::string_view> names;
      for (const Field& each : schema::fields)
        if (each.facet) names.push_back(each.name);
      const std::string nearest = nearest_name(name, names);
      return fail(Fault::usage, fmt::format("there is no filter \"{}\"", name),
                  nearest.empty() ? fmt::format("filters are: {}", filterable_names())
                                  : fmt::format("did you mean {}?", nearest));
    }
    if (value.empty()) continue;
    auto facet = std::find_if(plan.facets.begin(), plan.facets.end(),
                              [&](const FacetFilter& each) { return each.field == field; });
    if (facet == plan.facets.end()) facet = plan.facets.insert(plan.facets.end(), FacetFilter{field, {}, Query()});
    const Query query = facet_value(*field, value, vocabulary, plan);
    facet->values.push_back(value);
    facet->query = facet->values.size() == 1 ? query : Query(Query::OP_OR, facet->query, query);
  }
  if (filters.since && filters.until && *filters.since > *filters.until)
    return fail(Fault::usage, fmt::format("since {} is after until {}", iso(*filters.since), iso(*filters.until)),
                "give the earlier day to since");
  if (filters.since || filters.until) plan.fixed = days({filters.since, filters.until});
  return {};
}

}  // namespace caravan::query
