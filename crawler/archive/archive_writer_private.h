#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/sqlite.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/frontier_access.h"
#include "crawler/archive/page_rows.h"

namespace caravan::archive {

/// The writer's insides, for its own sources only: archive_writer.cpp stores visits and runs, archive_scope.cpp fits
/// what is known to a changed configuration.
struct ArchiveWriter::Private {
  Private(std::shared_ptr<sqlite::Database> db, CommitGroup commit_group)
      : database(std::move(db)), group(commit_group), frontier(FrontierAccess::over(database)), rows(*database) {}

  /// Everything that writes stands between these two. A page that is left half done (an exception) is never committed.
  void begin() {
    refuse_after_failure();
    if (report && group_is_full()) commit();
    if (!transaction) {
      transaction.emplace(*database);
      opened = std::chrono::steady_clock::now();
    }
    half_done = true;
  }
  void end() {
    half_done = false;
    ++pending;
    if (!report && group_is_full()) commit();  // else with the next page: this one has still to be counted
  }
  bool group_is_full() const {
    return transaction && (pending >= group.pages || std::chrono::steady_clock::now() - opened >= group.age);
  }
  void commit() {
    refuse_after_failure();
    if (!transaction) return;
    if (report) write_changes(report());
    transaction->commit();
    transaction.reset();
    pending = 0;
  }

  void refuse_after_failure() const {
    if (half_done)
      throw Failure(Fault::internal, fmt::format("{}: written to after a failure", database->file().string()));
  }

  void write_changes(RunReport now);
  void write_run(const RunReport& now);

  Stored store(const PageVisit& visit);
  void note_remains(PageState& page, const PageVisit& visit);
  bool note_duplicate(PageState& page, std::string_view original_url, Instant at);
  void store_version(PageState& page, const PageVisit& visit, std::string_view hash, Stored& stored);
  void note_redirect(PageState& page, const PageVisit& visit);
  bool take_over(const PageState& page, const std::vector<std::string>& versions);
  void settle(PageState& page, Instant at, Stored& stored, bool took_over = false);
  Stored note_reading(const Reading& reading, Instant at);

  void refit(std::int64_t page_id, const std::optional<std::string>& site, Instant at, ScopeChanges& changes);
  std::string fact(std::string_view name);
  void set_fact(std::string_view name, std::string_view value);
  void ask_again(const std::string& site);
  std::vector<std::pair<std::int64_t, int>> live_pages(const std::string& site, std::int64_t after);
  std::optional<Snapshot> newest_version(std::int64_t page);

  std::shared_ptr<sqlite::Database> database;
  CommitGroup group;
  FrontierRows frontier;
  PageRows rows;
  std::optional<sqlite::Transaction> transaction;
  std::chrono::steady_clock::time_point opened;
  std::size_t pending = 0;
  std::function<RunReport()> report;
  std::int64_t run = 0;
  bool half_done = false;
};

}  // namespace caravan::archive
