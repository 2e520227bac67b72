#pragma once

#include <atomic>
#include <chrono>

#include <xapian.h>

namespace caravan::query {

/// Until when a search may look for matches. Xapian has no limit of its own for that (Enquire::set_time_limit only
/// relaxes counting), so a source of postings that holds every article and is over at that moment goes into the query:
/// the matcher then ends with what it has, in order.
class Deadline {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Now = Moment (*)();

  /// @param at   Moment::max(): none
  /// @param now  the clock; tests turn one by hand
  explicit Deadline(Moment at, Now now = &std::chrono::steady_clock::now) : at_(at), now_(now) {}

  /// Looks at the clock; from the first time that it is late on, for good. Whoever hears true leaves something out.
  bool cuts() const;
  /// Whether something was left out.
  bool has_cut() const { return has_cut_; }
  /// The query, which finds nothing more once the time has passed.
  Xapian::Query bound(const Xapian::Query& query) const;

 private:
  class Source;

  const Moment at_;
  const Now now_;
  mutable std::atomic<bool> has_cut_{false};
};

}  // namespace caravan::query
