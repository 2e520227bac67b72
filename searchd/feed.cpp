#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "indexer/query/results_json.h"
#include "searchd/handlers.h"
#include "searchd/http/address.h"
#include "searchd/http/base_address.h"
#include "searchd/json_response.h"
#include "searchd/search_params.h"

namespace caravan::searchd {

namespace {

/// Escaped for text and attributes; without the two code points that HTML may have and XML may not (XML 1.0, section
/// 2.2), for which a feed reader would throw away the whole feed.
std::string escape_xml(std::string_view text) {
  std::string xml = query::escape_html(text);
  for (const std::string_view refused : {"\uFFFE", "\uFFFF"})
    for (auto at = xml.find(refused); at != std::string::npos; at = xml.find(refused, at))
      xml.erase(at, refused.size());
  return xml;
}

std::string at_midnight(Day day) { return iso(day) + "T00:00:00Z"; }

/// RFC 4287 wants a moment on every entry; an article without any date is as old as can be.
std::string updated(const article::Article& article) {
  if (article.modified) return at_midnight(*article.modified);
  if (article.published) return at_midnight(*article.published);
  return "1970-01-01T00:00:00Z";
}

std::string reader_address(const std::string& base, const article::Article& article) {
  return base + "documents/" + percent_encoded(article.id);
}

std::string entry(const std::string& base, const query::Hit& hit) {
  const article::Article& article = hit.article;
  const std::string reader = reader_address(base, article);
  const std::string link = is_safe_link(article.url) ? article.url : reader;
  std::string xml =
      fmt::format("  <entry>\n    <title>{}</title>\n    <id>{}</id>\n    <link href=\"{}\"/>\n",
                  escape_xml(article.title.empty() ? article.url : article.title), escape_xml(link), escape_xml(link));
  xml += fmt::format("    <updated>{}</updated>\n", updated(article));
  if (article.published) xml += fmt::format("    <published>{}</published>\n", at_midnight(*article.published));
  for (const article::Author& author : article.authors)
    xml += fmt::format("    <author><name>{}</name></author>\n", escape_xml(author.name));
  for (const std::string& theme : article.themes)
    xml += fmt::format("    <category term=\"{}\"/>\n", escape_xml(theme));
  const std::string& gist = article.summary.empty() ? hit.snippet.text : article.summary;
  if (!gist.empty()) xml += fmt::format("    <summary>{}</summary>\n", escape_xml(gist));
  return xml + "  </entry>\n";
}

std::string feed_title(const std::string& text) { return text.empty() ? "Caravan" : "Caravan: " + text; }

}  // namespace

Response get_feed(const Request& request, const Parameters& parameters, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  auto wanted = to_search_request(parameters);
  wanted.sort = query::Sort::newest;
  const auto results = service.search(**index, wanted);
  if (!results) return index_problem(results.error());  // a search knows no other "not found" than the index

  const std::string base = base_address(request);
  const std::string asked = format_query(parameters.values());
  const std::string self = base + "feed.atom" + (asked.empty() ? "" : "?" + asked);
  std::string newest = "1970-01-01T00:00:00Z";
  for (const query::Hit& hit : results->hits) newest = std::max(newest, updated(hit.article));

  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
      "  <title>{}</title>\n  <id>{}</id>\n  <updated>{}</updated>\n  <author><name>Caravan</name></author>\n"
      "  <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n"
      "  <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
      escape_xml(feed_title(wanted.query)), escape_xml(self), newest, escape_xml(self),
      escape_xml(base + (asked.empty() ? "" : "?" + asked)));
  for (const query::Hit& hit : results->hits) xml += entry(base, hit);
  return kept_when_whole(plain_response(200, "application/atom+xml; charset=utf-8", xml + "</feed>\n"),
                         results->incomplete);
}

Response get_opensearch(const Request& request, const Parameters& /*parameters*/, const Service& /*service*/) {
  const std::string base = escape_xml(base_address(request));
  return plain_response(
      200, "application/opensearchdescription+xml; charset=utf-8",
      fmt::format("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                  "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
                  "  <ShortName>Caravan</ShortName>\n"
                  "  <Description>Search the literature of Asia-Europe relations</Description>\n"
                  "  <InputEncoding>UTF-8</InputEncoding>\n"
                  "  <Image width=\"64\" height=\"64\" type=\"image/svg+xml\">{0}assets/icon.svg</Image>\n"
                  "  <Url type=\"text/html\" template=\"{0}?q={{searchTerms}}\"/>\n"
                  "  <Url type=\"application/x-suggestions+json\" "
                  "template=\"{0}api/v1/suggest?q={{searchTerms}}&amp;format=opensearch\"/>\n"
                  "  <Url type=\"application/atom+xml\" template=\"{0}feed.atom?q={{searchTerms}}\"/>\n"
                  "</OpenSearchDescription>\n",
                  base));
}

}  // namespace caravan::searchd
