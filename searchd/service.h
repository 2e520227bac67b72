#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "indexer/query/search.h"
#include "searchd/access.h"
#include "searchd/answer_cache.h"
#include "searchd/http/server.h"
#include "searchd/metrics.h"
#include "searchd/proxies.h"
#include "searchd/rate_limiter.h"

namespace caravan::searchd {

/// What handlers may use: the index, the archive's whereabouts, the clock, the counters. Any thread.
class Service {
 public:
  /// What follows from one reading of the configuration; replaced as a whole by reload().
  struct Settings {
    Config config;
    Access access;
    TrustedProxies proxies;
    std::uint64_t mark = 0;  ///< of all that answers depend on besides the index: program, page, configuration
  };

  /// @return Fault::config when the tokens file cannot be read or an address in [searchd] is none.
  static Result<std::unique_ptr<Service>> make(Config config, const Clock& clock);

  /// The live index; opened when there is one at last. Fault::not_found while there is none.
  Result<std::shared_ptr<const query::Index>> index() const;
  /// Takes a new configuration; requests in flight end with the old one. A wrong one changes nothing.
  Result<void> reload(Config config);

  std::shared_ptr<const Settings> settings() const;
  const Clock& clock() const { return clock_; }
  Metrics& metrics() const { return metrics_; }
  AnswerCache& cache() const { return cache_; }
  RateLimiter& limiter() const { return limiter_; }

  /// When an answer that is begun now must end: after [searchd] query_timeout.
  query::Moment deadline() const;
  // What the index is asked, ended at the request's deadline, or at this one where it has none; the counters hear of
  // what is incomplete.
  Result<query::SearchResults> search(const query::Index& index, query::SearchRequest request) const;
  Result<query::SearchResults> similar(const query::Index& index, std::string_view id, std::size_t limit) const;
  Result<query::Suggestions> suggest(const query::Index& index, std::string_view prefix, std::size_t limit) const;
  Result<std::vector<query::FacetCounts>> facets(const query::Index& index, query::FacetValuesRequest request) const;

  /// What counts as one client: a bearer token, or the network that the request comes from.
  std::string client_of(const Request& request) const;
  /// Counts a request of its client. @return the 429 when that asks more often than [searchd] rate_limit allows.
  std::optional<Response> too_often(const Request& request) const;

  /// Where the figures of /metrics about sockets and workers come from.
  void watch(std::function<ServerLoad()> load) { load_ = std::move(load); }
  ServerLoad load() const { return load_ ? load_() : ServerLoad(); }

 private:
  Service(std::shared_ptr<const Settings> settings, const Clock& clock)
      : settings_(std::move(settings)), clock_(clock) {}
  static Result<std::shared_ptr<const Settings>> read_settings(Config config);

  mutable std::mutex mutex_;  // guards settings_ and index_
  std::shared_ptr<const Settings> settings_;
  mutable std::shared_ptr<const query::Index> index_;
  const Clock& clock_;
  mutable Metrics metrics_;
  mutable AnswerCache cache_;
  mutable RateLimiter limiter_;
  std::function<ServerLoad()> load_;
};

}  // namespace caravan::searchd
