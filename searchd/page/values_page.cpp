#include "searchd/page/values_page.h"

#include <algorithm>

#include <fmt/format.h>

#include "searchd/page/facet_list.h"
#include "searchd/page/search_page.h"
#include "searchd/page/wording.h"

namespace caravan::searchd {

namespace {

Html range(const query::FacetCounts& counts, const query::FacetValuesRequest& request) {
  if (counts.distinct == 0) return markup("None");
  if (request.offset >= counts.distinct) return markup(fmt::format("None beyond {}", grouped(counts.distinct)));
  const std::size_t last = std::min<std::size_t>(request.offset + request.limit, counts.distinct);
  return markup(fmt::format("{}\u2013{} of {}", grouped(request.offset + 1), grouped(last), grouped(counts.distinct)));
}

Html link(const std::string& address, std::string_view rel, std::string_view label) {
  return markup(fmt::format("<a rel=\"{}\" href=\"{}\">{}</a>", rel, escaped(address).text(), label));
}

Html paging(const query::FacetCounts& counts, const query::FacetValuesRequest& request, const PageAddress& address) {
  const auto at = [&](std::size_t offset) { return address.of_values(counts.field, request.contains, offset); };
  Html links;
  if (request.offset > 0)
    links += link(at(request.offset - std::min(request.offset, request.limit)), "prev", "\u2190 Previous");
  if (request.offset + request.limit < counts.distinct)
    links += link(at(request.offset + request.limit), "next", "Next \u2192");
  return links;
}

}  // namespace

std::string render_values_page(const query::FacetCounts& counts, const query::FacetValuesRequest& request,
                               const PageAddress& address) {
  Html values;
  for (const query::FacetValue& value : counts.values) values += facet_value(counts.field, value, address);
  const std::string heading(facet_heading(counts.field));
  return render_frame(
      {.title = heading + (request.query.empty() ? "" : " \u00B7 " + request.query) + " \u00B7 Caravan",
       .query = request.query,
       .root = "../",
       .kind = "reader",
       .content = fill(
           "values.html",
           {{"heading", escaped(heading)},
            {"action", escaped("../facets/" + counts.field)},
            {"contains", escaped(request.contains)},
            {"hidden", hidden_fields(address)},
            {"range", range(counts, request)},
            {"remarks",
             counts.incomplete ? markup("<p class=\"remark\">The time ran out: there may be more.</p>\n") : Html()},
            {"values", values},
            {"pages", paging(counts, request, address)},
            {"back", escaped(address.text())}}),
       .address = &address});
}

}  // namespace caravan::searchd
