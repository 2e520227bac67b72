#include <cstdio>
#include <exception>
#include <variant>

#include "base/log.h"
#include "base/shutdown.h"
#include "searchd/daemon.h"
#include "searchd/exit_status.h"
#include "searchd/hangup.h"
#include "searchd/options.h"

namespace {

int fail_with(const caravan::Error& error) {
  caravan::log(caravan::LogLevel::error, "{}{}{}", error.what, error.remedy.empty() ? "" : "; ", error.remedy);
  return caravan::searchd::exit_status(error.fault);
}

}  // namespace

int main(int argc, char** argv) try {
  using namespace caravan::searchd;
  HangupSignal hangup;
  const caravan::ShutdownSignals signals;
  const auto parsed = parse_options(argc, argv);
  if (const auto* farewell = std::get_if<Farewell>(&parsed)) {
    std::fputs(farewell->output.c_str(), stdout);
    std::fputs(farewell->error.c_str(), stderr);
    return farewell->status;
  }
  const auto& options = std::get<Options>(parsed);
  caravan::set_log_level(options.log_level);
  if (const auto done = run_daemon(options, hangup, signals.token()); !done) return fail_with(done.error());
  return exit_done;
} catch (const caravan::Failure& failure) {
  return fail_with(failure.error());
} catch (const std::exception& error) {
  return fail_with({caravan::Fault::internal, error.what(), {}});
}
