// Faults below HTTP: each is told for what it is, and no byte behind a bad certificate is believed.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"
#include "tests/support/tls_site.h"
#include "tests/unit/crawler/fetch/fetching.h"

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;
using test::Certificate;
using test::TlsSite;
using testing::HasSubstr;
using Kind = FetchFailure::Kind;
using Manner = TlsSite::Manner;

class Tls : public testing::Test {
 protected:
  Tls() { std::ofstream(folder_ / "authorities.pem") << authority.pem(); }

  /// Asks the site by the name "house.example", trusting the test's own authority.
  FetchResult ask(const TlsSite& site) {
    const std::string host = "house.example:" + std::to_string(site.port());
    const auto fetcher =
        make_curl_fetcher({.authorities = folder_ / "authorities.pem", .hosts = {host + ":127.0.0.1"}});
    FetchRequest request = test::request_for("https://" + host + "/");
    request.timeout = timeout;
    return test::fetch(*fetcher, std::move(request));
  }
  FetchFailure failure(const TlsSite& site) {
    const FetchResult result = ask(site);
    const auto* failed = std::get_if<FetchFailure>(&result);
    return failed == nullptr ? FetchFailure{Kind::stopped, "it was believed"} : *failed;
  }

  const Certificate authority = Certificate::authority("An authority of the test");
  const Certificate good = authority.signed_for({"house.example"});
  std::chrono::milliseconds timeout{5000};

 private:
  test::TemporaryFolder folder_;
};

TEST_F(Tls, AGoodCertificateIsBelieved) {
  const TlsSite site(good);
  const FetchResult result = ask(site);
  ASSERT_TRUE(std::holds_alternative<FetchAnswer>(result)) << std::get<FetchFailure>(result).reason;
  EXPECT_EQ(std::get<FetchAnswer>(result).body, TlsSite::body);
  EXPECT_EQ(site.handshakes(), 1);
}

TEST_F(Tls, ACertificateThatProvesNothingIsNot) {
  struct Case {
    const char* name;
    Certificate identity;
    const char* reason;
  };
  const Case cases[] = {
      {"signs itself", Certificate::authority("house.example"), "self-signed"},
      {"by an authority that nobody knows", Certificate::authority("Nobody").signed_for({"house.example"}), "issuer"},
      {"expired yesterday", authority.signed_for({"house.example"}, -47h, -24h), "expired"},
      {"valid from tomorrow", authority.signed_for({"house.example"}, 24h, 47h), "not yet valid"},
      {"for another name", authority.signed_for({"elsewhere.example"}), "house.example"},
      {"for a name above", authority.signed_for({"*.house.example"}), "house.example"},
      {"for the address, not the name", authority.signed_for({"IP:127.0.0.1"}), "house.example"},
  };
  for (const Case& c : cases) {
    const TlsSite site(c.identity);
    const FetchFailure failed = failure(site);
    EXPECT_EQ(failed.kind, Kind::tls) << c.name << ": " << failed.reason;
    EXPECT_THAT(failed.reason, HasSubstr(c.reason)) << c.name;
  }
}

TEST_F(Tls, AHandshakeThatIsNoneIsAFailure) {
  struct Case {
    Manner manner;
    Kind kind;
  };
  constexpr Case cases[] = {{Manner::garbage, Kind::tls},
                            {Manner::plain_http, Kind::tls},
                            {Manner::closes, Kind::tls},
                            {Manner::silent, Kind::timeout}};
  for (const Case& c : cases) {
    const TlsSite site(good, c.manner);
    if (c.manner == Manner::silent) timeout = 200ms;
    const FetchFailure failed = failure(site);
    EXPECT_EQ(failed.kind, c.kind) << static_cast<int>(c.manner) << ": " << failed.reason;
  }
}

TEST_F(Tls, AnAnswerThatIsCutIsNoAnswer) {
  EXPECT_EQ(failure(TlsSite(good, Manner::cuts_the_body)).kind, Kind::cut_short);
}

TEST_F(Tls, WithoutAFarewellNobodyKnowsWhetherAllOfItCame) {
  const FetchResult result = ask(TlsSite(good, Manner::cuts_the_stream));
  ASSERT_TRUE(std::holds_alternative<FetchAnswer>(result)) << std::get<FetchFailure>(result).reason;
  EXPECT_FALSE(std::get<FetchAnswer>(result).framed);
}

TEST_F(Tls, ANameIsJudgedByTheAddressBehindIt) {
  const TlsSite site(good);
  const std::string host = "house.example:" + std::to_string(site.port());
  for (const char* inside : {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.0.0.1,127.0.0.2"}) {
    const auto fetcher = make_curl_fetcher({.hosts = {host + ":" + inside}});
    for (const char* scheme : {"http", "https"}) {
      FetchRequest request = test::request_for(std::string(scheme) + "://" + host + "/");
      request.allow_private_addresses = false;
      const FetchResult result = test::fetch(*fetcher, std::move(request));
      ASSERT_TRUE(std::holds_alternative<FetchFailure>(result)) << inside;
      EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::refused_address) << inside;
    }
  }
  EXPECT_EQ(site.handshakes(), 0);
}

}  // namespace
}  // namespace caravan::crawl
