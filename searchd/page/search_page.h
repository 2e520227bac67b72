#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "indexer/query/search.h"
#include "searchd/page/page_address.h"
#include "searchd/page/template.h"

namespace caravan::searchd {

/// What the frame around every page shows.
struct Frame {
  std::string title = {};
  std::string query = {};
  std::string root = "./";
  std::string kind = {};  ///< the body's class
  Html intro = {};        ///< of the front page only
  Html content = {};
  const PageAddress* address = nullptr;  ///< the search whose filters the form keeps; may be null
};

/// What a form keeps of a search beside its own fields.
Html hidden_fields(const PageAddress& address, std::initializer_list<std::string_view> left_out = {});

/// A whole page.
std::string render_frame(const Frame& frame);

/// The page of results: list, facets, chips, time line, paging.
/// @param span  the years of all matches whatever their dates; the results' own facets when no date narrows them
std::string render_search_page(const query::SearchResults& results, const query::SearchRequest& request,
                               const std::vector<query::FacetCounts>& span, std::uint64_t article_count,
                               const PageAddress& address);

/// A page that says something: no index yet, a wrong address, nothing found.
/// @param kept  the search that its form keeps; may be null
std::string render_message(const std::string& heading, const std::string& message, const std::string& root,
                           const std::string& link = {}, const std::string& link_text = {},
                           const PageAddress* kept = nullptr);

}  // namespace caravan::searchd
