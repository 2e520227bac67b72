#include "crawler/url/host.h"

#include <string_view>

#include <gtest/gtest.h>

namespace caravan::url {
namespace {

TEST(RegistrableDomain, FollowsThePublicSuffixList) {
  struct Case {
    std::string_view host, domain;
  };
  constexpr Case cases[] = {
      {"www.friendsofeurope.org", "friendsofeurope.org"},
      {"friendsofeurope.org", "friendsofeurope.org"},
      {"a.b.example.co.uk", "example.co.uk"},
      {"www.rsis.edu.sg", "rsis.edu.sg"},
      {"someone.github.io", "someone.github.io"},
      {"www.example.org.", "example.org"},
      {"co.uk", "co.uk"},
      {"localhost", "localhost"},
      {"127.0.0.1", "127.0.0.1"},
      {"[::1]", "[::1]"},
  };
  for (const Case& c : cases) EXPECT_EQ(registrable_domain(c.host), c.domain) << c.host;
}

TEST(IsPublicAddress, KnowsTheSpecialRegistries) {
  struct Case {
    std::string_view address;
    bool is_public;
  };
  constexpr Case cases[] = {
      {"8.8.8.8", true},
      {"1.1.1.1", true},
      {"172.15.255.255", true},
      {"172.32.0.0", true},
      {"100.63.255.255", true},
      {"223.255.255.255", true},
      {"0.0.0.0", false},
      {"10.1.2.3", false},
      {"100.64.0.1", false},
      {"127.0.0.1", false},
      {"127.255.255.254", false},
      {"169.254.169.254", false},
      {"172.16.0.1", false},
      {"172.31.255.255", false},
      {"192.0.0.8", false},
      {"192.0.2.1", false},
      {"192.168.1.1", false},
      {"198.18.0.1", false},
      {"198.19.255.255", false},
      {"198.51.100.7", false},
      {"203.0.113.7", false},
      {"224.0.0.1", false},
      {"240.0.0.1", false},
      {"255.255.255.255", false},
      {"2606:4700:4700::1111", true},
      {"2a00:1450:4001::1", true},
      {"[2606:4700:4700::1111]", true},
      {"::", false},
      {"::1", false},
      {"::8.8.8.8", false},
      {"fe80::1", false},
      {"fc00::1", false},
      {"fd12:3456::1", false},
      {"ff02::1", false},
      {"2001:db8::1", false},
      {"2001::1", false},
      {"2001:20::1", false},
      {"3fff:0fff::1", false},
      {"::ffff:8.8.8.8", true},
      {"::ffff:127.0.0.1", false},
      {"64:ff9b::8.8.8.8", true},
      {"64:ff9b::192.168.0.1", false},
      {"64:ff9b:1::8.8.8.8", false},
      {"2002:0808:0808::1", true},
      {"2002:7f00:0001::1", false},
      {"example.org", false},
      {"127.1", false},
      {"", false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_public_address(c.address), c.is_public) << c.address;
}

}  // namespace
}  // namespace caravan::url
