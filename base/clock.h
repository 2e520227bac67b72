#pragma once

#include <atomic>
#include <chrono>

namespace caravan {

/// A moment as everything stored uses it: UTC, whole seconds.
using Instant = std::chrono::sys_seconds;

/// Where the time of day comes from; a test hands in a ManualClock and turns it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The machine's clock. One for the whole program, never destroyed.
const Clock& system_clock();

/// A clock turned by hand. Any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_.load(); }
  void advance(std::chrono::seconds by) { now_.store(now_.load() + by); }
  void set(Instant to) { now_.store(to); }

 private:
  std::atomic<Instant> now_;
};

}  // namespace caravan
