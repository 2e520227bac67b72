#pragma once

#include <functional>
#include <thread>

namespace caravan::searchd {

/// SIGHUP as a call on a thread of its own. Construct it first thing in main(), before any other thread: it blocks the
/// signal for those that follow, and one thread that does not block it is enough for SIGHUP to end the process.
class HangupSignal {
 public:
  HangupSignal();
  void listen(std::function<void()> on_hangup);
  /// No call after this one has returned.
  void stop_listening();

 private:
  std::jthread listener_;
};

}  // namespace caravan::searchd
