#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace caravan::searchd {

/// How often one client may ask.
struct Rate {
  double per_second = 0;  ///< in the long run; 0: without a limit
  double burst = 1;       ///< so many at once after a pause
};

/// A token bucket for each client, kept as the moment when it will be full again (the generic cell rate algorithm,
/// ITU-T I.371 annex A). Bounded: the client that has been quiet longest is forgotten first, and a forgotten bucket is
/// a full one. Any thread.
class RateLimiter {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit RateLimiter(std::size_t max_clients = 16'384) : max_clients_(max_clients) {}

  /// Counts a request. @return nothing when it may pass, else how long the client should wait.
  std::optional<std::chrono::seconds> count(const std::string& client, const Rate& rate, Moment now);

  std::size_t clients() const;
  std::uint64_t refused() const;

 private:
  using Bucket = std::pair<std::string, Moment>;  // client, full again
  Moment& full_again(const std::string& client, Moment now);

  const std::size_t max_clients_;
  mutable std::mutex mutex_;   // guards the rest
  std::list<Bucket> buckets_;  // most recently used first
  std::unordered_map<std::string, std::list<Bucket>::iterator> by_client_;
  std::uint64_t refused_ = 0;
};

}  // namespace caravan::searchd
