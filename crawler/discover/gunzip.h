#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace caravan::crawl {

/// Whether the bytes begin like a gzip file (RFC 1952).
inline bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

/// Unpacks a gzip file of one or more members piece by piece, so that a bomb costs no memory.
/// @param take  gets each piece; false stops.
/// @return why it ended early ("more than 50 MiB unpacked", "damaged gzip"); empty: it did not.
std::string gunzip(std::string_view bytes, std::uint64_t max_bytes, const std::function<bool(std::string_view)>& take);

}  // namespace caravan::crawl
