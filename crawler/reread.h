#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/site_plan.h"

namespace caravan::crawl {

/// The sites whose scope holds more than it did: another allow, or one deny less. Their pages may hold links that were
/// let go of. Empty when `before` is (there are no pages yet).
/// @param before  scope_text() of the last run
std::vector<std::string> grown_sites(std::string_view before, const std::vector<SitePlan>& plans);

/// Links are not stored, but pages are: reads those of the newest version of every page of the sites that still wait
/// for it, and discovers what the scope lets through now. Nothing is asked of any site. Batch by batch, each durable,
/// so that a kill costs one batch. @return a sentence for each site that it got through with
std::vector<std::string> reread_links(archive::ArchiveWriter& writer, const std::vector<SitePlan>& plans, Instant now,
                                      const std::stop_token& stop);

}  // namespace caravan::crawl
