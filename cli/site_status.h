#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "crawler/archive/frontier_rows.h"

namespace caravan::cli {

/// One configured site as the archive knows it now.
struct SiteStatus {
  std::string site;
  archive::SiteTotals totals;
  std::int64_t due = 0;                ///< addresses that a run would visit now: listings and feeds always are
  std::optional<Instant> next_due;     ///< when the next of the others is
  std::int64_t failing = 0;            ///< addresses whose last visit failed
  std::string worst_url, worst_error;  ///< the one with most failures in a row
  int worst_failures = 0;
  std::optional<Instant> last_success;  ///< when one of its pages last answered as it should
};

/// Everything that `caravan status` tells of sites and hosts.
struct SitesStatus {
  std::vector<SiteStatus> sites;  ///< in the order of the configuration
  std::vector<archive::HostRow> left_alone;
};

/// @return what archive::FrontierRows::open() says when there is no archive to look at.
Result<SitesStatus> look_at_sites(const Config& config, Instant now);

/// Sentences for the operator: failing pages, held removals, hosts left alone, sites that have been silent for days.
std::vector<std::string> attention_of(const SitesStatus& status, Instant now);

/// A table for people, one line a site.
std::string sites_text(const SitesStatus& status);
nlohmann::ordered_json sites_json(const SitesStatus& status);

}  // namespace caravan::cli
