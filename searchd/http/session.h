#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "searchd/http/server.h"

namespace caravan::searchd {

using Protocol = boost::asio::generic::stream_protocol;
using Socket = boost::asio::basic_stream_socket<Protocol>;

/// One connection: reads requests, has them answered, writes the answers. Any thread may call; all else happens on the
/// strand of its socket, for as long as there is something to wait for.
class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  virtual void start() = 0;
  /// Says that there are too many connections, and closes.
  virtual void refuse() = 0;
  /// Closes unless a request has begun.
  virtual void drain() = 0;
};

/// The server as its connections see it, on any thread.
class SessionHost {
 public:
  SessionHost(const ServerLimits& the_limits, ServerHooks the_hooks)
      : limits(the_limits), hooks(std::move(the_hooks)) {}

  const ServerLimits limits;
  const ServerHooks hooks;
  std::atomic<bool> draining{false};  ///< no further request is waited for

  /// Has a worker do that. False when too many wait already.
  virtual bool queue(const std::string& client, std::function<void()> work) = 0;
  /// A connection's last word.
  virtual void leave(Session* session) = 0;

 protected:
  ~SessionHost() = default;
};

/// @param host  outlives it
std::shared_ptr<Session> make_session(SessionHost& host, Socket socket);

}  // namespace caravan::searchd
