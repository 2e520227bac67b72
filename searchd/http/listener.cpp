#include "searchd/http/listener.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace caravan::searchd {

namespace {

constexpr int backlog = 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

tl::unexpected<Error> cannot_listen(std::string_view where, int error) {
  if (error == EADDRINUSE)
    return fail(Fault::locked, fmt::format("cannot listen on {}: another program has this address", where),
                "stop that program, or choose another address with --listen or [searchd] listen");
  if (error == EACCES || error == EPERM)
    return fail(Fault::refused, fmt::format("cannot listen on {}: {}", where, std::strerror(error)),
                "choose a port above 1023 or a folder you may write to");
  return fail(Fault::config, fmt::format("cannot listen on {}: {}", where, std::strerror(error)),
              "choose an address of this machine with --listen or [searchd] listen");
}

std::string name_of_tcp(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size);
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET6) {
    const auto& in6 = reinterpret_cast<const sockaddr_in6&>(storage);
    ::inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
    return fmt::format("http://[{}]:{}/", text, ntohs(in6.sin6_port));
  }
  const auto& in4 = reinterpret_cast<const sockaddr_in&>(storage);
  ::inet_ntop(AF_INET, &in4.sin_addr, text, sizeof text);
  return fmt::format("http://{}:{}/", text, ntohs(in4.sin_port));
}

bool somebody_answers(const sockaddr_un& where) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return probe.get() >= 0 && ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto wrong = [&] {
    return fail(Fault::usage, fmt::format("'{}' is no address to listen on", text),
                "write host:port, [IPv6]:port or unix:/path/of/socket");
  };
  if (text.starts_with("unix:")) {
    const std::string_view path = text.substr(5);
    if (!path.starts_with('/') || path.size() >= sizeof(sockaddr_un::sun_path)) return wrong();
    return UnixAddress{std::string(path)};
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong();
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return wrong();
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (host.empty() || digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return wrong();
  return TcpAddress{std::string(host), port};
}

Listener::Listener(int socket, int family, std::string name, std::string file)
    : socket_(socket), family_(family), name_(std::move(name)), file_(std::move(file)) {}

Listener::Listener(Listener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      family_(other.family_),
      name_(std::move(other.name_)),
      file_(std::exchange(other.file_, {})) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(family_, other.family_);
  std::swap(name_, other.name_);
  std::swap(file_, other.file_);
  return *this;
}

Listener::~Listener() {
  if (socket_ >= 0) ::close(socket_);
  if (!file_.empty()) ::unlink(file_.c_str());
}

Result<Listener> Listener::open(const ListenAddress& address) {
  if (const auto* tcp = std::get_if<TcpAddress>(&address)) return open_tcp(*tcp);
  return open_unix(std::get<UnixAddress>(address));
}

Result<Listener> Listener::open_tcp(const TcpAddress& address) {
  const std::string where = fmt::format("{}:{}", address.host, address.port);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found))
    return fail(Fault::config, fmt::format("cannot listen on {}: {}", where, ::gai_strerror(error)),
                "choose an address of this machine with --listen or [searchd] listen");
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
  Descriptor socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return cannot_listen(where, errno);
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket.get(), found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket.get(), backlog) != 0)
    return cannot_listen(where, errno);
  std::string name = name_of_tcp(socket.get());
  return Listener(socket.release(), found->ai_family, std::move(name), {});
}

Result<Listener> Listener::open_unix(const UnixAddress& address) {
  const std::string where = "unix:" + address.path;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  address.path.copy(name.sun_path, sizeof name.sun_path - 1);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return cannot_listen(where, errno);
  struct stat status {};
  if (::lstat(address.path.c_str(), &status) == 0) {
    // Only the socket a crash left behind may be taken away: never a file, never a living daemon's socket.
    if (!S_ISSOCK(status.st_mode) || somebody_answers(name)) return cannot_listen(where, EADDRINUSE);
    ::unlink(address.path.c_str());
  }
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
      ::listen(socket.get(), backlog) != 0)
    return cannot_listen(where, errno);
  // The proxy runs in our group.
  ::chmod(address.path.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
  return Listener(socket.release(), AF_UNIX, where, address.path);
}

std::vector<Listener> Listener::inherited() {
  std::vector<Listener> listeners;
  const int count = ::sd_listen_fds(1);
  for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + count; ++fd) {
    if (::sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) > 0)
      listeners.push_back(Listener(fd, AF_UNIX, "unix socket of systemd", {}));
    else if (::sd_is_socket(fd, AF_INET6, SOCK_STREAM, 1) > 0)
      listeners.push_back(Listener(fd, AF_INET6, name_of_tcp(fd), {}));
    else if (::sd_is_socket(fd, AF_INET, SOCK_STREAM, 1) > 0)
      listeners.push_back(Listener(fd, AF_INET, name_of_tcp(fd), {}));
  }
  return listeners;
}

}  // namespace caravan::searchd
