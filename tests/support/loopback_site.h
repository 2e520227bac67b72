#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace caravan::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target;  // path with query, as sent
  Headers headers;
  std::string body;

  /// Value of the first header of that name, whatever its case; empty when absent.
  std::string header(std::string_view name) const;
};

/// What the site answers, and how badly. Content-Length is added unless the handler gave one or a Transfer-Encoding.
struct Reply {
  int status = 200;
  Headers headers;
  std::string body;
  std::optional<std::string> raw;        // these bytes instead of everything else; then the connection is closed
  bool close = false;                    // close the connection after this reply
  std::chrono::milliseconds delay{0};    // before the first byte
  std::optional<std::size_t> cut_after;  // close after so many bytes of the whole reply, headers included
  std::chrono::milliseconds drip{0};     // pause before each byte of the body, or of `raw`
};

/// A real HTTP/1.1 server on a loopback address for tests: keep-alive, one thread a connection.
/// The handler runs on the connections' threads, several at a time; when it throws, the client gets a 500.
/// HEAD needs no care in the handler: the body is measured and left out. Request bodies need a Content-Length.
class LoopbackSite {
 public:
  using Handler = std::function<Reply(const Request&)>;

  /// Listens when it returns. Port 0 takes a free one. Throws std::system_error when the address cannot be had.
  explicit LoopbackSite(Handler handler, std::string address = "127.0.0.1", std::uint16_t port = 0);
  ~LoopbackSite();  // interrupts delays and drips, closes every connection
  LoopbackSite(const LoopbackSite&) = delete;
  LoopbackSite& operator=(const LoopbackSite&) = delete;

  std::string url(std::string_view path = "/") const;
  std::uint16_t port() const { return port_; }

  /// Every request that was read whole, in order of arrival.
  std::vector<Request> seen() const;
  void forget();

 private:
  struct Connection {
    int socket = -1;
    std::atomic<bool> finished = false;
    std::thread thread;
  };

  void accept_all();
  void serve(int socket);
  Reply answer(const Request& request);
  /// Both return false when the connection is of no further use.
  bool send_reply(int socket, const Request& request, const Reply& reply);
  bool drip(int socket, std::string_view bytes, std::chrono::milliseconds pause);
  bool pause(std::chrono::milliseconds length);  // false when the site is being shut down
  void reap();

  Handler handler_;
  std::string address_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable stop_signal_;
  bool stopping_ = false;
  std::vector<Request> seen_;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

}  // namespace caravan::test
