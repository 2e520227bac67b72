#include "base/clock.h"

namespace caravan {

namespace {

class SystemClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace caravan
