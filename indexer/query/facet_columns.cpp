#include "indexer/query/facet_columns.h"

#include <map>
#include <unordered_map>

#include "indexer/schema/entry.h"

namespace caravan::query {
namespace {

/// Gives every folded label a number, and remembers how it is written most often.
class Dictionary {
 public:
  std::uint32_t ordinal(std::string_view label) {
    const auto known = spellings_.find(std::string(label));
    if (known != spellings_.end()) {
      ++known->second.uses;
      return known->second.ordinal;
    }
    const auto [place, fresh] =
        by_folded_.emplace(schema::fold_label(label), static_cast<std::uint32_t>(by_folded_.size()));
    spellings_.emplace(label, Spelling{place->second, 1});
    return place->second;
  }

  void write(FacetColumn& column) const {
    column.values.resize(by_folded_.size());
    column.folded.resize(by_folded_.size());
    for (const auto& [folded, ordinal] : by_folded_) column.folded[ordinal] = folded;
    std::vector<std::uint32_t> uses(by_folded_.size(), 0);
    for (const auto& [label, spelling] : spellings_) {
      std::string& best = column.values[spelling.ordinal];
      std::uint32_t& most = uses[spelling.ordinal];
      if (spelling.uses < most || (spelling.uses == most && label > best)) continue;
      best = label;
      most = spelling.uses;
    }
  }

 private:
  struct Spelling {
    std::uint32_t ordinal, uses;
  };
  std::unordered_map<std::string, Spelling> spellings_;
  std::unordered_map<std::string, std::uint32_t> by_folded_;
};

FacetColumn build_column(const Xapian::Database& database, const schema::Field& field) {
  FacetColumn column;
  column.field = &field;
  Dictionary dictionary;
  const auto slot = static_cast<Xapian::valueno>(field.slot);
  const Xapian::docid last = database.get_lastdocid();
  column.start.reserve(static_cast<std::size_t>(last) + 2);
  for (auto value = database.valuestream_begin(slot); value != database.valuestream_end(slot); ++value) {
    column.start.resize(static_cast<std::size_t>(value.get_docid()) + 1,
                        static_cast<std::uint32_t>(column.ordinals.size()));
    const std::string labels = *value;
    for (std::size_t begin = 0; begin <= labels.size();) {
      const std::size_t end = std::min(labels.find(schema::value_separator, begin), labels.size());
      column.ordinals.push_back(dictionary.ordinal(std::string_view(labels).substr(begin, end - begin)));
      begin = end + 1;
    }
  }
  column.start.resize(static_cast<std::size_t>(last) + 2, static_cast<std::uint32_t>(column.ordinals.size()));
  dictionary.write(column);
  return column;
}

}  // namespace

std::shared_ptr<const FacetColumns> FacetColumns::build(const Xapian::Database& database) {
  auto columns = std::make_shared<FacetColumns>();
  for (const schema::Field& field : schema::fields)
    if (field.facet) columns->columns_.push_back(build_column(database, field));
  return columns;
}

const FacetColumn* FacetColumns::find(std::string_view field) const {
  for (const FacetColumn& column : columns_)
    if (column.field->name == field) return &column;
  return nullptr;
}

}  // namespace caravan::query
