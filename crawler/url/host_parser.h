#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan::url {

/// The host part of an address in its one form, by the WHATWG host parser: percent-decoded, UTS 46 to ASCII
/// (nontransitional), lower case; numbers in any of the old IPv4 spellings ("0x7f.1", "2130706433") as dotted decimal,
/// so that no spelling hides a private address; IPv6 in brackets, compressed by RFC 5952 without dotted parts.
/// @return Fault::usage with what is wrong, without the address around it.
Result<std::string> parse_host(std::string_view text);

/// Whether a host is in its one form as it stands, told by a glance at it: false says nothing.
bool is_plainly_normal_host(std::string_view text);

}  // namespace caravan::url
