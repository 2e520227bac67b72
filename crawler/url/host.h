#pragma once

#include <string>
#include <string_view>

namespace caravan::url {

/// "www.friendsofeurope.org" gives "friendsofeurope.org" (public suffix list); an address or an unlisted name itself.
std::string registrable_domain(std::string_view host);

/// Whether a numeric address (IPv4 or IPv6, IPv4-mapped and NAT64 forms seen through) belongs to the public internet:
/// not private, loopback, link-local, multicast, reserved or documentation (IANA special-purpose registries). Text that
/// is no numeric address gives false.
bool is_public_address(std::string_view address);

}  // namespace caravan::url
