#include "searchd/proxies.h"

#include <gtest/gtest.h>

namespace caravan::searchd {
namespace {

TEST(TrustedProxies, OnlyTheirWordAboutTheClientIsTaken) {
  const auto proxies = TrustedProxies::parse({"127.0.0.1", "10.0.0.0/8", "fd00::/8", "unix"});
  ASSERT_TRUE(proxies) << proxies.error().what;
  struct Case {
    std::string_view name, peer, forwarded, client;
  };
  const Case cases[] = {
      {"nobody between", "192.0.2.1", "", "192.0.2.1"},
      {"a stranger's word", "192.0.2.1", "198.51.100.7", "192.0.2.1"},
      {"the proxy's word", "127.0.0.1", "198.51.100.7", "198.51.100.7"},
      {"a proxy that says nothing", "127.0.0.1", "", "127.0.0.1"},
      {"what the client said before is not believed", "127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
      {"two proxies", "127.0.0.1", "203.0.113.9,198.51.100.7 , 10.2.3.4", "198.51.100.7"},
      {"proxies only", "127.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"},
      {"IPv6", "fd00::1", "2001:db8::7", "2001:db8::7"},
      {"with ports", "10.1.1.1", "[2001:db8::7]:443", "2001:db8::7"},
      {"with a port", "10.1.1.1", "198.51.100.7:1234", "198.51.100.7"},
      {"IPv4 on an IPv6 socket", "::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"},
      {"no address", "127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"},
      {"an empty hop", "127.0.0.1", "198.51.100.7,", "198.51.100.7"},
      {"a unix socket", "", "198.51.100.7", "198.51.100.7"},
      {"outside of the network", "11.0.0.1", "198.51.100.7", "11.0.0.1"},
  };
  for (const Case& c : cases) {
    Request request;
    request.client = c.peer;
    if (!c.forwarded.empty()) request.headers.push_back({"x-forwarded-for", std::string(c.forwarded)});
    EXPECT_EQ(proxies->client_of(request), c.client) << c.name;
  }
  Request several;
  several.client = "127.0.0.1";
  several.headers = {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-For", "198.51.100.7"}};
  EXPECT_EQ(proxies->client_of(several), "198.51.100.7") << "several fields are one list (RFC 9110 section 5.3)";
}

TEST(TrustedProxies, NobodyIsTrustedUnlessNamed) {
  const auto proxies = TrustedProxies::parse({});
  ASSERT_TRUE(proxies);
  for (const char* peer : {"127.0.0.1", "::1", ""}) {
    Request request;
    request.client = peer;
    request.headers.push_back({"X-Forwarded-For", "198.51.100.7"});
    EXPECT_EQ(proxies->client_of(request), peer);
  }
}

TEST(TrustedProxies, WhatIsNoAddressIsNamed) {
  for (const char* text :
       {"", "proxy.example", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8x", "1.2.3.4:80", "*"}) {
    const auto proxies = TrustedProxies::parse({"127.0.0.1", text});
    ASSERT_FALSE(proxies) << text;
    EXPECT_EQ(proxies.error().fault, Fault::config);
    EXPECT_NE(proxies.error().what.find("'" + std::string(text) + "'"), std::string::npos) << proxies.error().what;
  }
}

TEST(ClientNetwork, IsTheAddressOrTheNetworkOfOneMachine) {
  EXPECT_EQ(client_network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_network("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_network("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_network(""), "");
}

}  // namespace
}  // namespace caravan::searchd
