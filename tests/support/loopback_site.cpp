#include "tests/support/loopback_site.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <exception>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace caravan::test {
namespace {

constexpr std::size_t max_head = 64 * 1024;
constexpr std::size_t max_body = 16 * 1024 * 1024;

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

bool has_header(const Headers& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& header) { return same_name(header.first, name); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 410:
      return "Gone";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Unnamed";
  }
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

[[noreturn]] void throw_errno(const std::string& doing) {
  throw std::system_error(errno, std::generic_category(), "loopback site: " + doing);
}

/// Cuts requests out of the bytes of one connection.
class RequestReader {
 public:
  explicit RequestReader(int socket) : socket_(socket) {}

  /// Nothing when the client left or sent what this small server does not read.
  std::optional<Request> next() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (buffer_.size() > max_head || !fill()) return std::nullopt;
    }
    auto request = parse_head(std::string_view(buffer_).substr(0, end));
    buffer_.erase(0, end + 4);
    if (!request || !read_body(*request)) return std::nullopt;
    return request;
  }

 private:
  static std::optional<Request> parse_head(std::string_view head) {
    Request request;
    const auto line_end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, line_end);
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !line.substr(last + 1).starts_with("HTTP/1.")) {
      return std::nullopt;
    }
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    for (auto rest = head.substr(std::min(line_end + 2, head.size())); !rest.empty();) {
      const auto next = std::min(rest.find("\r\n"), rest.size());
      const std::string_view field = rest.substr(0, next);
      const auto colon = field.find(':');
      if (colon == std::string_view::npos) return std::nullopt;
      request.headers.emplace_back(field.substr(0, colon), trimmed(field.substr(colon + 1)));
      rest.remove_prefix(std::min(next + 2, rest.size()));
    }
    return request;
  }

  bool read_body(Request& request) {
    if (has_header(request.headers, "Transfer-Encoding")) return false;
    const std::string length_text = request.header("Content-Length");
    if (length_text.empty()) return true;
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(length_text.data(), length_text.data() + length_text.size(), length);
    if (error != std::errc{} || end != length_text.data() + length_text.size() || length > max_body) return false;
    while (buffer_.size() < length) {
      if (!fill()) return false;
    }
    request.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return true;
  }

  bool fill() {
    char bytes[16 * 1024];
    ssize_t got = 0;
    do {
      got = ::recv(socket_, bytes, sizeof bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::string buffer_;
};

/// Status line and headers, with the length of the body where one belongs.
std::string head_of(const Reply& reply) {
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " " + std::string(reason(reply.status)) + "\r\n";
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  const bool measured = has_header(reply.headers, "Content-Length") || has_header(reply.headers, "Transfer-Encoding");
  if (may_have_body(reply.status) && !measured) head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  if (reply.close) head += "Connection: close\r\n";
  return head + "\r\n";
}

int listen_on(const std::string& address, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
    throw std::invalid_argument("loopback site: not an address: " + address + ": " + ::gai_strerror(error));
  }
  const int listener = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool listening =
      listener >= 0 && ::bind(listener, found->ai_addr, found->ai_addrlen) == 0 && ::listen(listener, 128) == 0;
  const int error = errno;
  ::freeaddrinfo(found);
  if (!listening) {
    if (listener >= 0) ::close(listener);
    errno = error;
    throw_errno("cannot listen on " + address + " port " + std::to_string(port));
  }
  return listener;
}

std::uint16_t port_of(int listener) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size) != 0) throw_errno("cannot read the port");
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

}  // namespace

std::string Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return same_name(header.first, name); });
  return found == headers.end() ? std::string() : found->second;
}

LoopbackSite::LoopbackSite(Handler handler, std::string address, std::uint16_t port)
    : handler_(std::move(handler)), address_(std::move(address)), listener_(listen_on(address_, port)) {
  port_ = port_of(listener_);
  acceptor_ = std::thread([this] { accept_all(); });
}

LoopbackSite::~LoopbackSite() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stop_signal_.notify_all();
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
  acceptor_.join();
  ::close(listener_);
  for (Connection& connection : connections_) {  // nobody adds any more
    ::shutdown(connection.socket, SHUT_RDWR);
    connection.thread.join();
    ::close(connection.socket);
  }
}

std::string LoopbackSite::url(std::string_view path) const {
  const bool ipv6 = address_.find(':') != std::string::npos;
  return "http://" + (ipv6 ? "[" + address_ + "]" : address_) + ":" + std::to_string(port_) + std::string(path);
}

std::vector<Request> LoopbackSite::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

void LoopbackSite::forget() {
  const std::scoped_lock lock(mutex_);
  seen_.clear();
}

void LoopbackSite::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::scoped_lock lock(mutex_);
    if (stopping_) {
      if (socket >= 0) ::close(socket);
      return;
    }
    if (socket < 0) continue;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    reap();
    Connection& connection = connections_.emplace_back();
    connection.socket = socket;
    connection.thread = std::thread([this, &connection] {
      serve(connection.socket);
      ::shutdown(connection.socket, SHUT_RDWR);  // closed when reaped, so that its number is not given out before
      connection.finished = true;
    });
  }
}

void LoopbackSite::reap() {
  for (auto connection = connections_.begin(); connection != connections_.end();) {
    if (!connection->finished) {
      ++connection;
      continue;
    }
    connection->thread.join();
    ::close(connection->socket);
    connection = connections_.erase(connection);
  }
}

void LoopbackSite::serve(int socket) {
  RequestReader reader(socket);
  while (const auto request = reader.next()) {
    {
      const std::scoped_lock lock(mutex_);
      seen_.push_back(*request);
    }
    Reply reply = answer(*request);
    if (same_name(request->header("Connection"), "close")) reply.close = true;
    if (!send_reply(socket, *request, reply) || reply.close) return;
  }
}

Reply LoopbackSite::answer(const Request& request) {
  try {
    return handler_(request);
  } catch (const std::exception& error) {
    Reply reply;
    reply.status = 500;
    reply.headers = {{"Content-Type", "text/plain"}};
    reply.body = std::string("the handler failed: ") + error.what() + "\n";
    return reply;
  }
}

bool LoopbackSite::send_reply(int socket, const Request& request, const Reply& reply) {
  if (reply.delay.count() > 0 && !pause(reply.delay)) return false;
  if (reply.raw && reply.drip.count() > 0) return drip(socket, *reply.raw, reply.drip) && false;
  if (reply.raw) {
    send_all(socket, std::string_view(*reply.raw).substr(0, reply.cut_after.value_or(std::string::npos)));
    return false;
  }
  const std::string head = head_of(reply);
  const bool with_body = may_have_body(reply.status) && request.method != "HEAD";
  std::string_view body = with_body ? std::string_view(reply.body) : std::string_view();
  if (reply.cut_after && *reply.cut_after < head.size()) {
    send_all(socket, std::string_view(head).substr(0, *reply.cut_after));
    return false;
  }
  if (reply.cut_after) body = body.substr(0, *reply.cut_after - head.size());
  if (reply.drip.count() > 0) {
    return send_all(socket, head) && drip(socket, body, reply.drip) && !reply.cut_after;
  }
  return send_all(socket, head + std::string(body)) && !reply.cut_after;
}

bool LoopbackSite::drip(int socket, std::string_view bytes, std::chrono::milliseconds length) {
  return std::ranges::all_of(bytes, [&](const char& byte) { return pause(length) && send_all(socket, {&byte, 1}); });
}

bool LoopbackSite::pause(std::chrono::milliseconds length) {
  std::unique_lock lock(mutex_);
  return !stop_signal_.wait_for(lock, length, [this] { return stopping_; });
}

}  // namespace caravan::test
