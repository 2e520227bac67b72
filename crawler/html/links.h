#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/url/url.h"

namespace caravan::html {

class Document;

/// What a crawler reads out of a page's markup.
struct PageLinks {
  std::vector<url::Url>
      links;  ///< <a href>, <area>, <link rel=next|prev|alternate hreflang>, without nofollow, each once, in order
  std::optional<url::Url> canonical;  ///< <link rel=canonical>
  std::vector<url::Url> feeds;        ///< <link rel=alternate type=application/rss+xml|atom+xml>
  std::vector<url::Url> alternates;   ///< <link rel=alternate hreflang>
  std::vector<url::Url> versions;  ///< the same text for another device: <link rel=amphtml>, <link rel=alternate media>
  std::optional<url::Url> refresh;         ///< <meta http-equiv=refresh> with an address
  bool noindex = false, nofollow = false;  ///< <meta name=robots> or name=caravan
};

/// From the text alone where that tells what the tree holds (see link_tags.h), else from the tree.
/// @param html  UTF-8 (see charset.h), any size; nothing is found on a page that needs the tree and is too hard for it.
/// @param base  the page's address; <base href> is honoured.
PageLinks read_links(std::string_view html, const url::Url& base);

/// The same from a page that is parsed already.
PageLinks read_links(const Document& document, const url::Url& base);

/// Only canonical, feeds, alternates, refresh and the robots rules: without a look at the many links of the text.
PageLinks read_head_links(const Document& document, const url::Url& base);

/// What relative addresses in the page stand against: its own address, or that of <base href>.
url::Url base_address(const Document& document, const url::Url& page);

}  // namespace caravan::html
