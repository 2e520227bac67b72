#pragma once

#include <string>

#include "searchd/http/message.h"

namespace caravan::searchd {

/// The address under which the client reaches "/", with a slash at its end: for what must carry whole addresses (feeds,
/// OpenSearch). From X-Forwarded-Proto, -Host and -Prefix when proxies set them (of several, the outermost's), else
/// from Host; a value with any character that such a value cannot have is not believed.
std::string base_address(const Request& request);

}  // namespace caravan::searchd
