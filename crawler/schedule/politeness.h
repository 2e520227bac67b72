#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace caravan::crawl {

/// How an exchange with a host went, as far as manners go.
enum class HostAnswer : std::uint8_t {
  fine,          ///< any complete answer but the next two
  server_error,  ///< 500, 502, 504 and their like
  throttled,     ///< 429, 503: the host asks for a rest
  silent         ///< no complete answer: refused, reset, timed out, cut short
};
HostAnswer host_answer(int status);  ///< 0: no complete answer

/// Waits longer than this are not sat out: the host is left alone for the rest of the run.
inline constexpr std::chrono::minutes longest_wait_in_run{5};
/// No server can ask for more, so a longer one was written by a clock that was wrong.
inline constexpr std::chrono::hours longest_rest{24 * 7};
/// The first rest after a 429 or 503 without Retry-After; each further one in a row doubles it.
inline constexpr std::chrono::seconds shortest_backoff{1};
inline constexpr std::chrono::hours longest_backoff{24};

/// The value of a Retry-After header (RFC 9110 section 10.2.3): seconds or an HTTP date. A date in the past is no wait;
/// more than a week is read as a week. nullopt when it is neither.
std::optional<std::chrono::seconds> read_retry_after(std::string_view value, Instant now);

/// The pause between two requests to a host: the configured one, or what robots.txt asks for where that is longer.
std::chrono::milliseconds pause_between(std::chrono::milliseconds configured,
                                        std::optional<std::chrono::milliseconds> crawl_delay);

/// What a run remembers of a host's health.
struct HostHealth {
  int failures = 0;       ///< answers in a row that were not fine
  int hard_failures = 0;  ///< of these, throttled or silent
};

/// What follows from one more answer.
struct HostVerdict {
  HostHealth health;
  std::chrono::milliseconds wait{};  ///< before the next request, at least
  bool give_up = false;              ///< nothing more is asked of the host in this run
};
HostVerdict after_answer(HostHealth before, HostAnswer answer, std::chrono::milliseconds pause,
                         std::optional<std::chrono::seconds> retry_after);

}  // namespace caravan::crawl
