#include "searchd/http/server.h"

#include <atomic>
#include <latch>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>

#include <gtest/gtest.h>

#include "searchd/http/problem.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/searchd/raw_client.h"

namespace caravan::searchd {
namespace {

using test::body_of;
using test::header_of;
using test::RawClient;
using test::status_of;

/// A real server on loopback, whose answers the test chooses.
class RunningServer {
 public:
  explicit RunningServer(ServerLimits limits = {}, ServerHooks hooks = {}) {
    if (!hooks.is_quick) hooks.is_quick = [](const Request& request) { return request.path() == "/quick"; };
    if (!hooks.answer)
      hooks.answer = [](const Request& request) {
        return plain_response(200, "text/plain",
                              request.method_name + " " + request.target + " " + std::string(request.header("X-Echo")));
      };
    if (!hooks.finish) hooks.finish = [](const Request&, Response& response) { response.set("X-Finished", "yes"); };
    if (!hooks.answered)
      hooks.answered = [this](const Request&, const Response&, std::chrono::microseconds) { ++answered_; };
    auto listener = Listener::open(TcpAddress{"127.0.0.1", 0});
    EXPECT_TRUE(listener) << listener.error().what;
    const std::string& name = listener->name();
    port_ = static_cast<std::uint16_t>(std::stoi(name.substr(name.rfind(':') + 1)));
    std::vector<Listener> listeners;
    listeners.push_back(std::move(*listener));
    server_.emplace(std::move(listeners), limits, std::move(hooks));
    thread_ = std::jthread([this](const std::stop_token& stop) { server_->run(stop); });
  }

  std::uint16_t port() const { return port_; }
  void stop() { thread_.request_stop(); }
  void wait() { thread_.join(); }
  int answered() const { return answered_; }
  const Server& server() const { return *server_; }

 private:
  std::uint16_t port_ = 0;
  std::atomic<int> answered_{0};
  std::optional<Server> server_;
  std::jthread thread_;
};

TEST(Server, AnswersAndKeepsTheConnection) {
  RunningServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Echo: hello\r\n\r\n"));
  const std::string first = client.response();
  EXPECT_EQ(status_of(first), 200);
  EXPECT_EQ(body_of(first), "GET /a?b=c hello");
  EXPECT_EQ(header_of(first, "X-Finished"), "yes");
  EXPECT_FALSE(header_of(first, "Date").empty());
  ASSERT_TRUE(client.send("GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(body_of(client.response()), "GET /quick ");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer server;
  RawClient client(server.port());
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_TRUE(client.send(requests));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(body_of(client.response()), "GET /" + std::to_string(i) + " ");
}

TEST(Server, HeadHasTheLengthAndNoBody) {
  RunningServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n"));
  const std::string head = client.response(true);
  EXPECT_EQ(header_of(head, "Content-Length"), "10");
  EXPECT_EQ(body_of(head), "");
  EXPECT_EQ(body_of(client.response()), "GET /d ");
}

TEST(Server, RefusesWhatIsNoHttp) {
  struct Case {
    std::string_view name;
    std::string bytes;
    int status;
  };
  const std::string long_target = "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string endless_target = "GET /" + std::string(20'000, 'a');
  const std::string big_header = "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n";
  std::string many_headers = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 2000; ++i) many_headers += "X-" + std::to_string(i) + ": 1\r\n";
  many_headers += "\r\n";
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Case cases[] = {
      {"garbage", "\x16\x03\x01\x02 hello\r\n\r\n", 400},
      {"no version", "GET /\r\n\r\n", 400},
      {"an old version", "GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505},
      {"a version to come", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"a space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400},
      {"a control character in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\x01\r\n\r\n", 400},
      {"no path", "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"two lengths", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
      {"length and chunks: request smuggling",
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"a negative length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
      {"wrong chunks", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"another coding than chunks", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n" + hidden, 400},
      {"a coding behind the chunks",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n" + hidden, 400},
      {"another coding and a length",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab", 400},
      {"codings in two fields",
       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunks in the old version", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"line feeds alone", "GET / HTTP/1.1\nHost: x\n\n", 505},
      {"a line feed alone within", "GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n", 400},
      {"a carriage return alone", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n", 400},
      {"no host in Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"a Host in two lines", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400},
      {"an address with a name and a password", "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a proxy's method", "CONNECT http.example:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"a star for a page", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"an endless chunk", chunked + "1;" + std::string(200'000, 'a'), 413},
      {"endless fields behind the chunks", chunked + "0\r\nA: " + std::string(200'000, 'a'), 413},
      {"a long address", long_target, 414},
      {"an endless address", endless_target, 414},
      {"a big header", big_header, 431},
      {"many headers", many_headers, 431},
      {"a big body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", 413},
      {"an expectation", "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n", 417},
  };
  RunningServer server;
  for (const Case& c : cases) {
    RawClient client(server.port());
    client.send(c.bytes);
    const std::string response = client.response();
    EXPECT_EQ(status_of(response), c.status) << c.name << ": " << response;
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json") << c.name;
    EXPECT_EQ(header_of(response, "X-Finished"), "yes") << c.name;
    if (c.bytes.find("HTTP/1.0") == std::string::npos) {
      EXPECT_EQ(header_of(response, "Connection"), "close") << c.name;
    }
    EXPECT_TRUE(client.is_closed()) << c.name;
  }
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(body_of(client.response()), "GET /next ") << "and serves the next";
}

TEST(Server, AWholeAddressIsItsPathAndItsHost) {
  ServerHooks hooks;
  hooks.answer = [](const Request& request) {
    return plain_response(200, "text/plain", request.target + " at " + std::string(request.header("Host")));
  };
  RunningServer server({}, std::move(hooks));
  const std::pair<std::string, std::string> cases[] = {
      {"http://elsewhere.example/abs", "/abs at elsewhere.example"},
      {"HTTPS://[::1]:8480/abs?a=b", "/abs?a=b at [::1]:8480"},
      {"http://elsewhere.example", "/ at elsewhere.example"},
      {"http://elsewhere.example?a=/b", "/?a=/b at elsewhere.example"},
      {"/http://elsewhere.example/", "/http://elsewhere.example/ at x"},
  };
  for (const auto& [target, answered] : cases) {
    RawClient client(server.port());
    ASSERT_TRUE(client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(body_of(client.response()), answered) << target;
  }
}

TEST(Server, FieldsBehindABodyAreNoHeaderFields) {
  RunningServer server;
  RawClient client(server.port());
  ASSERT_TRUE(
      client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3;name=value\r\nabc\r\n0\r\nX-Echo: trailer\r\nHost: y\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(body_of(client.response()), "POST /a ");
  EXPECT_EQ(body_of(client.response()), "GET /b ");
}

TEST(Server, AnExpectationIsRefusedBeforeTheBodyComes) {
  RunningServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
  EXPECT_EQ(status_of(client.response()), 417);
}

TEST(Server, WhatCouldNotBeReadIsNotLoggedAsAnotherRequest) {
  std::mutex mutex;
  std::vector<std::string> logged;
  ServerHooks hooks;
  hooks.answered = [&](const Request& request, const Response& response, std::chrono::microseconds) {
    const std::scoped_lock lock(mutex);
    logged.push_back(std::to_string(response.status) + " " + request.method_name + " " + request.target);
  };
  {
    RunningServer server({}, std::move(hooks));
    for (const std::string& bytes : {std::string("\x16\x03\x01 hello\r\n\r\n"), std::string("HEAD /a HTTP/1.1\r\n\r\n"),
                                     "GET /b HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a'),
                                     std::string("POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")}) {
      RawClient client(server.port());
      client.send(bytes);
      EXPECT_NE(client.until_closed(), "") << bytes;
    }
  }
  EXPECT_EQ(logged, (std::vector<std::string>{"400  ", "400 HEAD /a", "431 GET /b", "413 POST /c"}));
}

TEST(Server, ABodyIsReadAndIgnored) {
  RunningServer server;
  RawClient client(server.port());
  ASSERT_TRUE(
      client.send("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(body_of(client.response()), "GET /a ");
  EXPECT_EQ(body_of(client.response()), "GET /b ");
}

TEST(Server, ASlowClientIsLetGoAndDelaysNobody) {
  ServerLimits limits;
  limits.request = std::chrono::milliseconds(300);
  RunningServer server(limits);
  RawClient half(server.port());
  ASSERT_TRUE(half.send("GET / HTTP/1.1\r\nHo"));
  RawClient other(server.port());
  ASSERT_TRUE(other.send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(status_of(other.response()), 200);
  EXPECT_EQ(status_of(half.until_closed()), 408);
}

TEST(Server, AnIdleConnectionIsClosed) {
  ServerLimits limits;
  limits.idle = std::chrono::milliseconds(50);
  RunningServer server(limits);
  RawClient client(server.port());
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, TooManyConnectionsAreToldSo) {
  ServerLimits limits;
  limits.connections = 2;
  RunningServer server(limits);
  RawClient first(server.port()), second(server.port());
  for (RawClient* client : {&first, &second}) {
    ASSERT_TRUE(client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_EQ(status_of(client->response()), 200);
  }
  RawClient third(server.port());
  const std::string refusal = third.response();
  EXPECT_EQ(status_of(refusal), 503);
  EXPECT_EQ(header_of(refusal, "Retry-After"), "1");
  EXPECT_TRUE(third.is_closed());
}

/// Answers that wait until the test lets them go.
struct Gate {
  std::counting_semaphore<100> arrived{0}, leave{0};
  ServerHooks hooks() {
    ServerHooks hooks;
    hooks.answer = [this](const Request& request) {
      if (request.path() != "/quick") {
        arrived.release();
        leave.acquire();
      }
      return plain_response(200, "text/plain", request.target);
    };
    return hooks;
  }
};

TEST(Server, AFullQueueSays503AndQuickRoutesGoOn) {
  Gate gate;
  ServerLimits limits;
  limits.workers = 1;
  limits.waiting = 2;
  RunningServer server(limits, gate.hooks());
  RawClient running(server.port());
  ASSERT_TRUE(running.send("GET /running HTTP/1.1\r\nHost: x\r\n\r\n"));
  gate.arrived.acquire();
  // Of four more two wait and two are refused, whichever they are.
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    ASSERT_TRUE(clients.back()->send("GET /more HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  }
  RawClient quick(server.port());
  ASSERT_TRUE(quick.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_EQ(body_of(quick.response()), "/quick") << "a health check does not wait for the searches";
  while (server.answered() < 3) std::this_thread::yield();
  gate.leave.release(3);
  int served = 0, refused = 0;
  for (const auto& client : clients) {
    const std::string response = client->until_closed();
    served += status_of(response) == 200 ? 1 : 0;
    refused += status_of(response) == 503 && header_of(response, "Retry-After") == "1" ? 1 : 0;
  }
  EXPECT_EQ(served, 2);
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(body_of(running.response()), "/running");
}

TEST(Server, OneClientsSlowRequestsDelayNobodyElse) {
  std::counting_semaphore<> leave(0);
  ServerHooks hooks;
  hooks.client_of = [](const Request& request) { return std::string(request.header("X-Client")); };
  hooks.answer = [&leave](const Request& request) {
    if (request.path() == "/slow") leave.acquire();
    return plain_response(200, "text/plain", request.target);
  };
  RunningServer server({}, std::move(hooks));
  constexpr int slow_ones = 80;  // more than there are workers
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < slow_ones; ++i) {
    slow.push_back(std::make_unique<RawClient>(server.port()));
    ASSERT_TRUE(slow.back()->send("GET /slow HTTP/1.1\r\nHost: x\r\nX-Client: a\r\nConnection: close\r\n\r\n"));
  }
  while (server.server().load().waiting + server.server().load().answering < slow_ones) std::this_thread::yield();
  RawClient fast(server.port());
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(fast.send("GET /fast HTTP/1.1\r\nHost: x\r\nX-Client: b\r\n\r\n"));
    ASSERT_EQ(body_of(fast.response()), "/fast");
  }
  leave.release(slow_ones);
  for (const auto& client : slow) EXPECT_EQ(status_of(client->until_closed()), 200);
}

TEST(Server, StopsWithEveryRequestAnswered) {
  Gate gate;
  ServerLimits limits;
  limits.workers = 1;
  RunningServer server(limits, gate.hooks());
  RawClient running(server.port()), waiting(server.port()), idle(server.port());
  ASSERT_TRUE(idle.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n"));
  ASSERT_EQ(status_of(idle.response()), 200);
  ASSERT_TRUE(running.send("GET /running HTTP/1.1\r\nHost: x\r\n\r\n"));
  gate.arrived.acquire();
  ASSERT_TRUE(waiting.send("GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n"));
  while (server.server().load().waiting == 0) std::this_thread::yield();
  server.stop();
  EXPECT_TRUE(idle.is_closed()) << "what is idle need not be waited for";
  gate.leave.release(2);
  EXPECT_EQ(body_of(running.until_closed()), "/running");
  EXPECT_EQ(body_of(waiting.until_closed()), "/waiting");
  server.wait();
}

TEST(Listener, ATakenPortIsSaidClearly) {
  const auto first = Listener::open(TcpAddress{"127.0.0.1", 0});
  ASSERT_TRUE(first);
  const auto port = static_cast<std::uint16_t>(std::stoi(first->name().substr(first->name().rfind(':') + 1)));
  const auto second = Listener::open(TcpAddress{"127.0.0.1", port});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::locked);
  EXPECT_EQ(second.error().what,
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": another program has this address");
  EXPECT_NE(second.error().remedy.find("--listen"), std::string::npos);
}

TEST(Listener, AUnixSocketLeftBehindIsReplacedAndALivingOneIsNot) {
  const test::TemporaryFolder folder;
  const UnixAddress address{(folder / "s.sock").string()};
  {
    auto first = Listener::open(address);
    ASSERT_TRUE(first) << first.error().what;
    const auto second = Listener::open(address);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::locked);
    std::filesystem::rename(folder / "s.sock", folder / "left.sock");
  }
  const auto replaced = Listener::open(UnixAddress{(folder / "left.sock").string()});
  EXPECT_TRUE(replaced) << replaced.error().what;
}

}  // namespace
}  // namespace caravan::searchd
