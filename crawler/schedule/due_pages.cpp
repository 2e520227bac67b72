#include "crawler/schedule/due_pages.h"

#include <utility>

namespace caravan::crawl {

DuePages::DuePages(const archive::FrontierRows& frontier, std::string site, std::int64_t run, bool full)
    : frontier_(frontier), full_(full) {
  query_.site = std::move(site);
  query_.not_in_run = run;
}

std::optional<archive::DuePage> DuePages::next(Instant now) {
  for (;;) {
    while (!batch_.empty()) {
      archive::DuePage page = std::move(batch_.front());
      batch_.pop_front();
      if (in_hand_.insert(page.id).second) return page;
    }
    if (!refill(now)) return std::nullopt;
  }
}

/// Looks on from the cursor, then once from the start: redirect targets and pages that a sitemap calls changed became
/// due behind the cursor's back. False when a whole pass gave nothing.
bool DuePages::refill(Instant now) {
  if (!full_) query_.due_by = now;
  bool whole_pass = at_start_;
  for (;;) {
    archive::DueBatch found = frontier_.due(query_);
    at_start_ = found.pages.empty();
    query_.after = at_start_ ? archive::DueCursor{} : found.end;
    if (at_start_ && std::exchange(whole_pass, true)) return false;
    for (archive::DuePage& page : found.pages)
      if (!in_hand_.contains(page.id)) batch_.push_back(std::move(page));
    if (!batch_.empty()) return true;
  }
}

}  // namespace caravan::crawl
