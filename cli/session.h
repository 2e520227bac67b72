#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/config.h"
#include "base/shutdown.h"
#include "base/write_lock.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "crawler/archive/archive_reader.h"
#include "indexer/query/search.h"

namespace caravan::extract {
class SiteRules;
}

namespace caravan::cli {

/// What a command works with; each part is made when it is first asked for. All of it throws Failure.
class Session {
 public:
  Session(const GlobalOptions& options, Terminal& terminal) : options_(options), terminal_(terminal) {}

  Terminal& terminal() { return terminal_; }
  bool progress_wanted() const { return !options_.no_progress; }
  bool verbose() const { return options_.verbose; }

  /// The configuration that applies, --data taken into account. No file anywhere: the defaults.
  const Config& config();
  /// The rule files that the configuration names.
  const extract::SiteRules& site_rules();
  query::Index open_index();
  archive::ArchiveReader open_archive();
  /// The right to write, or a Failure that says who has it.
  WriteLock lock(std::string_view doing);
  /// From the first call on, an interrupt asks to stop instead of ending the process. Call it before starting threads.
  std::stop_token stop();

  /// The address where the article is now that a person names by id or by any of its addresses, written as in a
  /// browser; an id must be in the index.
  std::string address_of(std::string_view id_or_url);
  /// The id under which the index knows what a person names so. @throws Failure (not_found), which says what is known
  /// of an address instead, and what to do.
  std::string known_as(std::string_view id_or_url);

 private:
  const GlobalOptions& options_;
  Terminal& terminal_;
  std::optional<Config> config_;
  std::shared_ptr<const extract::SiteRules> site_rules_;
  std::optional<ShutdownSignals> signals_;
};

}  // namespace caravan::cli
