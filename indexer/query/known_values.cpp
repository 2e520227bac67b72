#include "indexer/query/known_values.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/config.h"
#include "base/unicode.h"
#include "indexer/schema/entry.h"

namespace caravan::query {
namespace {

constexpr std::size_t few = 12;
constexpr std::size_t looked_at = 20'000;

/// The folded values, as the terms of the index hold them.
std::vector<std::string> folded_values(const schema::Field& field, const Xapian::Database& database) {
  const std::string prefix(field.prefix);
  std::vector<std::string> values;
  for (auto term = database.allterms_begin(prefix); term != database.allterms_end(prefix); ++term) {
    if (values.size() == looked_at) break;
    const std::string value = (*term).substr(prefix.size());
    // A longer prefix begins like this one, and goes on with a capital, which no folded value has.
    if (!value.empty() && (value[0] < 'A' || value[0] > 'Z')) values.push_back(value);
  }
  return values;
}

/// The value as an article has it.
std::string shown(const schema::Field& field, const std::string& folded, const Xapian::Database& database) {
  const std::string term = fmt::format("{}{}", field.prefix, folded);
  const auto posting = database.postlist_begin(term);
  if (posting == database.postlist_end(term) || field.slot < 0) return folded;
  const std::string values = database.get_document(*posting).get_value(static_cast<Xapian::valueno>(field.slot));
  for (std::size_t begin = 0; begin <= values.size();) {
    const std::size_t end = std::min(values.find(schema::value_separator, begin), values.size());
    const std::string value = values.substr(begin, end - begin);
    if (schema::label_term(field.prefix, value) == term) return value;
    begin = end + 1;
  }
  return folded;
}

}  // namespace

std::string hint_at_values(const schema::Field& field, std::string_view value, const Xapian::Database& database) {
  const std::vector<std::string> known = folded_values(field, database);
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  if (const std::string nearest = nearest_name(fold(value), candidates); !nearest.empty())
    return fmt::format("did you mean \"{}\"?", shown(field, nearest, database));
  if (known.empty() || known.size() > few) return {};
  std::vector<std::string> all;
  for (const std::string& one : known) all.push_back(shown(field, one, database));
  return fmt::format("there are: {}", fmt::join(all, ", "));
}

}  // namespace caravan::query
