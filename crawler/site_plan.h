#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "crawler/url/scope.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// One configured site, checked and ready to be crawled.
struct SitePlan {
  SiteSettings settings;
  url::Scope scope;
  std::vector<url::Url> seeds;
  std::string product_token;  ///< of the user agent, as robots.txt names it

  bool is_seed(std::string_view address) const;
};

/// @return Fault::config without sites, or naming the seed or prefix that is no address.
Result<std::vector<SitePlan>> plan_sites(const Config& config);

/// The first site whose scope holds the address.
std::optional<std::size_t> site_of(std::span<const SitePlan> sites, const url::Url& url);

/// A text that changes whenever the configuration of scopes does.
std::string scope_text(std::span<const SitePlan> sites);

}  // namespace caravan::crawl
