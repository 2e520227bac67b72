#include "base/shutdown.h"

#include <ctime>

#include <signal.h>
#include <unistd.h>

namespace caravan {

namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

ShutdownSignals::ShutdownSignals() {
  const sigset_t set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  listener_ = std::jthread([this](const std::stop_token& end) {
    const sigset_t waited = ending_signals();
    // A short wait, since a stop of this thread cannot interrupt sigtimedwait.
    constexpr timespec moment{0, 100'000'000};
    while (!end.stop_requested()) {
      if (sigtimedwait(&waited, nullptr, &moment) < 0) continue;
      if (!source_.request_stop()) _exit(130);
    }
  });
}

ShutdownSignals::~ShutdownSignals() = default;

}  // namespace caravan
