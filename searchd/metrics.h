#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace caravan::searchd {

/// Counts what was answered. Any thread.
class Metrics {
 public:
  /// @param route the route's path with its {placeholders}, never an address from outside: one series a route
  void answered(std::string_view route, int status, std::chrono::microseconds took);

  /// A search ran out of time.
  void incomplete() { ++incomplete_; }

  /// The counts in Prometheus' text format (version 0.0.4), without the gauges that others know.
  std::string text() const;

 private:
  static constexpr std::array<std::int64_t, 11> bounds_us{1'000,   2'500,   5'000,   10'000,    25'000,   50'000,
                                                          100'000, 250'000, 500'000, 1'000'000, 5'000'000};
  struct Latency {
    std::array<std::uint64_t, bounds_us.size()> below{};
    std::uint64_t count = 0;
    std::int64_t sum_us = 0;
  };

  std::atomic<std::uint64_t> incomplete_{0};
  mutable std::mutex mutex_;                                       // guards the rest
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;  // by route and status
  std::map<std::string, Latency> latencies_;                       // by route
};

/// One line group of the format: HELP, TYPE and the value.
std::string gauge(std::string_view name, std::string_view help, double value);
std::string counter(std::string_view name, std::string_view help, double value);

}  // namespace caravan::searchd
