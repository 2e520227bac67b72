#pragma once

#include <chrono>
#include <span>

#include "base/clock.h"
#include "crawler/archive/frontier_rows.h"

namespace caravan::crawl {

/// The bounds between which a page's interval follows its rate of change.
struct RevisitLimits {
  std::chrono::seconds min{}, max{};
};

/// When a page is to be visited next, from what its visits found. A page that has an answer gets an interval of
/// one over its observed rate of change (the estimator of Cho and Garcia-Molina, "Estimating frequency of change",
/// 2003), never more than twice the time that it last went unvisited, so that trust grows slowly. A failure is tried
/// again sooner, a page that is gone ever later.
/// @param history     oldest first, this visit last; not empty
/// @param gone_after  a page first seen gone is looked at again when its removal could be decided
Instant next_visit(std::span<const archive::VisitRow> history, const RevisitLimits& limits,
                   std::chrono::seconds gone_after);

/// A nightly run does not begin at the same second every day; what is due within this share of its interval is
/// due. So the effective interval is this much shorter.
inline constexpr int revisit_slack_percent = 10;

}  // namespace caravan::crawl
