#include "searchd/page/page_address.h"

#include <algorithm>

#include "base/unicode.h"
#include "indexer/schema/fields.h"

namespace caravan::searchd {

namespace {

void erase_name(NamedValues& values, std::string_view name) {
  std::erase_if(values, [&](const auto& pair) { return pair.first == name; });
}

}  // namespace

bool is_filter(std::string_view name) {
  if (name == "since" || name == "until") return true;
  const schema::Field* field = schema::find_field(name);
  return field && field->facet;
}

std::string PageAddress::text() const { return values_.empty() ? root_ : root_ + "?" + format_query(values_); }

PageAddress PageAddress::with(std::string_view name, std::string_view value) const {
  PageAddress other = *this;
  erase_name(other.values_, name);
  erase_name(other.values_, "offset");
  if (!value.empty()) other.values_.emplace_back(name, value);
  return other;
}

PageAddress PageAddress::without(std::string_view name, std::string_view value) const {
  PageAddress other = *this;
  erase_name(other.values_, "offset");
  const std::string wanted = fold(value);
  std::erase_if(other.values_, [&](const auto& pair) { return pair.first == name && fold(pair.second) == wanted; });
  return other;
}

PageAddress PageAddress::toggled(std::string_view name, std::string_view value) const {
  if (has(name, value)) return without(name, value);
  PageAddress other = *this;
  erase_name(other.values_, "offset");
  other.values_.emplace_back(name, value);
  return other;
}

PageAddress PageAddress::without_filters() const {
  PageAddress other = *this;
  std::erase_if(other.values_, [](const auto& pair) { return is_filter(pair.first) || pair.first == "offset"; });
  return other;
}

PageAddress PageAddress::at_offset(std::size_t offset) const {
  return offset == 0 ? with("offset", "") : with("offset", std::to_string(offset));
}

std::string PageAddress::of_values(std::string_view field, std::string_view contains, std::size_t offset) const {
  const PageAddress list = with("contains", contains).at_offset(offset);
  std::string address = root_ + "facets/" + std::string(field);
  return list.values_.empty() ? address : address + "?" + format_query(list.values_);
}

std::string PageAddress::value(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, &NamedValues::value_type::first);
  return found == values_.end() ? std::string() : found->second;
}

bool PageAddress::has(std::string_view name, std::string_view value) const {
  const std::string wanted = fold(value);
  return std::ranges::any_of(values_,
                             [&](const auto& pair) { return pair.first == name && fold(pair.second) == wanted; });
}

bool PageAddress::has_filters() const {
  return std::ranges::any_of(values_, [](const auto& pair) { return is_filter(pair.first); });
}

}  // namespace caravan::searchd
