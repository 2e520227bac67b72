#include "crawler/fetch/address_guard.h"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "crawler/url/host.h"

namespace caravan::crawl {

std::string numeric_address(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes == nullptr || inet_ntop(address.sa_family, bytes, text.data(), text.size()) == nullptr) return "";
  return text.data();
}

bool may_connect(const std::string& numeric_address, bool allow_private_addresses) {
  if (numeric_address.empty()) return false;
  return allow_private_addresses || url::is_public_address(numeric_address);
}

}  // namespace caravan::crawl
