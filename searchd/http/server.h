#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "searchd/http/listener.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// What a client may ask of the server before it is refused.
struct ServerLimits {
  std::size_t connections = 8192;              ///< beyond: 503 and closed
  std::size_t header_bytes = 16UL * 1024;      ///< request line and header fields together; beyond: 431
  std::size_t target_bytes = 8UL * 1024;       ///< beyond: 414
  std::size_t body_bytes = 64UL * 1024;        ///< bodies are read and ignored; beyond: 413
  std::size_t waiting = 128;                   ///< requests waiting for a worker; beyond: 503
  std::chrono::milliseconds idle{75'000};      ///< a kept connection without a request
  std::chrono::milliseconds request{10'000};   ///< a whole request, from its first byte; beyond: 408
  std::chrono::milliseconds response{60'000};  ///< writing a whole response
  std::chrono::milliseconds drain{20'000};     ///< requests in flight after the stop
  std::chrono::microseconds beat{0};           ///< between two calls of ServerHooks::beat; 0: never
  unsigned workers = 0;                        ///< threads that answer; 0: four a processor, eight at least
};

/// How busy the server is.
struct ServerLoad {
  std::size_t connections = 0;
  std::size_t waiting = 0;    ///< for a worker
  std::size_t answering = 0;  ///< on a worker
};

/// What answers. Called on any thread, several at a time; none of them may throw.
struct ServerHooks {
  /// Whether answer() is so fast that it may run where the sockets are served: a health check never waits for a worker.
  std::function<bool(const Request&)> is_quick;
  std::function<Response(const Request&)> answer;
  /// The refusal of a request that is not quick, before it waits for a worker; runs where the sockets are served, and
  /// may be left out.
  std::function<std::optional<Response>(const Request&)> refuse;
  /// Whose the request is: one client's never hold all workers (see waiting_line.h). May be left out: the peer's
  /// address.
  std::function<std::string(const Request&)> client_of;
  /// The last hand on every response, those that the server makes itself (400, 408, 413, 431, 503) included.
  std::function<void(const Request&, Response&)> finish;
  /// After a response was handed to the socket.
  std::function<void(const Request&, const Response&, std::chrono::microseconds)> answered;
  /// Called every ServerLimits::beat for as long as the sockets are served; may be left out without one.
  std::function<void()> beat;
};

/// HTTP/1.1 over TCP and unix sockets: takes connections (session.h), has workers answer, and ends in good order. Only
/// these two know Boost.
class Server {
 public:
  Server(std::vector<Listener> listeners, const ServerLimits& limits, ServerHooks hooks);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until the stop: then no new connection is taken, idle ones are closed, and every request that has begun is
  /// answered, for at most limits.drain.
  void run(const std::stop_token& stop);
  ServerLoad load() const;

 private:
  struct Private;
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::searchd
