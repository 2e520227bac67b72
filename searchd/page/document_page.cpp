#include "searchd/page/document_page.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "searchd/page/article_parts.h"
#include "searchd/page/search_page.h"

namespace caravan::searchd {

namespace {

/// Blocks are set apart by an empty line, items of a list by a single line feed (see article.h).
Html body_of(std::string_view text) {
  Html body;
  while (!text.empty()) {
    const auto end = std::min(text.find("\n\n"), text.size());
    std::string_view block = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    if (block.empty()) continue;
    std::string lines;
    while (!block.empty()) {
      const auto line_end = std::min(block.find('\n'), block.size());
      lines += (lines.empty() ? "" : "<br>") + escaped(block.substr(0, line_end)).text();
      block.remove_prefix(std::min(line_end + 1, block.size()));
    }
    body += markup("<p>" + lines + "</p>\n");
  }
  return body;
}

Html similar_of(const query::SearchResults& results, const std::string& root) {
  Html list;
  for (const query::Hit& hit : results.hits)
    list +=
        markup(fmt::format("<li><article{}><a dir=\"auto\" href=\"{}\">{}</a><p class=\"meta\">{}</p></article></li>\n",
                           lang_attribute(hit.article).text(), escaped(reader_address(root, hit.article)).text(),
                           escaped(title_of(hit.article)).text(), meta_line(hit.article).text()));
  return list;
}

}  // namespace

std::string render_document_page(const article::Article& article, const query::SearchResults& similar) {
  const std::string root = "../";
  const PageAddress home({}, root);
  const std::string title = title_of(article);
  Html remarks;
  for (const std::string& remark : similar.remarks)
    remarks += markup("<p class=\"remark\">" + escaped(remark).text() + "</p>\n");
  return render_frame({.title = title + " \u00B7 Caravan",
                       .query = {},
                       .root = root,
                       .kind = "reader",
                       .content = fill("document.html", {{"lang", lang_attribute(article)},
                                                         {"themes", themes_line(article, home)},
                                                         {"title", escaped(title)},
                                                         {"authors", authors_line(article, home)},
                                                         {"meta", meta_line(article)},
                                                         {"link", link_of(article)},
                                                         {"site", escaped(article.site)},
                                                         {"summary", escaped(article.summary)},
                                                         {"body", body_of(article.body)},
                                                         {"citation", escaped(citation(article))},
                                                         {"similar", similar_of(similar, root)},
                                                         {"remarks", remarks}})});
}

}  // namespace caravan::searchd
