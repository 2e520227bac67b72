#include "searchd/access.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/day.h"
#include "base/digest.h"
#include "searchd/access_log.h"
#include "tests/support/temporary_folder.h"

namespace caravan::searchd {
namespace {

Request with(std::string name, std::string value) {
  Request request;
  request.headers.push_back({std::move(name), std::move(value)});
  return request;
}

TEST(Tokens, LetInOnlyWhoKnowsOne) {
  const test::TemporaryFolder folder;
  const auto file = folder / "tokens";
  std::ofstream(file) << "# who may ask\n\nportal " << to_hex(sha256("s3cret")) << "\r\nother\t"
                      << to_hex(sha256("else")) << '\n';
  SearchdSettings settings;
  settings.tokens_file = file;
  const auto access = Access::load(settings);
  ASSERT_TRUE(access) << access.error().what;
  EXPECT_FALSE(access->refusal(with("Authorization", "Bearer s3cret")));
  EXPECT_FALSE(access->refusal(with("authorization", "bearer else")));
  for (const char* value : {"Bearer wrong", "Bearer ", "Bearer", "Basic s3cret", "s3cret", ""}) {
    const auto refusal = access->refusal(with("Authorization", value));
    ASSERT_TRUE(refusal) << value;
    EXPECT_EQ(refusal->status, 401);
    EXPECT_EQ(refusal->header("WWW-Authenticate"), std::string_view(value) == "Bearer wrong"
                                                       ? "Bearer realm=\"caravan\", error=\"invalid_token\""
                                                       : "Bearer realm=\"caravan\"")
        << "RFC 6750 section 3.1: only who has brought a token is told that it is none";
  }
}

TEST(Tokens, AWrongFileIsNamed) {
  const test::TemporaryFolder folder;
  SearchdSettings settings;
  settings.tokens_file = folder / "none";
  const auto missing = Access::load(settings);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("none"), std::string::npos);
  settings.tokens_file = folder / "tokens";
  for (const char* line : {"portal s3cret", "portal", "portal e3b0"}) {
    std::ofstream(settings.tokens_file) << "# first\n" << line << '\n';
    const auto wrong = Access::load(settings);
    ASSERT_FALSE(wrong) << line;
    EXPECT_EQ(wrong.error().fault, Fault::config);
    EXPECT_NE(wrong.error().what.find("line 2"), std::string::npos) << wrong.error().what;
    EXPECT_EQ(wrong.error().what.find("s3cret"), std::string::npos) << "a token must not reach the log";
  }
}

TEST(Cors, OnlyListedOriginsMayRead) {
  SearchdSettings settings;
  settings.cors_origins = {"https://intranet.example"};
  const auto access = Access::load(settings);
  ASSERT_TRUE(access);
  Response allowed;
  access->allow_origin(with("Origin", "https://intranet.example"), allowed);
  EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "https://intranet.example");
  EXPECT_EQ(allowed.header("Vary"), "Origin");
  for (const char* origin : {"https://intranet.example.evil.example", "http://intranet.example", "null", ""}) {
    Response refused;
    access->allow_origin(with("Origin", origin), refused);
    EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "") << origin;
  }
  auto preflight = with("Origin", "https://intranet.example");
  preflight.headers.push_back({"Access-Control-Request-Method", "GET"});
  EXPECT_EQ(access->options(preflight).header("Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(access->frame_ancestors(), "'self' https://intranet.example");
}

TEST(Cors, AnOriginThatIsNoneIsRefused) {
  for (const char* origin : {"intranet.example", "https://a.example/path", "https://a.example; script-src *", "ftp://a",
                             "", "https://a.example:443", "http://a.example:80", "https://[::1]:443"}) {
    SearchdSettings settings;
    settings.cors_origins = {origin};
    const auto access = Access::load(settings);
    ASSERT_FALSE(access) << origin;
    EXPECT_EQ(access.error().fault, Fault::config);
  }
  for (const char* origin :
       {"http://a.example:443", "https://a.example:80", "https://a.example:4430", "http://[::1]"}) {
    SearchdSettings settings;
    settings.cors_origins = {origin};
    EXPECT_TRUE(Access::load(settings)) << origin;
  }
}

TEST(AccessLog, ALineStaysALine) {
  Request request;
  request.client = "127.0.0.1";
  request.target = "/?q=\"a\"\nb";
  request.headers = {{"User-Agent", "x\"\r\n127.0.0.1 forged"}};
  Response response = plain_response(200, "text/plain", "four");
  const auto now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(access_line(request.client, request, response, std::chrono::microseconds(1234), now),
            "127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /?q=\\x22a\\x22\\x0ab HTTP/1.1\" 200 4 \"-\" "
            "\"x\\x22\\x0d\\x0a127.0.0.1 forged\" 1234\n");
}

TEST(AccessLog, SaysWhatWasSent) {
  const auto now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  const auto line = [&](const Request& request) {
    const Response response = plain_response(400, "text/plain", "four");
    const std::string text = access_line("::1", request, response, std::chrono::microseconds(5), now);
    return text.substr(text.find(']') + 2);
  };
  Request head;
  head.method = Method::head;
  head.method_name = "HEAD";
  EXPECT_EQ(line(head), "\"HEAD / HTTP/1.1\" 400 0 \"-\" \"-\" 5\n") << "no body to a HEAD";
  Request unread;
  unread.method_name = unread.target = "";
  EXPECT_EQ(line(unread), "\"-\" 400 4 \"-\" \"-\" 5\n") << "not a request for the page";
}

}  // namespace
}  // namespace caravan::searchd
