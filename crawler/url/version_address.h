#pragma once

#include <string>

#include "crawler/url/url.h"

namespace caravan::url {

/// The address of the page that another one shows for print or in AMP: "/article/amp/", "/article?amp=1",
/// "/amp/article", "/print/article", "/article?print=1", "/article/print". "" where an address says nothing of the
/// kind. Such a name alone proves nothing: what stands there has to say the same.
std::string without_version(const Url& url);

}  // namespace caravan::url
