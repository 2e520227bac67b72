#include "searchd/metrics.h"

#include <iterator>

#include <fmt/format.h>

namespace caravan::searchd {

namespace {

constexpr double microseconds_per_second = 1e6;

}  // namespace

void Metrics::answered(std::string_view route, int status, std::chrono::microseconds took) {
  const std::scoped_lock lock(mutex_);
  ++requests_[{std::string(route), status}];
  Latency& latency = latencies_[std::string(route)];
  ++latency.count;
  latency.sum_us += took.count();
  for (std::size_t i = 0; i < bounds_us.size(); ++i)
    if (took.count() <= bounds_us[i]) ++latency.below[i];
}

std::string Metrics::text() const {
  const std::scoped_lock lock(mutex_);
  std::string out =
      "# HELP caravan_http_requests_total Requests answered.\n"
      "# TYPE caravan_http_requests_total counter\n";
  const auto to = std::back_inserter(out);
  for (const auto& [key, count] : requests_)
    fmt::format_to(to, "caravan_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
  out +=
      "# HELP caravan_http_request_duration_seconds From a request's first byte to the last of its response.\n"
      "# TYPE caravan_http_request_duration_seconds histogram\n";
  for (const auto& [route, latency] : latencies_) {
    for (std::size_t i = 0; i < bounds_us.size(); ++i)
      fmt::format_to(to, "caravan_http_request_duration_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                     static_cast<double>(bounds_us[i]) / microseconds_per_second, latency.below[i]);
    fmt::format_to(to, "caravan_http_request_duration_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route,
                   latency.count);
    fmt::format_to(to, "caravan_http_request_duration_seconds_sum{{route=\"{}\"}} {}\n", route,
                   static_cast<double>(latency.sum_us) / microseconds_per_second);
    fmt::format_to(to, "caravan_http_request_duration_seconds_count{{route=\"{}\"}} {}\n", route, latency.count);
  }
  return out + counter("caravan_searches_incomplete_total", "Answers for which the time ran out.",
                       static_cast<double>(incomplete_.load()));
}

std::string gauge(std::string_view name, std::string_view help, double value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

std::string counter(std::string_view name, std::string_view help, double value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n{0} {2}\n", name, help, value);
}

}  // namespace caravan::searchd
