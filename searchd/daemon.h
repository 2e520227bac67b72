#pragma once

#include <stop_token>

#include "base/error.h"
#include "searchd/hangup.h"
#include "searchd/options.h"

namespace caravan::searchd {

/// Reads the configuration, listens, serves until the stop, drains. Tells systemd when it is ready, reloading and
/// stopping (sd_notify(3)); takes its sockets from systemd when it brings some. SIGHUP reads the configuration again.
Result<void> run_daemon(const Options& options, HangupSignal& hangup, const std::stop_token& stop);

}  // namespace caravan::searchd
