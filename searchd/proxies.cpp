#include "searchd/proxies.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace caravan::searchd {

namespace {

constexpr unsigned address_bits = 128, mapped_bits = 96;

/// The address itself of what proxies write: "[::1]:80", "192.0.2.1:80", "fe80::1%eth0", with white space around.
std::string bare_address(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(" \t"), text.size());
  text = text.substr(first, text.find_last_not_of(" \t") + 1 - first);
  if (text.starts_with('['))
    text = text.substr(1, text.find(']') - 1);
  else if (text.find('.') != std::string_view::npos && std::ranges::count(text, ':') == 1)
    text = text.substr(0, text.find(':'));
  return std::string(text.substr(0, text.find('%')));
}

/// All hops, as they were written, in order: the last was written by our peer.
std::vector<std::string_view> forwarded_hops(const Request& request) {
  std::vector<std::string_view> hops;
  for (const Header& header : request.headers) {
    if (!same_header_name(header.name, "X-Forwarded-For")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      hops.push_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return hops;
}

}  // namespace

std::optional<TrustedProxies::Address> TrustedProxies::parse_address(std::string_view text) {
  const std::string bare = bare_address(text);
  Address address{};
  if (::inet_pton(AF_INET6, bare.c_str(), address.data()) == 1) return address;
  address[10] = address[11] = 0xFF;
  if (::inet_pton(AF_INET, bare.c_str(), &address[12]) == 1) return address;
  return std::nullopt;
}

std::optional<TrustedProxies::Network> TrustedProxies::parse_network(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const std::string_view host = text.substr(0, slash);
  const auto address = parse_address(host);
  if (!address || bare_address(host) != host) return std::nullopt;
  Network network{*address, address_bits};
  if (slash == text.size()) return network;
  const std::string_view digits = text.substr(slash + 1);
  const unsigned before = host.find(':') == std::string_view::npos ? mapped_bits : 0;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits > address_bits - before) return std::nullopt;
  network.bits = before + bits;
  return network;
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& list) {
  TrustedProxies proxies;
  for (const std::string& text : list) {
    if (text == "unix") {
      proxies.unix_socket_ = true;
      continue;
    }
    const auto network = parse_network(text);
    if (!network)
      return fail(Fault::config, fmt::format("[searchd] trusted_proxies: '{}' is no address", text),
                  "write an address, a network such as 10.0.0.0/8, or unix for the peers of a unix socket");
    proxies.networks_.push_back(*network);
  }
  return proxies;
}

bool TrustedProxies::trusts(std::string_view peer) const {
  if (peer.empty()) return unix_socket_;
  const auto address = parse_address(peer);
  if (!address) return false;
  return std::ranges::any_of(networks_, [&](const Network& network) {
    const auto same_bit = [&](unsigned bit) {
      return (((*address)[bit / 8] ^ network.first[bit / 8]) & (0x80U >> (bit % 8))) == 0;
    };
    for (unsigned bit = 0; bit < network.bits; ++bit)
      if (!same_bit(bit)) return false;
    return true;
  });
}

std::string TrustedProxies::client_of(const Request& request) const {
  std::string client = request.client;
  const auto hops = forwarded_hops(request);
  for (auto hop = hops.rbegin(); hop != hops.rend() && trusts(client); ++hop) {
    if (!parse_address(*hop)) break;  // what a proxy of ours did not write as an address, it did not look at
    client = bare_address(*hop);
  }
  return client;
}

std::string client_network(std::string_view address) {
  in6_addr bytes{};
  const std::string text(address);
  if (::inet_pton(AF_INET6, text.c_str(), &bytes) != 1) return text;
  char shown[INET6_ADDRSTRLEN] = "";
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) {
    ::inet_ntop(AF_INET, &bytes.s6_addr[12], shown, sizeof shown);
    return shown;
  }
  std::fill(&bytes.s6_addr[8], &bytes.s6_addr[8] + 8, std::uint8_t{0});
  ::inet_ntop(AF_INET6, &bytes, shown, sizeof shown);
  return fmt::format("{}/64", shown);
}

}  // namespace caravan::searchd
