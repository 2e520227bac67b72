#include "searchd/hangup.h"

#include <csignal>
#include <ctime>
#include <utility>

namespace caravan::searchd {

namespace {

sigset_t hangup_signal() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

HangupSignal::HangupSignal() {
  const sigset_t set = hangup_signal();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void HangupSignal::listen(std::function<void()> on_hangup) {
  listener_ = std::jthread([on_hangup = std::move(on_hangup)](const std::stop_token& end) {
    const sigset_t set = hangup_signal();
    constexpr timespec moment{0, 100'000'000};  // since a stop cannot interrupt sigtimedwait
    while (!end.stop_requested())
      if (sigtimedwait(&set, nullptr, &moment) == SIGHUP) on_hangup();
  });
}

void HangupSignal::stop_listening() { listener_ = {}; }

}  // namespace caravan::searchd
