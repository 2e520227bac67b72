#include "crawler/lane.h"

#include <algorithm>

#include <fmt/format.h>

namespace caravan::crawl {

std::string Lane::host_of(const url::Url& url) {
  const bool default_port = url.port() == (url.scheme() == "https" ? 443 : 80);
  return default_port ? std::string(url.host()) : fmt::format("{}:{}", url.host(), url.port());
}

std::optional<Lane::Time> Lane::opens_at() const {
  if (queue.empty() || closed() || under_way_ >= connections_) return std::nullopt;
  return next_;
}

void Lane::started(Time now, std::chrono::milliseconds pause) {
  ++under_way_;
  next_ = std::max(next_, now + pause);
}

HostVerdict Lane::finished(Time now, HostAnswer answer, std::chrono::milliseconds pause,
                           std::optional<std::chrono::seconds> retry_after) {
  --under_way_;
  const HostVerdict verdict = after_answer(health_, answer, pause, retry_after);
  health_ = verdict.health;
  next_ = std::max(next_, now + verdict.wait);
  return verdict;
}

}  // namespace caravan::crawl
