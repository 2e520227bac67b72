#include "crawler/archive/archive_reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/sqlite.h"
#include "crawler/archive/body_codec.h"
#include "crawler/archive/migrations.h"
#include "crawler/archive/rows.h"
#include "crawler/archive/stored_report.h"

namespace caravan::archive {

namespace {

/// @throws DamagedSnapshot, naming the snapshot and its page
Snapshot snapshot_or_throw(const sqlite::Statement& row) {
  Result<Snapshot> snapshot = read_snapshot(row);
  if (!snapshot) throw DamagedSnapshot(std::move(snapshot).error());
  return *std::move(snapshot);
}

std::optional<Snapshot> first_snapshot(sqlite::Statement& row) {
  return row.step() ? std::optional(snapshot_or_throw(row)) : std::nullopt;
}

RunReport read_run(const sqlite::Statement& row) {
  RunReport report;
  report.run = row.integer(0);
  report.started = to_instant(row.integer(1));
  report.ended = optional_instant(row, 2).value_or(report.started);
  report.complete = row.integer(3) != 0;
  report.closed = !row.is_null(4);
  if (report.closed) value_or_throw(read_stored_report(row.text(4), report));
  return report;
}

/// ?1 and every page whose article is this one now: all that moved here, and its duplicates.
constexpr std::string_view with_former_addresses =
    "WITH RECURSIVE place(id) AS (SELECT id FROM pages WHERE url = ?1"
    " UNION SELECT p.id FROM place JOIN pages AS p ON p.moved_to = place.id"
    " UNION SELECT p.id FROM place JOIN pages AS p ON p.duplicate_of = place.id) ";

/// The page at ?1, or where its article went.
constexpr std::string_view newest_snapshot_of =
    "WITH RECURSIVE place(id, hops) AS (SELECT id, 0 FROM pages WHERE url = ?1"
    " UNION SELECT coalesce(p.moved_to, p.duplicate_of), hops + 1 FROM place JOIN pages AS p ON p.id = place.id"
    " WHERE NOT p.live AND coalesce(p.moved_to, p.duplicate_of) IS NOT NULL AND hops < 20)"
    " SELECT p.snapshot FROM place JOIN pages AS p ON p.id = place.id WHERE p.snapshot <> 0"
    " ORDER BY p.live DESC, hops LIMIT 1";

}  // namespace

struct ArchiveReader::Private {
  std::int64_t number(std::string_view sql) const {
    sqlite::Statement row = database->prepare(sql);
    row.step();
    return row.integer(0);
  }
  /// Those of a run that is under way or was killed.
  void add_sites(RunReport& report) const {
    sqlite::Statement row = database->prepare("SELECT report FROM run_sites WHERE run = ?1 ORDER BY id");
    row.with(report.run);
    while (row.step()) report.sites.push_back(value_or_throw(read_stored_site(row.text(0))));
  }
  std::unique_ptr<sqlite::Database> database;
};

ArchiveReader::ArchiveReader(std::unique_ptr<Private> p) : p_(std::move(p)) {}
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;
ArchiveReader& ArchiveReader::operator=(ArchiveReader&&) noexcept = default;
ArchiveReader::~ArchiveReader() = default;

Result<ArchiveReader> ArchiveReader::open(const std::filesystem::path& crawl_db) {
  auto database = sqlite::Database::open(crawl_db, sqlite::Database::Access::read_only);
  if (!database) return tl::unexpected(std::move(database).error());
  if (auto known = database->migrate(migrations()); !known) return tl::unexpected(std::move(known).error());
  auto p = std::make_unique<Private>();
  p->database = std::make_unique<sqlite::Database>(std::move(*database));
  return ArchiveReader(std::move(p));
}

std::string ArchiveReader::identity() const {
  sqlite::Statement row = p_->database->prepare("SELECT value FROM facts WHERE name = 'identity'");
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::int64_t ArchiveReader::last_sequence() const {
  return p_->number("SELECT coalesce(max(sequence), 0) FROM changes");
}

std::vector<Change> ArchiveReader::changes_after(std::int64_t after, std::size_t limit) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT c.sequence, c.kind, p.url, s.name, c.snapshot, (SELECT url FROM pages WHERE id = c.previous), c.at"
      " FROM changes AS c JOIN pages AS p ON p.id = c.page JOIN sites AS s ON s.id = p.site"
      " WHERE c.sequence > ?1 ORDER BY c.sequence LIMIT ?2");
  row.with(after, limit);
  std::vector<Change> changes;
  while (row.step())
    changes.push_back({row.integer(0),
                       static_cast<ChangeKind>(row.integer(1)),
                       std::string(row.text(2)),
                       std::string(row.text(3)),
                       {row.integer(4)},
                       std::string(row.text(5)),
                       to_instant(row.integer(6))});
  return changes;
}

bool ArchiveReader::keeps_imports() const {
  return p_->number("SELECT count(*) FROM facts WHERE name = 'imports' AND value = 'kept'") == 1;
}

std::int64_t ArchiveReader::last_import() const { return p_->number("SELECT coalesce(max(sequence), 0) FROM imports"); }

std::vector<ImportedArticle> ArchiveReader::imports_after(std::int64_t after, std::size_t limit) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT sequence, id, bytes, article FROM imports WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");
  row.with(after, limit);
  std::vector<ImportedArticle> articles;
  while (row.step()) {
    Result<std::string> json = decompress(row.blob(3), static_cast<std::uint64_t>(row.integer(2)));
    if (!json)
      throw Failure(json.error().fault, fmt::format("imported article {}: {}", row.text(1), json.error().what),
                    json.error().remedy);
    articles.push_back({row.integer(0), std::string(row.text(1)), *std::move(json)});
  }
  return articles;
}

void ArchiveReader::for_each_live(
    const std::function<void(const Snapshot&)>& visit,
    const std::function<void(const std::string&, const DamagedSnapshot&)>& damaged) const {
  sqlite::Statement row =
      p_->database->prepare(fmt::format("{} WHERE p.live = 1 AND v.id = p.snapshot ORDER BY p.url", select_snapshot));
  while (row.step()) {
    Result<Snapshot> snapshot = read_snapshot(row);
    if (snapshot) {
      visit(*snapshot);
      continue;
    }
    const DamagedSnapshot damage(std::move(snapshot).error());
    if (!damaged) throw damage;
    damaged(std::string(row.text(1)), damage);
  }
}

std::optional<Snapshot> ArchiveReader::snapshot(SnapshotId id) const {
  sqlite::Statement row = p_->database->prepare(fmt::format("{} WHERE v.id = ?1", select_snapshot));
  return first_snapshot(row.with(id.value));
}

std::optional<Snapshot> ArchiveReader::newest(std::string_view url) const {
  sqlite::Statement row =
      p_->database->prepare(fmt::format("{} WHERE v.id = ({})", select_snapshot, newest_snapshot_of));
  return first_snapshot(row.with(url));
}

std::optional<std::string> ArchiveReader::place_of(std::string_view url) const {
  sqlite::Statement row = p_->database->prepare(
      "WITH RECURSIVE place(id, hops) AS (SELECT id, 0 FROM pages WHERE url = ?1"
      " UNION SELECT coalesce(p.moved_to, p.duplicate_of), hops + 1 FROM place JOIN pages AS p ON p.id = place.id"
      " WHERE NOT p.live AND coalesce(p.moved_to, p.duplicate_of) IS NOT NULL AND hops < 20)"
      " SELECT p.url FROM place JOIN pages AS p ON p.id = place.id ORDER BY p.live DESC, p.snapshot = 0, hops LIMIT 1");
  return row.with(url).step() ? std::optional(std::string(row.text(0))) : std::nullopt;
}

std::optional<Snapshot> ArchiveReader::live(std::string_view url) const {
  sqlite::Statement row =
      p_->database->prepare(fmt::format("{} WHERE p.url = ?1 AND p.live = 1 AND v.id = p.snapshot", select_snapshot));
  return first_snapshot(row.with(url));
}

std::optional<HeldPage> ArchiveReader::held(std::string_view url) const {
  sqlite::Statement row = p_->database->prepare(
      "WITH RECURSIVE place(id, hops) AS (SELECT id, 0 FROM pages WHERE url = ?1"
      " UNION SELECT coalesce(p.moved_to, p.duplicate_of), hops + 1 FROM place JOIN pages AS p ON p.id = place.id"
      " WHERE NOT p.live AND coalesce(p.moved_to, p.duplicate_of) IS NOT NULL AND hops < 20)"
      " SELECT p.snapshot, p.live FROM place JOIN pages AS p ON p.id = place.id"
      " WHERE p.snapshot <> 0 AND (p.live = 1 OR p.remains = 1) ORDER BY p.live DESC, hops LIMIT 1");
  if (!row.with(url).step()) return std::nullopt;
  std::optional<Snapshot> found = snapshot({row.integer(0)});
  if (!found) return std::nullopt;
  return HeldPage{*std::move(found), row.integer(1) == 0};
}

std::vector<std::string> ArchiveReader::copies_of(std::string_view url) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT url FROM pages WHERE duplicate_of = (SELECT id FROM pages WHERE url = ?1) AND live = 0 ORDER BY url");
  row.with(url);
  std::vector<std::string> addresses;
  while (row.step()) addresses.emplace_back(row.text(0));
  return addresses;
}

std::vector<SnapshotInfo> ArchiveReader::history(std::string_view url) const {
  sqlite::Statement row = p_->database->prepare(
      fmt::format("{}SELECT v.id, p.url, v.fetched, v.bytes FROM place JOIN pages AS p ON p.id = place.id"
                  " JOIN snapshots AS v ON v.page = p.id ORDER BY v.fetched, v.id",
                  with_former_addresses));
  row.with(url);
  std::vector<SnapshotInfo> versions;
  while (row.step())
    versions.push_back({{row.integer(0)}, std::string(row.text(1)), to_instant(row.integer(2)), row.integer(3)});
  return versions;
}

std::vector<SnapshotInfo> ArchiveReader::history(std::span<const std::string> urls) const {
  std::vector<SnapshotInfo> versions;
  for (const std::string& url : urls)
    for (SnapshotInfo& version : history(url)) versions.push_back(std::move(version));
  std::ranges::sort(versions, {}, [](const SnapshotInfo& version) { return std::pair(version.fetched, version.id); });
  const auto is_same = [](const SnapshotInfo& a, const SnapshotInfo& b) { return a.id == b.id; };
  versions.erase(std::unique(versions.begin(), versions.end(), is_same), versions.end());
  return versions;
}

Totals ArchiveReader::totals(Instant now) const {
  Totals totals;
  totals.pages = p_->number("SELECT count(*) FROM pages WHERE live = 1");
  totals.known_urls = p_->number("SELECT count(*) FROM pages");
  totals.due = p_->number(fmt::format("SELECT count(*) FROM pages WHERE due <= {}", to_column(now)));
  totals.snapshots = p_->number("SELECT count(*) FROM snapshots");
  totals.stored_bytes = p_->number("SELECT coalesce(sum(stored), 0) FROM snapshots");
  return totals;
}

std::vector<RunReport> ArchiveReader::runs(std::size_t limit) const {
  sqlite::Statement row =
      p_->database->prepare("SELECT id, started, ended, complete, report FROM runs ORDER BY id DESC LIMIT ?1");
  row.with(limit);
  std::vector<RunReport> reports;
  while (row.step()) {
    reports.push_back(read_run(row));
    if (!reports.back().closed) p_->add_sites(reports.back());
  }
  return reports;
}

}  // namespace caravan::archive
