#include "crawler/fetch/address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace caravan::crawl {
namespace {

TEST(AddressGuard, WritesSocketAddressesAsNumbers) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
  EXPECT_EQ(numeric_address(reinterpret_cast<const sockaddr&>(v4)), "192.0.2.7");
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:127.0.0.1", &v6.sin6_addr);
  EXPECT_EQ(numeric_address(reinterpret_cast<const sockaddr&>(v6)), "::ffff:127.0.0.1");
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_EQ(numeric_address(reinterpret_cast<const sockaddr&>(local)), "");
}

TEST(AddressGuard, AllowsThePublicInternetAndWhatIsConfigured) {
  struct Case {
    const char* address;
    bool allow_private, may;
  };
  constexpr Case cases[] = {
      {"93.184.216.34", false, true}, {"2606:2800:220:1:248:1893:25c8:1946", false, true},
      {"127.0.0.1", false, false},    {"127.0.0.1", true, true},
      {"10.1.2.3", false, false},     {"169.254.169.254", false, false},
      {"::1", false, false},          {"::ffff:10.0.0.1", false, false},
      {"fe80::1", false, false},      {"", true, false},
  };
  for (const Case& c : cases) EXPECT_EQ(may_connect(c.address, c.allow_private), c.may) << c.address;
}

}  // namespace
}  // namespace caravan::crawl
