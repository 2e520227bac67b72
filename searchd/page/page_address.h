#pragma once

#include <string>
#include <string_view>

#include "searchd/http/address.h"

namespace caravan::searchd {

/// The state of the search page, as its address says it; every link of the page is another state of it. Addresses are
/// relative ("./?q=sea"), so that the page works below any path of a proxy.
class PageAddress {
 public:
  /// @param values checked parameters of the page
  /// @param root   the way from the page to "/": "./", or "../" from a document
  explicit PageAddress(NamedValues values, std::string root = "./")
      : values_(std::move(values)), root_(std::move(root)) {}

  std::string text() const;
  /// The same with name set to value ("" removes it); back on the first page of the list.
  PageAddress with(std::string_view name, std::string_view value) const;
  /// The same with one value of a facet added, or taken away where it is there.
  PageAddress toggled(std::string_view name, std::string_view value) const;
  PageAddress without(std::string_view name, std::string_view value) const;
  /// Only the query and the order left.
  PageAddress without_filters() const;
  PageAddress at_offset(std::size_t offset) const;
  /// The page that lists a facet's values for this search: of those that contain something, from one on.
  std::string of_values(std::string_view field, std::string_view contains = {}, std::size_t offset = 0) const;

  bool has(std::string_view name, std::string_view value) const;
  bool has_filters() const;
  std::string value(std::string_view name) const;  ///< the first of that name, or ""
  const NamedValues& values() const { return values_; }
  const std::string& root() const { return root_; }

 private:
  NamedValues values_;
  std::string root_;
};

/// Whether the parameter narrows the results (a facet or a date).
bool is_filter(std::string_view name);

}  // namespace caravan::searchd
