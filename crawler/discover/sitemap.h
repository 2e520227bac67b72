#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

struct SitemapEntry {
  url::Url url;
  std::optional<Instant> lastmod;  ///< W3C date-time; a bare day is its midnight, UTC
};

struct SitemapLimits {
  std::uint64_t max_bytes = 50u << 20;  ///< after gunzip: 50 MiB, the protocol's own limit
  std::size_t max_entries = 50'000;     ///< the protocol's own limit
};

/// What was read of a sitemap.
struct SitemapSummary {
  enum class Kind : std::uint8_t {
    nothing,  ///< none of the others
    urlset,   ///< entries are pages
    index,    ///< entries are sitemaps
    text,     ///< one address per line; entries are pages
    feed      ///< an RSS or Atom feed, which the protocol allows: hand it to read_feed()
  } kind = Kind::nothing;
  std::size_t entries = 0;
  std::size_t unusable = 0;  ///< addresses that are none
  std::string
      problem;  ///< why not all of it was read ("not well-formed at line 12", "more than 50,000 ..."); empty: it was
};

/// Reads a sitemap as it was answered: XML or text, gzipped or not (the bytes decide, not the name). Entries are handed
/// on as they come, also from one that breaks off. Addresses are resolved against the sitemap's own. A document that
/// declares entities is refused, so that none can grow; memory is flat in the size. (sitemaps.org/protocol.html)
SitemapSummary read_sitemap(std::string_view bytes, const url::Url& base,
                            const std::function<void(const SitemapEntry&)>& entry, const SitemapLimits& limits = {});

}  // namespace caravan::crawl
