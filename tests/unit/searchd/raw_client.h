#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace caravan::test {

/// A connection to a server on loopback that sends any bytes and shows what comes back, as it came.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  explicit RawClient(const std::string& unix_path);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  /// False when the other side does not take it any more.
  bool send(std::string_view bytes) const;
  /// One response with the body that its Content-Length announces; "" when the connection ends before.
  std::string response(bool to_head = false);
  /// Everything until the other side closes.
  std::string until_closed();
  /// Whether the other side has closed and sent nothing more; waits for one or the other.
  bool is_closed() { return until_closed().empty(); }

 private:
  bool read_more();

  int socket_ = -1;
  std::string buffer_;
};

/// The status of a response as it came; 0 when it is none.
int status_of(std::string_view response);
/// The value of a header field, or "".
std::string header_of(std::string_view response, std::string_view name);
std::string body_of(std::string_view response);

}  // namespace caravan::test
