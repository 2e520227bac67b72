#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <istream>
#include <stop_token>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/error.h"

namespace caravan::write {

/// What bringing the index up to date did, in articles.
struct UpdateReport {
  std::int64_t added = 0, changed = 0, unchanged = 0, removed = 0;
  std::int64_t not_articles = 0;      ///< pages that were read and are none
  bool rebuilt = false;               ///< a new generation was made
  std::string rebuild_reason;         ///< why, when nobody asked for it
  std::vector<std::string> problems;  ///< pages that could not be read, one sentence each
  std::vector<std::string> notes;     ///< what is no problem of the run: articles that lack parts
};

struct UpdateOptions {
  bool rebuild = false;
  std::function<void(std::int64_t done, std::int64_t of)> progress;
  std::stop_token stop;
  /// All tables are read before the index is built on, 170 MB a second, unless that was done so lately.
  std::chrono::hours trust_tables_for{0};
};

/// Brings the index up to date with the archive's change log; from the mark that the index itself carries, so that a
/// crash anywhere repairs itself at the next run. Nothing to do: the index is not touched. An index that is missing,
/// older, made from another archive or broken is rebuilt beside the old one and switched. The caller holds the
/// WriteLock. Imported articles are in the archive like pages, and come into a new generation from there.
Result<UpdateReport> update_index(const Config& config, const UpdateOptions& options = {});

/// Reads NDJSON articles (see article_json.h) into the archive and the index; an article with a known id replaces it. A
/// line that cannot be read is a problem in the report ("line 12: ..."), the others go in.
Result<UpdateReport> import_articles(const Config& config, std::istream& lines, const UpdateOptions& options = {});

/// Opens every part of the live generation and reads every article. @return one sentence per finding; empty when sound.
Result<std::vector<std::string>> check_index(const Config& config);

}  // namespace caravan::write
