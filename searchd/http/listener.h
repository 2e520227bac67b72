#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace caravan::searchd {

struct TcpAddress {
  std::string host;
  std::uint16_t port = 0;  ///< 0: any free one
};
struct UnixAddress {
  std::string path;
};
using ListenAddress = std::variant<TcpAddress, UnixAddress>;

/// "127.0.0.1:8480", "[::1]:8480", "localhost:8480", "unix:/run/caravan/searchd.sock".
/// @return Fault::usage with the accepted forms otherwise.
Result<ListenAddress> parse_listen_address(std::string_view text);

/// A socket that listens. Owns the descriptor until release(), and removes the file of a unix socket in the end.
class Listener {
 public:
  /// Binds and listens. A unix socket's file that nobody listens on any more is replaced.
  /// @return Fault::locked when another process has the address (the remedy says how to choose another), Fault::refused
  /// without the right to it, Fault::config when the host has no address here.
  static Result<Listener> open(const ListenAddress& address);
  /// The sockets that systemd opened for this process (sd_listen_fds(3)); none when it did not.
  static std::vector<Listener> inherited();

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  /// "http://127.0.0.1:8480/" with the real port, or "unix:/path".
  const std::string& name() const { return name_; }
  int family() const { return family_; }
  int release() { return std::exchange(socket_, -1); }

 private:
  Listener(int socket, int family, std::string name, std::string file);
  static Result<Listener> open_tcp(const TcpAddress& address);
  static Result<Listener> open_unix(const UnixAddress& address);

  int socket_ = -1;
  int family_ = 0;
  std::string name_;
  std::string file_;  // of a unix socket that we made
};

}  // namespace caravan::searchd
