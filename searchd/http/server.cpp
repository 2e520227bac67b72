#include "searchd/http/server.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/log.h"
#include "searchd/http/session.h"
#include "searchd/http/waiting_line.h"

namespace caravan::searchd {

namespace asio = boost::asio;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

namespace {

constexpr std::size_t io_threads = 2;

}  // namespace

struct Server::Private final : SessionHost {
  Private(std::vector<Listener> sockets, const ServerLimits& the_limits, ServerHooks the_hooks)
      : SessionHost(the_limits, std::move(the_hooks)),
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

  bool queue(const std::string& client, std::function<void()> work) override {
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
  void accept(Acceptor& acceptor);
  void welcome(Socket socket);
  void begin_drain();
  void leave(Session* session) override;

  std::vector<Listener> listeners;
  std::atomic<bool> ended{false};
  std::mutex mutex;  // guards sessions
  std::map<Session*, std::weak_ptr<Session>> sessions;
  // Below what sessions use while they are destroyed with the queue of the context.
  asio::io_context io{static_cast<int>(io_threads)};
  std::vector<Acceptor> acceptors;
  WaitingLine line;
  asio::thread_pool workers;
};

void Server::Private::accept(Acceptor& acceptor) {
  acceptor.async_accept(asio::any_io_executor(asio::make_strand(io)),
                        [this, &acceptor](const error_code& error, Socket socket) {
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

void Server::Private::welcome(Socket socket) {
  const int yes = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  auto session = make_session(*this, std::move(socket));
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
