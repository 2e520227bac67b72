#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "crawler/url/url.h"

namespace caravan::url {

/// Which addresses belong to a site: some `allow` prefix matches and no `deny` pattern does. A prefix ends at its own
/// end or where the address has "/", "?" or its end, so that "https://a.org/x" allows neither "https://a.org.evil/" nor
/// "https://a.org/xy"; the two schemes of one host count as one when both ports are default.
class Scope {
 public:
  static Result<Scope> from(const SiteSettings& site);
  bool allows(const Url& url) const;
  /// Allowed by host alone: robots.txt, sitemaps and feeds may stand outside the path prefix of a site.
  bool allows_host(const Url& url) const;

 private:
  std::vector<Url> allow_;
  std::vector<std::string> deny_;
};

}  // namespace caravan::url
