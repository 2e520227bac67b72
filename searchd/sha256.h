#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace caravan::searchd {

using Sha256 = std::array<std::uint8_t, 32>;

/// FIPS 180-4, section 6.2.
Sha256 sha256(std::string_view bytes);

std::string to_hex(const Sha256& digest);

}  // namespace caravan::searchd
