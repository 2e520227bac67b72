#include "tests/unit/searchd/raw_client.h"

#include <cctype>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace caravan::test {

namespace {

constexpr timeval patience{60, 0};  // a hung server fails the test instead of hanging it

int connected(int family, const sockaddr* address, socklen_t size) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0 || ::connect(socket, address, size) != 0)
    throw std::system_error(errno, std::generic_category(), "raw client: connect");
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return socket;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socket_ = connected(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

RawClient::RawClient(const std::string& unix_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
  socket_ = connected(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::read_more() {
  char chunk[16384];
  const ssize_t got = ::recv(socket_, chunk, sizeof chunk, 0);
  if (got < 0 && errno != ECONNRESET) throw std::runtime_error("raw client: the server stays silent");
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::response(bool to_head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!read_more()) return {};
  end += 4;
  const std::string length = header_of(buffer_.substr(0, end), "Content-Length");
  std::size_t wanted = end;
  if (!length.empty() && !to_head) wanted += std::stoul(length);
  while (buffer_.size() < wanted)
    if (!read_more()) return {};
  std::string response = buffer_.substr(0, wanted);
  buffer_.erase(0, wanted);
  return response;
}

std::string RawClient::until_closed() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

int status_of(std::string_view response) {
  int status = 0;
  if (response.starts_with("HTTP/1.") && response.size() > 12)
    std::from_chars(response.data() + 9, response.data() + 12, status);
  return status;
}

std::string header_of(std::string_view response, std::string_view name) {
  const std::string head = lower(response.substr(0, response.find("\r\n\r\n") + 2));
  const auto at = head.find("\r\n" + lower(name) + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return std::string(response.substr(begin, head.find("\r\n", begin) - begin));
}

std::string body_of(std::string_view response) {
  const auto end = response.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(response.substr(end + 4));
}

}  // namespace caravan::test
