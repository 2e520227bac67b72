#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// Whose word about the client is taken. Anybody may send X-Forwarded-For, so that only the hops which proxies of ours
/// wrote are believed.
class TrustedProxies {
 public:
  /// @param list addresses, networks ("10.0.0.0/8", "fd00::/8"), and "unix": whoever may connect to our unix socket
  /// @return Fault::config naming what is none of these
  static Result<TrustedProxies> parse(const std::vector<std::string>& list);

  /// The address of the client: the peer's, or behind trusted proxies the last hop of X-Forwarded-For that is none of
  /// them. "" for a unix socket whose peers are not trusted.
  std::string client_of(const Request& request) const;

 private:
  using Address = std::array<std::uint8_t, 16>;  // IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2)
  struct Network {
    Address first{};
    unsigned bits = 0;
  };
  static std::optional<Address> parse_address(std::string_view text);
  static std::optional<Network> parse_network(std::string_view text);
  bool trusts(std::string_view peer) const;

  std::vector<Network> networks_;
  bool unix_socket_ = false;
};

/// What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, of which every machine has 2^64.
std::string client_network(std::string_view address);

}  // namespace caravan::searchd
