#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "crawler/archive/frontier_rows.h"
#include "crawler/schedule/politeness.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// One page to be visited.
struct Job {
  std::size_t site = 0;  ///< its place among the sites of the run
  std::int64_t page = 0;
  url::Url url;
  archive::PageKind kind = archive::PageKind::page;
  bool asked_for = false;  ///< by name
  bool probe = false;      ///< no page, but an address that cannot exist; see soft_404.h
  int tries = 0;           ///< that ended in being told to slow down
  int status = 0;          ///< what the last of them was answered
};

/// What is asked of one host, and when: one queue, one pace, whatever sites share the host.
class Lane {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Lane(std::string host, std::size_t connections) : host_(std::move(host)), connections_(connections) {}

  const std::string& host() const { return host_; }
  /// The same host under http and https is one host; other ports are other servers.
  static std::string host_of(const url::Url& url);

  bool may_start(Time now) const { return closed_.empty() && under_way_ < connections_ && now >= next_; }
  /// When the next request may begin, where one is waiting and only time is in its way.
  std::optional<Time> opens_at() const;
  void started(Time now, std::chrono::milliseconds pause);
  /// @return what follows for the host; the caller persists it
  HostVerdict finished(Time now, HostAnswer answer, std::chrono::milliseconds pause,
                       std::optional<std::chrono::seconds> retry_after);

  /// Nothing more is asked of the host in this run.
  void close(std::string reason) { closed_ = std::move(reason); }
  bool closed() const { return !closed_.empty(); }
  int failures_in_a_row() const { return health_.failures; }
  const std::string& why_closed() const { return closed_; }
  void wait_until(Time time) { next_ = std::max(next_, time); }

  std::deque<Job> queue;

 private:
  std::string host_;
  std::size_t connections_;
  std::size_t under_way_ = 0;
  Time next_{};
  HostHealth health_;
  std::string closed_;
};

}  // namespace caravan::crawl
