#include "searchd/http/session.h"

#include <array>
#include <chrono>
#include <optional>
#include <sstream>
#include <utility>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <netdb.h>
#include <sys/socket.h>

#include "base/day.h"
#include "searchd/http/problem.h"
#include "searchd/http/request_check.h"

namespace caravan::searchd {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;

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

class HttpSession final : public Session, public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(SessionHost& server, Socket socket)
      : server_(server),
        stream_(std::move(socket)),
        client_(peer_of(stream_.socket().native_handle())),
        buffer_(server.limits.header_bytes + read_chunk) {}
  ~HttpSession() override { server_.leave(this); }
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void start() override {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->await_request(); });
  }

  void refuse() override {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] {
      self->close_after_ = true;
      self->begin_request();
      self->send(self->overloaded("Too many connections."));
    });
  }

  void drain() override {
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
    head_ = head_of(response_);
    // Beast's own writing of messages would take as long to compile as all of this file does.
    const std::array buffers{asio::buffer(head_),
                             asio::buffer(response_.body.data(), bodiless ? 0 : response_.body.size())};
    asio::async_write(stream_, buffers,
                      [self = shared_from_this()](const error_code& error, std::size_t) { self->sent(error); });
  }

  /// The status line and the fields, as they are sent.
  std::string head_of(const Response& response) const {
    http::response<http::empty_body> message;
    message.version(version_);
    message.result(static_cast<unsigned>(response.status));
    message.reason(std::string(reason_phrase(response.status)));
    for (const Header& header : response.headers) message.insert(header.name, header.value);
    message.set(http::field::date,
                http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
    message.keep_alive(!close_after_);
    if (response.status != 204 && response.status != 304) message.content_length(response.body.size());
    std::ostringstream text;
    text << message.base();
    return std::move(text).str();
  }

  void sent(const error_code& error) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_);
    server_.hooks.answered(request_, response_, took);
    head_.clear();
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

  SessionHost& server_;
  beast::basic_stream<Protocol> stream_;
  std::string client_;
  beast::flat_buffer buffer_;  // bounded: a chunk's extensions and the fields behind the last count as nothing else
  std::optional<Parser> parser_;
  Request request_;
  Response response_;
  std::string head_;
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

}  // namespace

std::shared_ptr<Session> make_session(SessionHost& host, Socket socket) {
  return std::make_shared<HttpSession>(host, std::move(socket));
}

}  // namespace caravan::searchd
