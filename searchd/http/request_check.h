#pragma once

#include <optional>

#include "searchd/http/message.h"
#include "searchd/http/server.h"

namespace caravan::searchd {

/// What HTTP/1.1 demands of a request's line and header fields and the parser does not check, framing first: where a
/// proxy and this server could see different ends of a request, one client's bytes would become another's request (RFC
/// 9112 section 11.2). A target in absolute form becomes its path, and Host what it names (section 3.2.2).
/// @param version  10 or 11
/// @return the refusal, or nothing.
std::optional<Response> check_request(Request& request, unsigned version, const ServerLimits& limits);

}  // namespace caravan::searchd
