#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/url/url.h"

namespace caravan::html {

/// What a crawler reads out of a page's markup.
struct PageLinks {
  std::vector<url::Url> links;            ///< <a href>, <area>, <link rel=next|prev|alternate hreflang>, without nofollow, each once, in order
  std::optional<url::Url> canonical;      ///< <link rel=canonical>
  std::vector<url::Url> feeds;            ///< <link rel=alternate type=application/rss+xml|atom+xml>
  std::vector<url::Url> alternates;       ///< <link rel=alternate hreflang>
  std::optional<url::Url> refresh;        ///< <meta http-equiv=refresh> with an address
  bool noindex = false, nofollow = false; ///< <meta name=robots> or name=caravan
};

/// @param html  UTF-8 (see charset.h), any size; on a page that cannot be parsed within limits: nothing found.
/// @param base  the page's address; <base href> is honoured.
PageLinks read_links(std::string_view html, const url::Url& base);

}  // namespace caravan::html
