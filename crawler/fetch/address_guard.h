#pragma once

#include <string>

struct sockaddr;

namespace caravan::crawl {

/// A socket address as text, without its port: "192.0.2.1", "2001:db8::1"; "" when it is neither IPv4 nor IPv6.
std::string numeric_address(const sockaddr& address);

/// Whether the crawler may connect there: to the public internet, and elsewhere only where the configuration allows it.
/// It is asked for the very address a socket is opened to, so that neither DNS nor a redirect can lead inside.
bool may_connect(const std::string& numeric_address, bool allow_private_addresses);

}  // namespace caravan::crawl
