#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace caravan::crawl {

/// Whether a page that answers 404 or 410 has earned its removal: it was seen gone before, at least `gone_after` ago,
/// and not seen alive since (the archive clears `first_gone` then). A clock that was set back proves nothing.
inline bool is_gone_for_good(std::optional<Instant> first_gone, Instant now, std::chrono::seconds gone_after) {
  return first_gone && now >= *first_gone && now - *first_gone >= gone_after;
}

/// How many articles may leave a site in one run without a person's looking at it.
struct RemovalBudget {
  double percent = 5;       ///< of the site's articles (`removal_share`)
  std::int64_t floor = 10;  ///< always allowed (`removal_floor`)
};

/// Whether that many removals are within the budget.
inline bool within_budget(std::int64_t removals, std::int64_t articles, const RemovalBudget& budget = {}) {
  return removals <= budget.floor ||
         static_cast<double>(removals) * 100 <= static_cast<double>(articles) * budget.percent;
}

}  // namespace caravan::crawl
