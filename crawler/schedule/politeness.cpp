#include "crawler/schedule/politeness.h"

#include <algorithm>
#include <charconv>

#include "base/day.h"

namespace caravan::crawl {
namespace {

// A few broken pages in a row are common, a host that is down or wants rest shows sooner.
constexpr int give_up_after_hard = 4;
constexpr int give_up_after_any = 20;

std::chrono::milliseconds backoff(std::chrono::milliseconds pause, int failures) {
  std::chrono::milliseconds wait = std::max<std::chrono::milliseconds>(pause, shortest_backoff);
  for (int i = 1; i < failures && wait < longest_backoff; ++i) wait *= 2;
  return std::min<std::chrono::milliseconds>(wait, longest_backoff);
}

}  // namespace

HostAnswer host_answer(int status) {
  if (status == 0) return HostAnswer::silent;
  if (status == 429 || status == 503) return HostAnswer::throttled;
  return status >= 500 ? HostAnswer::server_error : HostAnswer::fine;
}

std::optional<std::chrono::seconds> read_retry_after(std::string_view value, Instant now) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  if (std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; })) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec != std::errc()) return longest_rest;
    return std::min<std::chrono::seconds>(std::chrono::seconds(seconds), longest_rest);
  }
  const std::optional<Instant> when = parse_http_date(value);
  if (!when) return std::nullopt;
  return std::clamp<std::chrono::seconds>(*when - now, std::chrono::seconds(0), longest_rest);
}

std::chrono::milliseconds pause_between(std::chrono::milliseconds configured,
                                        std::optional<std::chrono::milliseconds> crawl_delay) {
  return std::max(configured, crawl_delay.value_or(std::chrono::milliseconds(0)));
}

HostVerdict after_answer(HostHealth before, HostAnswer answer, std::chrono::milliseconds pause,
                         std::optional<std::chrono::seconds> retry_after) {
  HostVerdict verdict;
  verdict.wait = pause;
  if (answer == HostAnswer::fine) return verdict;
  const bool hard = answer != HostAnswer::server_error;
  verdict.health = {before.failures + 1, hard ? before.hard_failures + 1 : 0};
  if (answer == HostAnswer::throttled)
    verdict.wait = std::max(
        pause, retry_after ? std::chrono::milliseconds(*retry_after) : backoff(pause, verdict.health.hard_failures));
  verdict.give_up = verdict.health.hard_failures >= give_up_after_hard ||
                    verdict.health.failures >= give_up_after_any || verdict.wait > longest_wait_in_run;
  return verdict;
}

}  // namespace caravan::crawl
