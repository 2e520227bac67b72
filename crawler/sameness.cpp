#include "crawler/sameness.h"

namespace caravan::crawl {

using archive::PageRow;

std::string original_of(const PageRow& page, const url::Url& address, const std::optional<url::Url>& canonical,
                        std::string_view fingerprint, std::string_view sketch, const SitePlan& site,
                        const archive::FrontierRows& frontier) {
  if (canonical) {
    const url::Url named = url::without_tracking(*canonical, site.settings.crawl.ignore_parameters);
    if (named != address && site.scope.allows(named)) {
      const auto row = frontier.page(named.str());
      const bool same = row && !fingerprint.empty() && row->fingerprint == fingerprint;
      if (row && row->live && row->article && (!page.live || same)) return row->url;
    }
  }
  if (page.live) return {};
  const auto twin = frontier.live_with_fingerprint(site.settings.name, fingerprint);
  if (twin && twin->url != page.url) return twin->url;
  const auto like = frontier.live_like(sketch, page.id);
  return like ? like->url : std::string();
}

}  // namespace caravan::crawl
