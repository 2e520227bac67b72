#pragma once

#include <string>

#include "crawler/html/links.h"

namespace caravan::test {

/// All that was read of a page's links as text: two readings are equal exactly when their outlines are.
inline std::string link_outline(const html::PageLinks& page) {
  std::string out;
  const auto add = [&](const char* what, const url::Url& url) { out += what + url.str() + "\n"; };
  for (const url::Url& url : page.links) add("link ", url);
  for (const url::Url& url : page.feeds) add("feed ", url);
  for (const url::Url& url : page.alternates) add("alternate ", url);
  if (page.canonical) add("canonical ", *page.canonical);
  if (page.refresh) add("refresh ", *page.refresh);
  if (page.noindex) out += "noindex\n";
  if (page.nofollow) out += "nofollow\n";
  return out;
}

}  // namespace caravan::test
