#include "searchd/http/server.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "searchd/http/problem.h"
#include "searchd/http/request_check.h"
#include "searchd/http/waiting_line.h"

namespace caravan::searchd {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Stream = beast::basic_stream<Protocol>;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::size_t io_threads = 2;
constexpr std::size_t read_chunk = 4096;
constexpr auto linger = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 256UL * 1024;

std::string peer_of(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  char host[NI_MAXHOST] = "";
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.ss_family == AF_UNIX) return {};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&peer), size, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0)
    return {};
  return host;
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

}  // namespace

class Session;

struct Server::Private {
  Private(std::vector<Listener> sockets, const ServerLimits& the_limits, ServerHooks the_hooks)
      : limits(the_limits),
        hooks(std::move(the_hooks)),
        line(the_limits.waiting, worker_count(the_limits)),
        workers(worker_count(the_limits)) {
    for (Listener& socket : sockets) {
      const int protocol = socket.family() == AF_UNIX ? 0 : IPPROTO_TCP;
      acceptors.emplace_back(asio::make_strand(io));
      acceptors.back().assign(Protocol(socket.family(), protocol), socket.release());
      listeners.push_back(std::move(socket));
    }
  }

  /// More than there are processors, which the system divides among them: a fast search overtakes slow ones.
  static std::size_t worker_count(const ServerLimits& limits) {
    constexpr unsigned a_processor = 4, at_least = 8;
    return limits.workers > 0 ? limits.workers : std::max(at_least, a_processor * std::thread::hardware_concurrency());
  }

  /// False when too many wait already.
  bool queue(const std::string& client, std::function<void()> work) {
    if (!line.join(client, std::move(work))) return false;
    asio::post(workers, [this] { work_off(); });
    return true;
  }
  /// Goes on while somebody may: who had to wait for the client's own requests has nobody else that calls for him.
  void work_off() {
    while (auto turn = line.next()) {
      turn->work();
      turn->work = nullptr;  // what it holds may be the last of the session
      line.leave(turn->client);
    }
  }

  void beat(asio::steady_timer& timer);
  void accept(asio::basic_socket_acceptor<Protocol>& acceptor);
  void welcome(asio::basic_stream_socket<Protocol> socket);
  void begin_drain();
  void leave(Session* session);

  ServerLimits limits;
  ServerHooks hooks;
  std::vector<Listener> listeners;
  std::atomic<bool> draining{false}, ended{false};
  std::mutex mutex;  // guards sessions
  std::map<Session*, std::weak_ptr<Session>> sessions;
  // Below what sessions use while they are destroyed with the queue of the context.
  asio::io_context io{static_cast<int>(io_threads)};
  std::vector<asio::basic_socket_acceptor<Protocol>> acceptors;
  WaitingLine line;
  asio::thread_pool workers;
};

/// One connection; everything of it runs on the strand of its stream.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Server::Private& server, asio::basic_stream_socket<Protocol> socket)
      : server_(server),
        stream_(std::move(socket)),
        client_(peer_of(stream_.socket().native_handle())),
        buffer_(server.limits.header_bytes + read_chunk) {}
  ~Session() { server_.leave(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->await_request(); });
  }

  void refuse() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] {
      self->close_after_ = true;
      self->begin_request();
      self->send(self->overloaded("Too many connections."));
    });
  }

  void drain() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] {
      if (self->idle_) self->close();
    });
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  void await_request() {
    if (buffer_.size() > 0) return read_request();
    if (server_.draining) return close();
    idle_ = true;
    stream_.expires_after(server_.limits.idle);
    stream_.async_read_some(buffer_.prepare(read_chunk),
                            [self = shared_from_this()](const error_code& error, std::size_t bytes) {
                              self->idle_ = false;
                              if (error) return self->close();
                              self->buffer_.commit(bytes);
                              self->read_request();
                            });
  }

  /// A request of which nothing has been read yet.
  void begin_request() {
    request_ = {};
    request_.method_name = request_.target = "";
    request_.client = client_;
    started_ = Steady::now();
  }

  void read_request() {
    begin_request();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(server_.limits.header_bytes));
    parser_->body_limit(server_.limits.body_bytes);
    header_bytes_ = 0;
    has_header_ = false;
    start_deadline();
    read_on();
  }

  /// One deadline for the whole request: a client that drips bytes gains nothing by it. Not the stream's own, which
  /// closes the socket before a 408 can be said.
  void start_deadline() {
    stream_.expires_never();
    reading_ = true;
    deadline_.expires_after(server_.limits.request);
    deadline_.async_wait([self = weak_from_this()](const error_code& error) {
      const auto session = self.lock();
      if (error || !session || !session->reading_ || session->deadline_.expiry() > Steady::now()) return;
      session->too_late_ = true;
      session->stream_.cancel();
    });
  }

  void read_on() {
    http::async_read_some(stream_, buffer_, *parser_,
                          [self = shared_from_this()](const error_code& error, std::size_t bytes) {
                            if (error) return self->refuse_request(error);
                            // The parser's own limit only counts what one read brings.
                            if (!self->parser_->is_header_done()) self->header_bytes_ += bytes;
                            if (self->header_bytes_ > self->server_.limits.header_bytes)
                              return self->refuse_request(http::make_error_code(http::error::header_limit));
                            self->go_on();
                          });
  }

  void go_on() {
    if (parser_->is_header_done() && !has_header_) {
      has_header_ = true;
      take_request_line();
      // Now, and not with what may stand behind a body (RFC 9110 section 6.5.1).
      for (const auto& field : parser_->get())
        request_.headers.push_back({std::string(field.name_string()), std::string(field.value())});
      if (auto refusal = check_request(request_, parser_->get().version(), server_.limits)) {
        stop_reading();
        close_after_ = true;
        return send(std::move(*refusal));
      }
    }
    if (!parser_->is_done()) return read_on();
    stop_reading();
    close_after_ = !parser_->get().keep_alive();
    answer();
  }

  void take_request_line() {
    const auto& message = parser_->get();
    request_.method = method_of(message.method());
    request_.method_name = std::string(message.method_string());
    request_.target = std::string(message.target());
    version_ = message.version();
  }

  void stop_reading() {
    reading_ = false;
    deadline_.cancel();
  }

  void refuse_request(const error_code& error) {
    stop_reading();
    close_after_ = true;
    if (!has_header_ && !parser_->get().target().empty()) take_request_line();
    if (too_late_) return send(problem(408, "The request took too long to arrive."));
    if (error == http::error::end_of_stream || error == asio::error::operation_aborted) return close();
    if (error == http::error::body_limit) return send(problem(413, "A request needs no body here."));
    if (error == http::error::buffer_overflow) return send(problem(413, "A request needs no body here."));
    if (error == http::error::header_limit) return send(too_large());
    if (error == http::error::bad_version) return send(problem(505, "This server speaks HTTP/1.1."));
    if (error == http::error::partial_message || error.category() != http::make_error_code(http::error{}).category())
      return close();
    send(problem(400, "This is no well-formed HTTP request."));
  }

  Response too_large() {
    const bool has_request_line = !parser_->get().target().empty();
    return has_request_line ? problem(431, "The header fields are too large.")
                            : problem(414, "The address is too long.");
  }

  Response overloaded(std::string_view detail) {
    auto response = problem(503, detail);
    response.set("Retry-After", "1");
    return response;
  }

  void answer() {
    if (server_.hooks.is_quick(request_)) return send(server_.hooks.answer(request_));
    if (server_.hooks.refuse)
      if (auto refusal = server_.hooks.refuse(request_)) return send(std::move(*refusal));
    stream_.expires_never();
    const std::string client = server_.hooks.client_of ? server_.hooks.client_of(request_) : client_;
    const bool has_place = server_.queue(client, [self = shared_from_this()] {
      auto response = self->server_.hooks.answer(self->request_);
      asio::post(self->stream_.get_executor(),
                 [self, response = std::move(response)]() mutable { self->send(std::move(response)); });
    });
    if (!has_place) send(overloaded("Too many searches at once."));
  }

  void send(Response response) {
    server_.hooks.finish(request_, response);
    stream_.expires_after(server_.limits.response);
    write(std::move(response));
  }

  void write(Response response) {
    if (server_.draining) close_after_ = true;
    const bool bodiless = request_.method == Method::head || response.status == 204 || response.status == 304;
    response_ = std::move(response);
    message_ = {};
    message_.version(version_);
    message_.result(static_cast<unsigned>(response_.status));
    message_.reason(std::string(reason_phrase(response_.status)));
    for (const Header& header : response_.headers) message_.insert(header.name, header.value);
    message_.set(http::field::date,
                 http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
    message_.keep_alive(!close_after_);
    if (response_.status != 204 && response_.status != 304) message_.content_length(response_.body.size());
    if (bodiless)
      message_.body() = {};
    else
      message_.body() = {response_.body.data(), response_.body.size()};
    serializer_.emplace(message_);
    auto done = [self = shared_from_this()](const error_code& error, std::size_t) { self->sent(error); };
    if (bodiless)
      http::async_write_header(stream_, *serializer_, std::move(done));
    else
      http::async_write(stream_, *serializer_, std::move(done));
  }

  void sent(const error_code& error) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_);
    server_.hooks.answered(request_, response_, took);
    serializer_.reset();
    response_ = {};
    if (error) return close();
    if (close_after_) return linger_and_close();
    await_request();
  }

  /// Closing while the client still sends would reset the connection and could take our answer with it (RFC 9112
  /// section 9.6): say that nothing more comes, and read on for a moment.
  void linger_and_close() {
    error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    if (server_.draining) return close();
    stream_.expires_after(linger);
    discard(0);
  }

  void discard(std::size_t so_far) {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(read_chunk),
                            [self = shared_from_this(), so_far](const error_code& error, std::size_t bytes) {
                              if (error || so_far + bytes > linger_bytes) return self->close();
                              self->discard(so_far + bytes);
                            });
  }

  void close() {
    error_code ignored;
    stream_.socket().close(ignored);
  }

  Server::Private& server_;
  Stream stream_;
  std::string client_;
  beast::flat_buffer buffer_;  // bounded: a chunk's extensions and the fields behind the last count as nothing else
  std::optional<Parser> parser_;
  Request request_;
  Response response_;
  http::response<http::span_body<const char>> message_;
  std::optional<http::response_serializer<http::span_body<const char>>> serializer_;
  Steady::time_point started_ = Steady::now();
  unsigned version_ = 11;
  std::size_t header_bytes_ = 0;
  bool has_header_ = false;
  asio::steady_timer deadline_{stream_.get_executor()};
  bool reading_ = false;
  bool too_late_ = false;
  bool idle_ = false;
  bool close_after_ = false;
};

void Server::Private::accept(asio::basic_socket_acceptor<Protocol>& acceptor) {
  acceptor.async_accept(asio::any_io_executor(asio::make_strand(io)),
                        [this, &acceptor](const error_code& error, asio::basic_stream_socket<Protocol> socket) {
                          if (draining || error == asio::error::operation_aborted) return;
                          if (!error) {
                            welcome(std::move(socket));
                            return accept(acceptor);
                          }
                          // Out of descriptors, mostly: others end soon, and trying at once would only spin.
                          log(LogLevel::warning, "cannot accept a connection: {}", error.message());
                          auto pause = std::make_shared<asio::steady_timer>(acceptor.get_executor());
                          pause->expires_after(std::chrono::milliseconds(100));
                          pause->async_wait([this, &acceptor, pause](const error_code&) { accept(acceptor); });
                        });
}

void Server::Private::beat(asio::steady_timer& timer) {
  timer.expires_after(limits.beat);
  timer.async_wait([this, &timer](const error_code& error) {
    if (error) return;
    hooks.beat();
    beat(timer);
  });
}

void Server::Private::welcome(asio::basic_stream_socket<Protocol> socket) {
  const int yes = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  auto session = std::make_shared<Session>(*this, std::move(socket));
  bool crowded = false;
  {
    const std::scoped_lock lock(mutex);
    crowded = sessions.size() >= limits.connections;
    sessions.emplace(session.get(), session);
  }
  if (crowded)
    session->refuse();
  else
    session->start();
}

void Server::Private::leave(Session* session) {
  bool last = false;
  {
    const std::scoped_lock lock(mutex);
    sessions.erase(session);
    last = sessions.empty();
  }
  if (last && draining && !ended) io.stop();
}

void Server::Private::begin_drain() {
  draining = true;
  for (auto& acceptor : acceptors)
    asio::dispatch(acceptor.get_executor(), [&acceptor] {
      error_code ignored;
      acceptor.close(ignored);
    });
  std::vector<std::shared_ptr<Session>> open;
  {
    const std::scoped_lock lock(mutex);
    for (const auto& [address, session] : sessions)
      if (auto alive = session.lock()) open.push_back(std::move(alive));
  }
  if (open.empty()) io.stop();
  for (const auto& session : open) session->drain();
}

Server::Server(std::vector<Listener> listeners, const ServerLimits& limits, ServerHooks hooks)
    : p_(std::make_unique<Private>(std::move(listeners), limits, std::move(hooks))) {}

Server::~Server() = default;

ServerLoad Server::load() const {
  const std::scoped_lock lock(p_->mutex);
  return {p_->sessions.size(), p_->line.waiting(), p_->line.working()};
}

void Server::run(const std::stop_token& stop) {
  for (auto& acceptor : p_->acceptors)
    asio::dispatch(acceptor.get_executor(), [this, &acceptor] { p_->accept(acceptor); });
  asio::steady_timer deadline(p_->io), beat(p_->io);
  if (p_->limits.beat.count() > 0) p_->beat(beat);
  const std::stop_callback on_stop(stop, [&] {
    asio::post(p_->io, [&] {
      deadline.expires_after(p_->limits.drain);
      deadline.async_wait([this](const error_code& error) {
        if (!error) p_->io.stop();
      });
      p_->begin_drain();
    });
  });
  const auto keep_running = asio::make_work_guard(p_->io);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < io_threads; ++i) threads.emplace_back([this] { p_->io.run(); });
    p_->io.run();
  }
  p_->workers.join();
  p_->ended = true;
}

}  // namespace caravan::searchd
