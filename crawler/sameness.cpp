#include "crawler/sameness.h"

#include <utility>

#include "crawler/url/version_address.h"

namespace caravan::crawl {
namespace {

using archive::FrontierRows;
using archive::PageRow;

std::string_view without_slash(std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

/// Whether an address is that of a version of the page at another.
bool is_version_address(const std::string& address, const std::string& original) {
  const Result<url::Url> url = url::Url::parse(address);
  return url && without_slash(url::without_version(*url)) == without_slash(original);
}

/// The canonical address, where it is another one of the site's.
std::optional<url::Url> named_original(const url::Url& address, const PageClaims& claims, const SitePlan& site) {
  if (!claims.canonical) return std::nullopt;
  url::Url named = url::without_tracking(*claims.canonical, site.settings.crawl.ignore_parameters);
  if (named == address || !site.scope.allows(named)) return std::nullopt;
  return named;
}

std::vector<std::string> versions_of(const PageRow& page, const PageClaims& claims, const SitePlan& site,
                                     const FrontierRows& frontier) {
  std::vector<PageRow> candidates = frontier.live_naming(page.url);
  for (const url::Url& version : claims.versions)
    if (auto row = frontier.page(url::without_tracking(version, site.settings.crawl.ignore_parameters).str()))
      candidates.push_back(*std::move(row));
  if (auto like = frontier.live_like(claims.sketch, page.id); like && is_version_address(like->url, page.url))
    candidates.push_back(*std::move(like));
  std::vector<std::string> versions;
  for (const PageRow& one : candidates)
    if (one.live && one.article && one.id != page.id && frontier.is_like(one.id, claims.sketch))
      versions.push_back(one.url);
  return versions;
}

/// The page that says the same.
std::string like_of(const PageRow& page, const PageClaims& claims, const SitePlan& site, const FrontierRows& frontier) {
  const auto twin = frontier.live_with_fingerprint(site.settings.name, claims.fingerprint);
  if (twin && twin->url != page.url) return twin->url;
  const auto like = frontier.live_like(claims.sketch, page.id);
  return like ? like->url : std::string();
}

}  // namespace

Sameness sameness_of(const PageRow& page, const url::Url& address, const PageClaims& claims, const SitePlan& site,
                     const FrontierRows& frontier) {
  Sameness found;
  if (const auto named = named_original(address, claims, site)) {
    found.canonical = named->str();
    const auto row = frontier.page(found.canonical);
    const bool same = row && ((!claims.fingerprint.empty() && row->fingerprint == claims.fingerprint) ||
                              frontier.is_like(row->id, claims.sketch));
    if (row && row->live && row->article && (!page.live || same)) {
      found.original = row->url;
      return found;
    }
  }
  found.versions = versions_of(page, claims, site, frontier);
  if (!page.live && found.versions.empty()) found.original = like_of(page, claims, site, frontier);
  return found;
}

}  // namespace caravan::crawl
