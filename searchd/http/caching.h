#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "searchd/http/message.h"

namespace caravan::searchd {

/// A weak entity tag for what a target answers at a revision of the index: W/"3f2a-91c0...". Weak, since the same
/// results may be written with other bytes (compression, the time they took). `variant` is what else decides the
/// answer.
std::string revision_tag(std::uint64_t revision, std::string_view target, std::string_view variant = {});

/// Whether If-None-Match names the tag (RFC 9110 section 13.1.2: weak comparison, lists and * included).
bool matches(std::string_view if_none_match, std::string_view tag);

/// The 304 for a representation with that tag.
Response not_modified(std::string_view tag, std::string_view cache_control);

/// Whether Accept-Encoding lets gzip through (RFC 9110 section 12.5.3: q=0 forbids).
bool accepts_gzip(std::string_view accept_encoding);

/// Compresses the body when the client accepts it and it is text long enough to gain by it. Always says Vary.
void compress(const Request& request, Response& response);

/// FNV-1a, 64 bits: for tags, not against an adversary, who finds two texts of one hash in minutes.
std::uint64_t short_hash(std::string_view bytes, std::uint64_t seed = 0xCBF29CE484222325U);

}  // namespace caravan::searchd
