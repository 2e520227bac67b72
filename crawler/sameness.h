#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/archive/frontier_rows.h"
#include "crawler/site_plan.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// The page whose article one that was read is, too: the canonical address that it names, or one that says the same.
/// An article that stands already is given up for its canonical address only where both say the same; a new page
/// believes its publisher.
/// @param page         as the frontier knows it before it was read
/// @param fingerprint  of what was read; "": only the canonical address counts
/// @param sketch       of what was read; "": it is like no other
/// @return             an address, or "" where the page is an article of its own
std::string original_of(const archive::PageRow& page, const url::Url& address, const std::optional<url::Url>& canonical,
                        std::string_view fingerprint, std::string_view sketch, const SitePlan& site,
                        const archive::FrontierRows& frontier);

}  // namespace caravan::crawl
