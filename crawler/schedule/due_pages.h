#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/clock.h"
#include "crawler/archive/frontier_rows.h"

namespace caravan::crawl {

/// Hands out the pages of one site that a run has still to visit, most overdue first, each once at a time; pages
/// found while the run goes on come, too. Memory is that of one batch and of what is in hand.
class DuePages {
 public:
  /// @param full  also pages that are not due
  /// @param frontier  of the run's writer; must outlive this object
  DuePages(const archive::FrontierRows& frontier, std::string site, std::int64_t run, bool full);

  /// The next one; it is in hand until let_go(). nullopt: none at this moment. Pages that were let go and neither
  /// visited nor put off come back only after everything else was looked at.
  std::optional<archive::DuePage> next(Instant now);
  void take(std::int64_t page_id) { in_hand_.insert(page_id); }
  void let_go(std::int64_t page_id) { in_hand_.erase(page_id); }
  /// Never hands this page out again in this run.
  void leave_out(std::int64_t page_id) { in_hand_.insert(page_id); }
  bool in_hand(std::int64_t page_id) const { return in_hand_.contains(page_id); }

 private:
  bool refill(Instant now);

  const archive::FrontierRows& frontier_;
  archive::DueQuery query_;
  bool full_;
  bool at_start_ = true;  // where the cursor stands
  std::deque<archive::DuePage> batch_;
  std::unordered_set<std::int64_t> in_hand_;
};

}  // namespace caravan::crawl
