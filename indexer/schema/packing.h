#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace caravan::schema {

/// Packed with zstd.
std::string pack(std::string_view text, int level);
/// @throws Failure (corrupt)
std::string unpack(std::string_view packed);
/// What was packed must fill the room exactly. @throws Failure (corrupt)
void unpack(std::string_view packed, std::span<char> room);

/// Numbers of stored records: so many bytes, little-endian.
void append_number(std::string& to, std::uint64_t number, int bytes = 4);
/// @param from  has that many bytes
std::uint64_t read_number(std::string_view from, std::size_t bytes = 4);

/// A stored article is not as it was written. @throws Failure (corrupt)
[[noreturn]] void broken(std::string_view why);

}  // namespace caravan::schema
