#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan::archive {

/// A body as it is stored: one zstd frame (RFC 8878) with its size and checksum.
std::string compress(std::string_view body);

/// The body again. Fault::corrupt when the frame is damaged or its content is not exactly `size` bytes; never allocates
/// more than `size`.
Result<std::string> decompress(std::string_view frame, std::uint64_t size);

}  // namespace caravan::archive
