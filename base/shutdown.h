#pragma once

#include <stop_token>
#include <thread>

namespace caravan {

/// Turns the first SIGINT or SIGTERM into a stop request; a second one ends the process at once (exit 130).
/// Construct it first thing in main(), before any other thread: it blocks the signals for the threads that follow.
class ShutdownSignals {
 public:
  ShutdownSignals();
  ~ShutdownSignals();
  ShutdownSignals(const ShutdownSignals&) = delete;
  ShutdownSignals& operator=(const ShutdownSignals&) = delete;
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread listener_;
};

}  // namespace caravan
