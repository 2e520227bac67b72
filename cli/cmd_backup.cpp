// backup and restore. A backup is a folder with crawl.db, index/ and the configuration, made whole or not at all.

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/durable_copy.h"
#include "cli/session.h"
#include "crawler/archive/soundness.h"

namespace caravan::cli {

namespace {

namespace fs = std::filesystem;

/// "backup/" and "backup" are one folder.
fs::path without_slash(const fs::path& folder) { return folder.has_filename() ? folder : folder.parent_path(); }

void refuse_existing(const fs::path& path, std::string remedy) {
  if (fs::exists(path))
    throw Failure(Fault::usage, fmt::format("{} is there already", path.string()), std::move(remedy));
}

/// A backup that is damaged must be known before anything is replaced by it.
void refuse_unsound(const fs::path& crawl_db) {
  const auto findings = value_or_throw(archive::check(crawl_db));
  if (!findings.empty())
    throw Failure(Fault::corrupt, fmt::format("{} is damaged: {}", crawl_db.string(), findings.front()),
                  "restore an older backup");
}

/// A copy of a damaged archive would only displace a good one.
void refuse_unsound(const fs::path& draft, const fs::path& original) {
  const auto findings = archive::check(draft / "crawl.db");
  if (findings && findings->empty()) return;
  const std::string finding = findings ? findings->front() : findings.error().what;
  throw Failure(Fault::corrupt, fmt::format("{} is damaged and was not copied: {}", original.string(), finding),
                "keep the backups you have, and restore the newest: caravan restore DIR");
}

}  // namespace

ExitStatus run_backup(const Options& options, Session& session) {
  const Config& config = session.config();
  const fs::path to = without_slash(options.backup.folder);
  refuse_existing(to, "name a folder that does not exist yet");
  const bool has_archive = fs::exists(config.crawl_db()), has_index = fs::exists(config.index_dir());
  if (!has_archive && !has_index)
    throw Failure(Fault::not_found, fmt::format("{} holds nothing to back up", config.data.string()),
                  "run: caravan update");

  const WriteLock lock = session.lock("caravan backup");
  const Draft draft(to.string() + ".partial");
  if (has_archive) {
    value_or_throw(archive::back_up(config.crawl_db(), draft / "crawl.db"));
    refuse_unsound(draft.folder(), config.crawl_db());
  }
  if (has_index) durable_copy(config.index_dir(), draft / "index");
  if (!config.file.empty()) durable_copy(config.file, draft / "caravan.toml");
  durable_rename(draft.folder(), to);
  session.terminal().note(fmt::format("copied {} to {}", config.data.string(), to.string()));
  return ExitStatus::done;
}

ExitStatus run_restore(const Options& options, Session& session) {
  const Config& config = session.config();
  const fs::path from = without_slash(options.restore.folder);
  const bool has_archive = fs::exists(from / "crawl.db"), has_index = fs::exists(from / "index");
  if (!has_archive && !has_index)
    throw Failure(Fault::not_found, fmt::format("{} is no backup", from.string()),
                  "name a folder that caravan backup made");
  const std::string move_away = "move it away first, or name another place with --data";
  refuse_existing(config.crawl_db(), move_away);
  refuse_existing(config.index_dir(), move_away);
  if (has_archive) refuse_unsound(from / "crawl.db");

  const WriteLock lock = session.lock("caravan restore");
  const Draft draft(config.data / "restoring");
  if (has_index) durable_copy(from / "index", draft / "index");
  if (has_archive) durable_copy(from / "crawl.db", draft / "crawl.db");
  if (has_archive) durable_rename(draft / "crawl.db", config.crawl_db());
  if (has_index) durable_rename(draft / "index", config.index_dir());
  session.terminal().note(fmt::format("{} is back as {} had it", config.data.string(), from.string()));
  return ExitStatus::done;
}

}  // namespace caravan::cli
