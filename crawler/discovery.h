#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/archive/archive_writer.h"
#include "crawler/html/links.h"
#include "crawler/site_plan.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// Which of the addresses that are found come into the frontier.
struct LinkRules {
  const SitePlan& site;
  std::function<bool(const url::Url&)> may_follow;  ///< robots rules as far as they are known, and traps
  /// The name of another site that holds an address and lets it through: sites of one host share its sitemaps and
  /// feeds, which are read once. nullptr: there is none. May be empty.
  std::function<const std::string*(const url::Url&)> other_site = {};
};

/// Addresses whose name promises something other than a page: images, styles, archives, films ...
bool looks_like_no_page(const url::Url& url);

/// The page's links that the rules let through, in order.
std::vector<archive::Discovered> discovered_links(const html::PageLinks& links, int depth, const LinkRules& rules);

/// The feeds that a page announces, without those of comments: below an article's own address stands the feed of what
/// is said about it.
/// @param front  of a front page, whose own feeds are the site's
std::vector<archive::Discovered> discovered_feeds(const html::PageLinks& links, const url::Url& page, bool front,
                                                  const LinkRules& rules);

/// What a sitemap or a feed led to.
struct Listing {
  std::vector<archive::Discovered> found;
  std::string problem;  ///< why not all of it was read; empty: it was
};

/// Pages and further sitemaps. Dates that cannot be true for the pages are left out: when most entries carry the same
/// one, or most were changed within the last day, the generator stamps them all.
/// @param depth  of this sitemap: 0 when robots.txt names it; an index in an index is the last to be followed
Listing read_sitemap_listing(std::string_view body, const url::Url& address, int depth, Instant now,
                             const LinkRules& rules);

/// @param first_visit  then the older pages of a paged feed are wanted, too
Listing read_feed_listing(std::string_view body, const url::Url& address, int depth, bool first_visit,
                          const LinkRules& rules);

}  // namespace caravan::crawl
