#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace caravan::bench {

/// Of this thread, the only one: what the rest of the machine does shows less than in time that passes.
inline double milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double milliseconds(const std::function<void()>& work) {
  const double begin = milliseconds();
  work();
  return milliseconds() - begin;
}

/// The least of a few: what else the machine does only ever adds.
inline double least(const std::function<void()>& work, int times = 5) {
  double best = milliseconds(work);
  for (int i = 1; i < times; ++i) best = std::min(best, milliseconds(work));
  return best;
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace caravan::bench
