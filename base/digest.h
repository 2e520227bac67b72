#pragma once

#include <string>
#include <string_view>

namespace caravan {

/// SHA-256 (FIPS 180-4): 32 raw bytes. Equal bodies give equal digests, and nobody can make two different ones that do.
std::string sha256(std::string_view bytes);

/// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::string_view bytes);

/// Whether two secrets are equal, in a time that does not tell where they differ. Texts of different lengths are not.
bool equal_in_constant_time(std::string_view one, std::string_view other);

}  // namespace caravan
