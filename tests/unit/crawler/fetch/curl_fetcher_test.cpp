#include <functional>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>

#include "crawler/fetch/fetcher.h"
#include "tests/support/loopback_site.h"
#include "tests/unit/crawler/fetch/fetching.h"

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;
using test::fetch;
using test::LoopbackSite;
using test::Reply;
using test::request_for;
using testing::HasSubstr;
using Kind = FetchFailure::Kind;

std::string gzipped(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

Reply page(std::string body, test::Headers headers = {}, int status = 200) {
  Reply reply;
  reply.status = status;
  reply.headers = std::move(headers);
  reply.body = std::move(body);
  return reply;
}

Reply raw(std::string bytes) {
  Reply reply;
  reply.raw = std::move(bytes);
  return reply;
}

Reply late(std::chrono::milliseconds delay) {
  Reply reply = page("late");
  reply.delay = delay;
  return reply;
}

TEST(CurlFetcher, GivesStatusHeadersAndBody) {
  LoopbackSite site([](const test::Request&) {
    return page("not here", {{"X-Thing", "one"}, {"x-thing", "two"}}, 404);
  });
  const FetchResult result = fetch(request_for(site.url("/a?b=c")));
  const auto& answer = std::get<FetchAnswer>(result);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("x-thing"), "one");
  EXPECT_EQ(answer.header("etag"), "");
  EXPECT_EQ(answer.body, "not here");
  EXPECT_TRUE(answer.framed);
}

TEST(CurlFetcher, SaysWhoItIsAndKeepsNothingElse) {
  LoopbackSite site([](const test::Request&) { return page("x", {{"Set-Cookie", "id=1"}}); });
  const auto fetcher = make_curl_fetcher();
  FetchRequest request = request_for(site.url("/a"));
  request.if_none_match = "\"v1\"";
  request.if_modified_since = "Sun, 06 Nov 1994 08:49:37 GMT";
  fetch(*fetcher, request);
  fetch(*fetcher, request_for(site.url("/b")));
  const auto seen = site.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].header("user-agent"), "caravan/1.0 (test)");
  EXPECT_EQ(seen[0].header("if-none-match"), "\"v1\"");
  EXPECT_EQ(seen[0].header("if-modified-since"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(seen[0].header("accept-encoding"), "gzip");
  EXPECT_EQ(seen[1].header("cookie"), "");
  EXPECT_EQ(seen[1].header("referer"), "");
  EXPECT_EQ(seen[1].header("if-none-match"), "");
}

TEST(CurlFetcher, DoesNotUseProxiesOfTheEnvironment) {
  ASSERT_EQ(setenv("http_proxy", "http://127.0.0.1:9", 1), 0);
  LoopbackSite site([](const test::Request&) { return page("direct"); });
  const FetchResult result = fetch(request_for(site.url()));
  unsetenv("http_proxy");
  EXPECT_EQ(std::get<FetchAnswer>(result).body, "direct");
}

TEST(CurlFetcher, HandsRedirectsBack) {
  LoopbackSite site([](const test::Request&) { return page("", {{"Location", "/b"}}, 301); });
  const FetchResult result = fetch(request_for(site.url("/a")));
  EXPECT_EQ(std::get<FetchAnswer>(result).status, 301);
  EXPECT_EQ(std::get<FetchAnswer>(result).header("location"), "/b");
  EXPECT_EQ(site.seen().size(), 1U);
}

TEST(CurlFetcher, UndoesCompressionAndPassesOverInterimAnswers) {
  const std::string coded = gzipped(std::string(10'000, 'a'));
  LoopbackSite site([&](const test::Request&) {
    return raw(
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
        "Content-Length: " +
        std::to_string(coded.size()) + "\r\n\r\n" + coded);
  });
  const FetchResult result = fetch(request_for(site.url()));
  const auto& answer = std::get<FetchAnswer>(result);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("link"), "");
  EXPECT_EQ(answer.body, std::string(10'000, 'a'));
}

TEST(CurlFetcher, TellsWhenNobodyCanTellWhetherAnAnswerIsWhole) {
  LoopbackSite site(
      [](const test::Request&) { return raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>perhaps more"); });
  const FetchResult result = fetch(request_for(site.url()));
  EXPECT_FALSE(std::get<FetchAnswer>(result).framed);
}

TEST(CurlFetcher, LeavesBodiesThatNobodyWants) {
  LoopbackSite site([](const test::Request&) {
    return page(std::string(5'000'000, 'p'), {{"Content-Type", "application/pdf"}});
  });
  FetchRequest request = request_for(site.url());
  request.wants_body = [](const FetchAnswer& head) { return head.header("content-type") != "application/pdf"; };
  const FetchResult result = fetch(std::move(request));
  const auto& answer = std::get<FetchAnswer>(result);
  EXPECT_TRUE(answer.body_skipped);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.status, 200);
}

struct HostileCase {
  std::string name;
  std::function<Reply()> reply;
  Kind kind;
  std::string reason;
};

Reply with_headers(std::size_t count, std::size_t length) {
  std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
  for (std::size_t i = 0; i < count; ++i) bytes += "X-" + std::to_string(i) + ": " + std::string(length, 'h') + "\r\n";
  return raw(bytes + "\r\n");
}

Reply half_of_its_length() {
  Reply reply = page(std::string(1000, 'b'));
  reply.cut_after = 500;
  return reply;
}

Reply half_of_gzip() {
  const std::string coded = gzipped("A whole article, which is not here in whole.");
  return page(coded.substr(0, coded.size() - 6), {{"Content-Encoding", "gzip"}});
}

Reply dripping() {
  Reply reply = page(std::string(1000, 'd'));
  reply.drip = 20ms;
  return reply;
}

/// A header that never ends, byte for byte.
Reply dripping_head() {
  Reply reply;
  reply.raw = "HTTP/1.1 200 OK\r\nX-Slow: " + std::string(1000, 'h');
  reply.drip = 20ms;
  return reply;
}

/// Small members, one behind the other: each harmless, all of them a flood.
Reply concatenated_gzip() {
  const std::string member = gzipped(std::string(100'000, 'b'));
  std::string coded;
  for (int i = 0; i < 200; ++i) coded += member;
  return page(coded, {{"Content-Encoding", "gzip"}});
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
const HostileCase hostile_cases[] = {
    {"shorter than its length", half_of_its_length, Kind::cut_short, "cut short"},
    {"cut in its headers", [] { return raw(ok + "Content-Type: text/html\r\nX-Mo"); }, Kind::cut_short, "headers"},
    {"cut after its status", [] { return raw("HTTP/1.1 404 Not Found\r\n"); }, Kind::cut_short, "headers"},
    {"cut before the empty line", [] { return raw(ok + "Content-Length: 0\r\n"); }, Kind::cut_short, "headers"},
    {"cut between chunks", [] { return raw(chunked + "5\r\nhello\r\n"); }, Kind::cut_short, ""},
    {"cut in a chunk", [] { return raw(chunked + "50\r\nhello"); }, Kind::cut_short, ""},
    {"chunks that are none", [] { return raw(chunked + "zz\r\nhello"); }, Kind::cut_short, ""},
    {"nothing at all", [] { return raw(""); }, Kind::cut_short, "closed"},
    {"two lengths", [] { return raw(ok + "Content-Length: 5\r\nContent-Length: 3\r\n\r\nhello"); }, Kind::bad_answer,
     "Content-Length"},
    {"a length below zero", [] { return raw(ok + "Content-Length: -1\r\n\r\nhello"); }, Kind::bad_answer, ""},
    {"no HTTP", [] { return raw("SSH-2.0-OpenSSH_9.2p1\r\n"); }, Kind::bad_answer, ""},
    {"a longer body than allowed", [] { return page(std::string(1'000'001, 'b')); }, Kind::too_large, "1.0 MB"},
    {"an endless body", [] { return raw(ok + "\r\n" + std::string(3'000'000, 'b')); }, Kind::too_large, "1.0 MB"},
    {"a gzip bomb",
     [] {
       return page(gzipped(std::string(20'000'000, 'b')), {{"Content-Encoding", "gzip"}});
     },
     Kind::too_large, "1.0 MB"},
    {"a bomb of many gzip members", concatenated_gzip, Kind::too_large, "1.0 MB"},
    {"gzip within gzip",
     [] {
       return page(gzipped(gzipped(std::string(20'000'000, 'b'))), {{"Content-Encoding", "gzip, gzip"}});
     },
     Kind::bad_answer, "gzip, gzip"},
    {"gzip within gzip, in two headers",
     [] {
       return page(gzipped(gzipped("x")), {{"Content-Encoding", "gzip"}, {"Content-Encoding", "gzip"}});
     },
     Kind::bad_answer, "gzip"},
    {"damaged gzip",
     [] {
       return page("not gzip at all", {{"Content-Encoding", "gzip"}});
     },
     Kind::bad_answer, "damaged"},
    {"half of a gzip stream", half_of_gzip, Kind::cut_short, "compressed"},
    {"a coding nobody asked for",
     [] {
       return page("??", {{"Content-Encoding", "br"}});
     },
     Kind::bad_answer, "br"},
    {"too many headers", [] { return with_headers(300, 10); }, Kind::too_large, "256 header fields"},
    {"too much of headers", [] { return with_headers(100, 2000); }, Kind::too_large, "128 KiB"},
    {"one endless header", [] { return raw(ok + "X-Flood: " + std::string(3'000'000, 'h')); }, Kind::too_large, ""},
    {"a header without a colon, endless", [] { return raw(ok + std::string(3'000'000, 'h')); }, Kind::too_large, ""},
    {"interim answers without end", [] { return raw(repeated("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", 10'000)); },
     Kind::too_large, "128 KiB"},
    {"trailers without end",
     [] { return raw(chunked + "0\r\n" + repeated("X-Trailer: " + std::string(1000, 't') + "\r\n", 3000)); },
     Kind::too_large, "128 KiB"},
    {"an endless status line", [] { return raw("HTTP/1.1 200 " + std::string(3'000'000, 'O')); }, Kind::too_large, ""},
    {"a status of its own", [] { return raw("HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"); },
     Kind::bad_answer, "status"},
    {"silence", [] { return late(60s); }, Kind::timeout, "timed out after 300 ms"},
    {"a drip", dripping, Kind::timeout, "timed out after 300 ms"},
    {"a drip of headers", dripping_head, Kind::timeout, "timed out after 300 ms"},
};

TEST(CurlFetcher, TakesNoAnswerThatIsNotWhole) {
  for (const HostileCase& c : hostile_cases) {
    LoopbackSite site([&](const test::Request&) { return c.reply(); });
    FetchRequest request = request_for(site.url());
    if (c.kind == Kind::timeout) request.timeout = 300ms;
    const FetchResult result = fetch(std::move(request));
    const auto* failure = std::get_if<FetchFailure>(&result);
    ASSERT_NE(failure, nullptr) << c.name;
    EXPECT_EQ(failure->kind, c.kind) << c.name << ": " << failure->reason;
    EXPECT_THAT(failure->reason, HasSubstr(c.reason)) << c.name;
  }
}

TEST(CurlFetcher, EveryWayToWriteAnInnerAddressIsRefused) {
  LoopbackSite site([](const test::Request&) { return page("secret"); });
  const std::string port = ":" + std::to_string(site.port()) + "/";
  for (const char* host : {"127.0.0.1",
                           "127.1",
                           "0x7f.0.0.1",
                           "0177.0.0.1",
                           "2130706433",
                           "0x7f000001",
                           "017700000001",
                           "0.0.0.0",
                           "0",
                           "[::1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "[64:ff9b::7f00:1]",
                           "[2002:7f00:1::]",
                           "[fe80::1]",
                           "[fd00::1]",
                           "localhost",
                           "127.0.0.1.",
                           "%31%32%37.0.0.1"}) {
    FetchRequest request = request_for("http://" + (host + port));
    request.allow_private_addresses = false;
    request.timeout = 2s;
    const FetchResult result = fetch(request);
    ASSERT_TRUE(std::holds_alternative<FetchFailure>(result)) << host;
    EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::refused_address) << host;
  }
  EXPECT_TRUE(site.seen().empty());
}

TEST(CurlFetcher, ConnectsOnlyToThePublicInternet) {
  LoopbackSite site([](const test::Request&) { return page("secret"); });
  FetchRequest request = request_for(site.url());
  request.allow_private_addresses = false;
  FetchResult result = fetch(request);
  EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::refused_address);
  EXPECT_THAT(std::get<FetchFailure>(result).reason, HasSubstr("127.0.0.1"));
  // A name is judged by what it leads to.
  request.url = value_or_throw(url::Url::parse("http://localhost:" + std::to_string(site.port()) + "/"));
  result = fetch(request);
  EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::refused_address);
  EXPECT_TRUE(site.seen().empty());
}

TEST(CurlFetcher, DoesNotLendAConnectionToWhoMayNotOpenIt) {
  LoopbackSite site([](const test::Request&) { return page("secret"); });
  const auto fetcher = make_curl_fetcher();
  FetchRequest request = request_for(site.url());
  fetch(*fetcher, request);
  request.allow_private_addresses = false;
  const FetchResult result = fetch(*fetcher, request);
  EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::refused_address);
  EXPECT_EQ(site.seen().size(), 1U);
}

TEST(CurlFetcher, FetchesSideBySide) {
  LoopbackSite slow([](const test::Request&) { return late(60s); });
  LoopbackSite quick([](const test::Request&) { return page("quick"); });
  const auto fetcher = make_curl_fetcher();
  int answers = 0;
  fetcher->start(request_for(slow.url()), [](FetchResult) { FAIL() << "the slow one cannot be done"; });
  fetcher->start(request_for(quick.url()), [&](FetchResult) {
    ++answers;
    fetcher->start(request_for(quick.url()), [&](FetchResult) { ++answers; });
  });
  while (answers < 2) fetcher->run(10s);
  EXPECT_EQ(fetcher->under_way(), 1U);
}

TEST(CurlFetcher, NamesWhatFailedBelowHttp) {
  const std::uint16_t port = LoopbackSite([](const test::Request&) { return Reply{}; }).port();
  const FetchResult result = fetch(request_for("http://127.0.0.1:" + std::to_string(port) + "/"));
  EXPECT_EQ(std::get<FetchFailure>(result).kind, Kind::connect);
}

TEST(CurlFetcher, WakesFromAnyThread) {
  LoopbackSite slow([](const test::Request&) { return late(60s); });
  const auto fetcher = make_curl_fetcher();
  fetcher->start(request_for(slow.url()), [](FetchResult) {});
  std::thread other([&] { fetcher->wake(); });
  fetcher->run(std::chrono::hours(1));
  other.join();
  EXPECT_EQ(fetcher->under_way(), 1U);
}

}  // namespace
}  // namespace caravan::crawl
