#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/sqlite.h"
#include "crawler/archive/frontier_rows.h"
#include "crawler/archive/records.h"

// How values stand in the tables; for this folder only.
namespace caravan::archive {

inline std::int64_t to_column(Instant instant) { return instant.time_since_epoch().count(); }

inline std::optional<std::int64_t> to_column(const std::optional<Instant>& instant) {
  return instant ? std::optional(to_column(*instant)) : std::nullopt;
}

inline Instant to_instant(std::int64_t column) { return Instant(std::chrono::seconds(column)); }

inline std::optional<Instant> optional_instant(const sqlite::Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(to_instant(row.integer(column)));
}

inline std::optional<std::int64_t> optional_integer(const sqlite::Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

/// "SELECT ... FROM pages AS p ..." up to its WHERE; read with read_page().
extern const std::string_view select_page;
PageRow read_page(const sqlite::Statement& row);

/// "SELECT ... FROM snapshots AS v JOIN pages AS p ..." up to its WHERE.
extern const std::string_view select_snapshot;
/// Fault::corrupt, naming the snapshot and its page, when its body is damaged.
Result<Snapshot> read_snapshot(const sqlite::Statement& row);

}  // namespace caravan::archive
