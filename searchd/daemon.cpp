#include "searchd/daemon.h"

#include <memory>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "searchd/access_log.h"
#include "searchd/http/server.h"
#include "searchd/routes.h"
#include "searchd/service.h"

namespace caravan::searchd {

namespace {

Result<Config> read_settings(const Options& options) {
  auto file = find_config(options.config);
  if (!file) return tl::unexpected(file.error());
  auto config = *file ? read_config(**file) : Result<Config>(default_config());
  if (!config) return config;
  if (options.data) config->data = std::filesystem::absolute(*options.data);
  if (options.listen) config->searchd.listen = *options.listen;
  return config;
}

Result<std::vector<Listener>> open_listeners(const Config& config) {
  auto listeners = Listener::inherited();
  if (!listeners.empty()) return listeners;
  auto address = parse_listen_address(config.searchd.listen);
  if (!address) return tl::unexpected(address.error());
  auto listener = Listener::open(*address);
  if (!listener) return tl::unexpected(listener.error());
  listeners.push_back(std::move(*listener));
  return listeners;
}

/// A connection is a descriptor, and the usual 1,024 are fewer than the connections we are ready to hold.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string_view route_label(const Request& request) {
  const Route* route = find_route(request.path());
  return route ? route->path : "other";
}

ServerHooks hooks_of(const Service& service, AccessLog* access_log) {
  return {.is_quick = is_quick,
          .answer = [&service](const Request& request) { return answer(request, service); },
          .refuse = [&service](const Request& request) { return service.too_often(request); },
          .client_of = [&service](const Request& request) { return service.client_of(request); },
          .finish = [&service](const Request& request, Response& response) { finish(request, response, service); },
          .answered =
              [&service, access_log](const Request& request, const Response& response, std::chrono::microseconds took) {
                service.metrics().answered(route_label(request), response.status, took);
                if (access_log)
                  access_log->write(access_line(service.settings()->proxies.client_of(request), request, response, took,
                                                service.clock().now()));
              },
          .beat = [] { ::sd_notify(0, "WATCHDOG=1"); }};
}

/// Half of the time after which systemd takes us for dead (sd_watchdog_enabled(3)); 0 when it does not watch.
std::chrono::microseconds watchdog_beat() {
  std::uint64_t limit = 0;
  return std::chrono::microseconds(::sd_watchdog_enabled(0, &limit) > 0 ? limit / 2 : 0);
}

void reload(const Options& options, Service& service, AccessLog* access_log) {
  ::sd_notify(0, "RELOADING=1");
  auto config = read_settings(options);
  const auto done = config ? service.reload(std::move(*config)) : Result<void>(tl::unexpected(config.error()));
  // Whatever the configuration says, and before it is said: what rotates the log waits for it.
  if (access_log)
    if (const auto opened = access_log->reopen(); !opened)
      log(LogLevel::error, "{}; {}", opened.error().what, opened.error().remedy);
  if (done)
    log(LogLevel::info, "configuration read again; a new address to listen on needs a restart");
  else
    log(LogLevel::error, "configuration not taken: {}; {}", done.error().what, done.error().remedy);
  ::sd_notify(0, "READY=1");
}

}  // namespace

Result<void> run_daemon(const Options& options, HangupSignal& hangup, const std::stop_token& stop) {
  raise_descriptor_limit();
  auto config = read_settings(options);
  if (!config) return tl::unexpected(config.error());
  std::unique_ptr<AccessLog> access_log;
  if (!options.access_log.empty()) {
    auto opened = AccessLog::open(options.access_log);
    if (!opened) return tl::unexpected(opened.error());
    access_log = std::move(*opened);
  }
  auto listeners = open_listeners(*config);
  if (!listeners) return tl::unexpected(listeners.error());
  auto service = Service::make(std::move(*config), system_clock());
  if (!service) return tl::unexpected(service.error());
  if (const auto index = (*service)->index(); !index)
    log(LogLevel::warning, "{}; {}", index.error().what, index.error().remedy);

  for (const Listener& listener : *listeners) log(LogLevel::info, "listening on {}", listener.name());
  ServerLimits limits;
  limits.beat = watchdog_beat();
  Server server(std::move(*listeners), limits, hooks_of(**service, access_log.get()));
  (*service)->watch([&server] { return server.load(); });
  hangup.listen([&] { reload(options, **service, access_log.get()); });
  const std::stop_callback on_stop(stop, [] {
    ::sd_notify(0, "STOPPING=1");
    log(LogLevel::info, "stopping: answering what has begun");
  });
  ::sd_notify(0, "READY=1");
  server.run(stop);
  hangup.stop_listening();
  log(LogLevel::info, "stopped");
  return {};
}

}  // namespace caravan::searchd
