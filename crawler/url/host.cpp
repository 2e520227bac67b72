#include "crawler/url/host.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include <arpa/inet.h>
#include <libpsl.h>

namespace caravan::url {

namespace {

using Ipv6 = std::array<std::uint8_t, 16>;

std::optional<std::uint32_t> read_ipv4(const std::string& text) {
  in_addr address{};
  if (inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::optional<Ipv6> read_ipv6(const std::string& text) {
  Ipv6 bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

struct Ipv4Block {
  std::uint32_t first;
  int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

/// IANA IPv4 Special-Purpose Address Registry, what is not globally reachable, with multicast and the reserved rest.
constexpr Ipv4Block special_ipv4[] = {
    {ip(0, 0, 0, 0), 8},        // this network
    {ip(10, 0, 0, 0), 8},       // private
    {ip(100, 64, 0, 0), 10},    // carrier-grade NAT
    {ip(127, 0, 0, 0), 8},      // loopback
    {ip(169, 254, 0, 0), 16},   // link-local, cloud metadata
    {ip(172, 16, 0, 0), 12},    // private
    {ip(192, 0, 0, 0), 24},     // protocol assignments
    {ip(192, 0, 2, 0), 24},     // documentation
    {ip(192, 88, 99, 0), 24},   // 6to4 relays, deprecated
    {ip(192, 168, 0, 0), 16},   // private
    {ip(198, 18, 0, 0), 15},    // benchmarks
    {ip(198, 51, 100, 0), 24},  // documentation
    {ip(203, 0, 113, 0), 24},   // documentation
    {ip(224, 0, 0, 0), 4},      // multicast
    {ip(240, 0, 0, 0), 4},      // reserved, broadcast
};

struct Ipv6Block {
  Ipv6 first;
  int bits;
};

/// IANA IPv6 Special-Purpose Address Registry: what lies inside 2000::/3 and is still not the public internet.
constexpr Ipv6Block special_ipv6[] = {
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments: Teredo, benchmarks, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};
constexpr Ipv6Block global_unicast{{0x20}, 3};
/// Forms that carry an IPv4 address, and at which byte.
constexpr Ipv6Block ipv4_mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Ipv6Block nat64{{0x00, 0x64, 0xff, 0x9b}, 96};
constexpr Ipv6Block six_to_four{{0x20, 0x02}, 16};

bool within(const Ipv6& address, const Ipv6Block& block) {
  for (int bit = 0; bit < block.bits; bit += 8) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int wanted = std::min(8, block.bits - bit);
    const int mask = 0xff << (8 - wanted) & 0xff;
    if ((address[at] & mask) != (block.first[at] & mask)) return false;
  }
  return true;
}

std::uint32_t embedded_ipv4(const Ipv6& address, std::size_t at) {
  return ip(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(
      special_ipv4, [address](const Ipv4Block& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

bool is_public(const Ipv6& address) {
  if (within(address, ipv4_mapped) || within(address, nat64)) return is_public(embedded_ipv4(address, 12));
  if (within(address, six_to_four)) return is_public(embedded_ipv4(address, 2));
  return within(address, global_unicast) &&
         std::ranges::none_of(special_ipv6, [&](const Ipv6Block& block) { return within(address, block); });
}

std::string without_brackets(std::string_view host) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

std::string registrable_domain(std::string_view host) {
  const std::string address = without_brackets(host);
  if (read_ipv4(address) || read_ipv6(address)) return std::string(host);
  std::string name(host);
  if (name.ends_with('.')) name.pop_back();
  const psl_ctx_t* list = psl_builtin();  // owned by the library, never freed, safe for all threads
  const char* domain = list == nullptr ? nullptr : psl_registrable_domain(list, name.c_str());
  return domain == nullptr ? name : std::string(domain);
}

bool is_public_address(std::string_view address) {
  const std::string text = without_brackets(address);
  if (const auto ipv4 = read_ipv4(text)) return is_public(*ipv4);
  if (const auto ipv6 = read_ipv6(text)) return is_public(*ipv6);
  return false;
}

}  // namespace caravan::url
