#include "searchd/rate_limiter.h"

#include <algorithm>

namespace caravan::searchd {

RateLimiter::Moment& RateLimiter::full_again(const std::string& client, Moment now) {
  if (const auto known = by_client_.find(client); known != by_client_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front().second;
  }
  if (buckets_.size() >= max_clients_) {
    by_client_.erase(buckets_.back().first);
    buckets_.pop_back();
  }
  buckets_.emplace_front(client, now);
  by_client_.emplace(client, buckets_.begin());
  return buckets_.front().second;
}

std::optional<std::chrono::seconds> RateLimiter::count(const std::string& client, const Rate& rate, Moment now) {
  if (rate.per_second <= 0) return std::nullopt;
  using Duration = Moment::duration;
  const auto seconds = [](double value) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
  };
  const Duration one = seconds(1 / rate.per_second);
  const Duration whole = seconds(std::max(1.0, rate.burst) / rate.per_second);
  const std::scoped_lock lock(mutex_);
  Moment& full = full_again(client, now);
  const Moment then = std::max(full, now) + one;
  if (then - now > whole) {
    ++refused_;
    return std::chrono::ceil<std::chrono::seconds>(then - now - whole);
  }
  full = then;
  return std::nullopt;
}

std::size_t RateLimiter::clients() const {
  const std::scoped_lock lock(mutex_);
  return buckets_.size();
}

std::uint64_t RateLimiter::refused() const {
  const std::scoped_lock lock(mutex_);
  return refused_;
}

}  // namespace caravan::searchd
