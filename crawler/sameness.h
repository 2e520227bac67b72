#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/archive/frontier_rows.h"
#include "crawler/site_plan.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// What a page says, and what it names.
struct PageClaims {
  std::optional<url::Url> canonical;  ///< none, too, where it must not count
  std::vector<url::Url> versions;     ///< for print or small devices, see html::PageLinks
  std::string_view fingerprint;       ///< of what was read; "": only the canonical address counts
  std::string_view sketch;            ///< of what was read; "": it is like no other
};

/// One article, its other addresses.
struct Sameness {
  std::string original;               ///< the page whose article this one is, too; "": it is an article of its own
  std::string canonical;              ///< the other page that it names as its original; "": none within the site
  std::vector<std::string> versions;  ///< live pages that make way for it: its versions, which came first
};

/// A page is the article of the canonical address that it names, or of one that says the same. An article that stands
/// already is given up for its canonical address only where both say the same; a new page believes its publisher. A
/// version for print or AMP makes way for its original: the page that it names, that names it, or whose address without
/// the sign of the version is its own; where both say the same.
/// @param page  as the frontier knows it before it was read
Sameness sameness_of(const archive::PageRow& page, const url::Url& address, const PageClaims& claims,
                     const SitePlan& site, const archive::FrontierRows& frontier);

}  // namespace caravan::crawl
