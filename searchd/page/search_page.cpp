#include "searchd/page/search_page.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "indexer/query/results_json.h"
#include "searchd/page/article_parts.h"
#include "searchd/page/assets.h"
#include "searchd/page/facet_list.h"
#include "searchd/page/timeline.h"
#include "searchd/page/wording.h"
#include "searchd/parameters.h"

namespace caravan::searchd {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> sorts{
    {{"relevance", "Relevance"}, {"newest", "Newest"}, {"oldest", "Oldest"}, {"title", "Title"}}};

Html version_of(std::string_view asset) { return markup(std::string(find_asset(asset)->hash)); }

std::string feed_address(const PageAddress& address) {
  NamedValues values;
  for (const auto& pair : address.values())
    if (pair.first != "sort" && pair.first != "offset") values.push_back(pair);
  return address.root() + "feed.atom" + (values.empty() ? std::string() : "?" + format_query(values));
}

Html heading(const query::SearchResults& results) {
  const std::string count = results.total == 1 ? "1 article" : grouped(results.total) + " articles";
  if (results.query.empty()) return markup(count);
  return markup(count + " on <q><bdi>" + escaped(results.query).text() + "</bdi></q>");
}

Html remarks(const query::SearchResults& results) {
  Html lines;
  for (const std::string& remark : results.remarks)
    lines += markup("<p class=\"remark\">" + escaped(remark).text() + "</p>\n");
  // A remark says already how an unusual query was read.
  if (lines.empty() && !results.query.empty() && results.understood != results.query && !results.understood.empty())
    lines += markup("<p class=\"remark\">Read as <code>" + escaped(results.understood).text() + "</code></p>\n");
  return lines;
}

std::string_view current_sort(const PageAddress& address) {
  for (const auto& [name, value] : address.values())
    if (name == "sort") return value;
  // An empty search has nothing to be relevant to: handlers answer it newest first.
  const bool asked =
      std::ranges::any_of(address.values(), [](const auto& v) { return v.first == "q" && !v.second.empty(); });
  return asked ? "relevance" : "newest";
}

Html sort_links(const PageAddress& address) {
  Html links;
  const std::string_view current = current_sort(address);
  for (const auto& [name, label] : sorts) {
    if (!links.empty()) links += markup(" ");
    if (name == current)
      links += markup(fmt::format("<a aria-current=\"true\" href=\"{}\">{}</a>",
                                  escaped(address.with("sort", name).text()).text(), label));
    else
      links += markup(fmt::format("<a href=\"{}\">{}</a>", escaped(address.with("sort", name).text()).text(), label));
  }
  return links;
}

Html page_link(const PageAddress& address, std::size_t offset, std::string_view label, std::string_view rel) {
  return markup(
      fmt::format("<a rel=\"{}\" href=\"{}\">{}</a>", rel, escaped(address.at_offset(offset).text()).text(), label));
}

Html paging(const query::SearchResults& results, const PageAddress& address) {
  const std::size_t limit = std::max<std::size_t>(results.limit, 1);
  if ((results.total <= limit && results.offset == 0) || results.hits.empty()) return {};
  const std::size_t pages = (results.total + limit - 1) / limit, page = results.offset / limit + 1;
  Html links;
  if (results.offset > 0)
    links += page_link(address, results.offset - std::min(results.offset, limit), "\u2190 Previous", "prev");
  links += markup(fmt::format("<span>Page {} of {}</span>", grouped(page), grouped(std::max(pages, page))));
  if (results.offset + limit >= results.total) return links;
  if (results.offset + limit <= max_offset)
    links += page_link(address, results.offset + limit, "Next \u2192", "next");
  else
    links += markup("<span>The list goes no further; narrow the search to see more.</span>");
  return links;
}

/// Where the list ends, for who has come to a page behind it: by an old address, mostly.
Html last_page(const query::SearchResults& results, const PageAddress& address) {
  if (!results.hits.empty() || results.total == 0) return {};
  const std::size_t limit = std::max<std::size_t>(results.limit, 1);
  const std::size_t last = std::min<std::size_t>(results.total - 1, max_offset);
  return escaped(address.at_offset(last / limit * limit).text());
}

/// Browsers open a PDF at the page that is asked for (RFC 8118, section 3).
Html link_to(const query::Hit& hit) {
  Html link = link_of(hit.article);
  if (hit.page > 1 && !link.empty() && hit.article.url.find('#') == std::string::npos)
    link += markup(fmt::format("#page={}", hit.page));
  return link;
}

Html result(const query::Hit& hit, const PageAddress& home) {
  const article::Article& article = hit.article;
  const std::string title = title_of(article);
  return fill("result.html", {{"lang", lang_attribute(article)},
                              {"themes", themes_line(article, home)},
                              {"title", hit.title.text.empty() ? escaped(title) : markup(query::to_html(hit.title))},
                              {"plain_title", escaped(title)},
                              {"link", link_to(hit)},
                              {"authors", authors_line(article, home)},
                              {"snippet", markup(query::to_html(hit.snippet))},
                              {"meta", meta_line(article, hit.page)},
                              {"reader", escaped(reader_address("./", article))}});
}

Html results_of(const query::SearchResults& results) {
  Html list;
  const PageAddress home({});
  for (const query::Hit& hit : results.hits) list += result(hit, home);
  return list;
}

Html day_or_nothing(const std::optional<Day>& day) { return day ? escaped(iso(*day)) : Html(); }

}  // namespace

Html hidden_fields(const PageAddress& address, std::initializer_list<std::string_view> left_out) {
  Html fields;
  for (const auto& [name, value] : address.values()) {
    if (name == "offset" || std::ranges::find(left_out, name) != left_out.end()) continue;
    fields += markup(
        fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escaped(name).text(), escaped(value).text()));
  }
  return fields;
}

std::string render_frame(const Frame& frame) {
  Slots slots{{"title", escaped(frame.title)},
              {"root", escaped(frame.root)},
              {"kind", escaped(frame.kind)},
              {"query", escaped(frame.query)},
              {"intro", frame.intro},
              {"content", frame.content},
              {"css_version", version_of("search.css")},
              {"js_version", version_of("search.js")},
              {"icon_version", version_of("icon.svg")}};
  if (frame.address) {
    slots["hidden"] = hidden_fields(*frame.address, {"q"});
    slots["feed"] = escaped(feed_address(*frame.address));
  }
  return fill("frame.html", slots).text();
}

std::string render_search_page(const query::SearchResults& results, const query::SearchRequest& request,
                               const std::vector<query::FacetCounts>& span, std::uint64_t article_count,
                               const PageAddress& address) {
  const bool front = request.query.empty() && !address.has_filters();
  // Where nothing was found, what is shown is another query's.
  const bool corrected = results.suggestion && results.understood == *results.suggestion;
  const PageAddress counted = corrected ? address.with("q", *results.suggestion) : address;
  Slots slots{{"remarks", remarks(results)},
              {"chips", chips(address)},
              {"timeline", render_timeline(span, request.filters)},
              {"sorts", sort_links(address)},
              {"results", results_of(results)},
              {"first_rank", markup(std::to_string(results.offset + 1))},
              {"pages", paging(results, address)},
              {"beyond", last_page(results, address)},
              {"facets", facet_list(results.facets, address, counted)},
              {"since", day_or_nothing(request.filters.since)},
              {"until", day_or_nothing(request.filters.until)},
              {"dates_hidden", hidden_fields(address, {"since", "until"})}};
  if (front)
    slots["subheading"] = markup("Newest articles");
  else
    slots["heading"] = heading(results);
  if (address.has_filters()) slots["clear"] = escaped(address.without_filters().text());
  if (results.suggestion) {
    slots["suggestion"] = escaped(*results.suggestion);
    slots["suggestion_address"] = escaped(address.with("q", *results.suggestion).text());
  }
  Frame frame{.title = request.query.empty() ? "Caravan" : request.query + " \u00B7 Caravan",
              .query = request.query,
              .kind = front ? "front" : "list",
              .content = fill("results.html", slots),
              .address = &address};
  if (front)
    frame.intro = markup(fmt::format("{} by think tanks of both continents, searchable to the last paragraph.",
                                     article_count == 1 ? "One article" : grouped(article_count) + " articles"));
  return render_frame(frame);
}

std::string render_message(const std::string& heading, const std::string& message, const std::string& root,
                           const std::string& link, const std::string& link_text, const PageAddress* kept) {
  return render_frame({.title = heading + " \u00B7 Caravan",
                       .query = kept ? kept->value("q") : std::string(),
                       .root = root,
                       .kind = "said",
                       .content = fill("message.html", {{"heading", escaped(heading)},
                                                        {"message", escaped(message)},
                                                        {"link", escaped(link)},
                                                        {"link_text", escaped(link_text)}}),
                       .address = kept});
}

}  // namespace caravan::searchd
