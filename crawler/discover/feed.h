#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

struct FeedEntry {
  url::Url url;                    ///< where the article is
  std::optional<Instant> changed;  ///< the later of published and updated
};

struct Feed {
  std::vector<FeedEntry> entries;  ///< in order, each address once, at most 10,000
  std::optional<url::Url> next;    ///< the older page of a paged or archived feed (RFC 5005)
  std::string problem;             ///< why not all of it was read; empty: it was
};

/// Reads Atom (RFC 4287), RSS 0.9x to 2.0 and RSS 1.0 (RDF). Addresses are resolved against xml:base and the feed's
/// own. In RSS a permalink guid stands in for a missing link. A document that declares entities is
/// refused. A feed that breaks off gives what came before.
Feed read_feed(std::string_view bytes, const url::Url& base);

}  // namespace caravan::crawl
