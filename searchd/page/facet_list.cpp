#include "searchd/page/facet_list.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "searchd/page/wording.h"

namespace caravan::searchd {

namespace {

constexpr std::array<std::string_view, 8> order{"theme", "author", "institution", "series",
                                                "year",  "lang",   "site",        "type"};
constexpr std::size_t open_values = 6, shown_values = 24;

Html facet(const query::FacetCounts& counts, const PageAddress& address, const PageAddress& counted) {
  const bool many = counts.distinct > shown_values;
  Html open, more;
  std::size_t shown = 0;
  for (const query::FacetValue& value : counts.values) {
    const bool stands_open = shown++ < open_values || value.selected;
    if (stands_open)
      open += facet_value(counts.field, value, address);
    else if (!many)
      more += facet_value(counts.field, value, address);
  }
  Html list = markup("<ul>\n") + open + markup("</ul>\n");
  if (many)
    list += markup(fmt::format(
        "<p><a class=\"all\" href=\"{}\" rel=\"nofollow\">All {}<span class=\"unseen\"> of {}</span></a></p>\n",
        escaped(counted.of_values(counts.field)).text(), grouped(counts.distinct), facet_heading(counts.field)));
  else if (!more.empty())
    list += markup(fmt::format("<details><summary>More<span class=\"unseen\"> of {}</span></summary>\n<ul>\n",
                               facet_heading(counts.field))) +
            more + markup("</ul>\n</details>\n");
  return markup(fmt::format("<section class=\"facet\" data-facet=\"{0}\">\n<h3>{1}</h3>\n", counts.field,
                            facet_heading(counts.field))) +
         list + markup("</section>\n");
}

bool can_narrow(const query::FacetCounts& counts) {
  return counts.values.size() > 1 || std::ranges::any_of(counts.values, &query::FacetValue::selected);
}

std::string chip_label(std::string_view name, std::string_view value) {
  if (name == "since") return fmt::format("from {}", value);
  if (name == "until") return fmt::format("to {}", value);
  return std::string(facet_label(name, value));
}

}  // namespace

Html facet_value(std::string_view field, const query::FacetValue& value, const PageAddress& address) {
  const bool active = value.selected || address.has(field, value.value);
  return markup(
      fmt::format("<li><a href=\"{}\"{} rel=\"nofollow\"><span class=\"box\" aria-hidden=\"true\"></span><bdi>{}</bdi> "
                  "<span class=\"number\">{}</span></a></li>\n",
                  escaped(address.toggled(field, value.value).text()).text(), active ? " aria-current=\"true\"" : "",
                  escaped(facet_label(field, value.value)).text(), grouped(value.count)));
}

Html facet_list(const std::vector<query::FacetCounts>& facets, const PageAddress& address, const PageAddress& counted) {
  Html all;
  for (const std::string_view field : order) {
    const auto found = std::ranges::find(facets, field, &query::FacetCounts::field);
    if (found != facets.end() && can_narrow(*found)) all += facet(*found, address, counted);
  }
  return all;
}

Html chips(const PageAddress& address) {
  Html items;
  for (const auto& [name, value] : address.values()) {
    if (!is_filter(name)) continue;
    const bool is_day = name == "since" || name == "until";
    items += markup(fmt::format(
        "<li><a href=\"{}\"><span class=\"unseen\">Remove the filter </span>{}<bdi>{}</bdi><span class=\"cross\" "
        "aria-hidden=\"true\">\u00D7</span></a></li>\n",
        escaped(address.without(name, value).text()).text(),
        is_day ? "" : fmt::format("<span class=\"facet-name\">{}</span> ", facet_heading(name)),
        escaped(chip_label(name, value)).text()));
  }
  return items;
}

}  // namespace caravan::searchd
