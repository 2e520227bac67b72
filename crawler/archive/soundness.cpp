#include "crawler/archive/soundness.h"

#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/sqlite.h"
#include "crawler/archive/body_codec.h"
#include "crawler/archive/migrations.h"

namespace caravan::archive {

namespace {

using Findings = std::vector<std::string>;

void check_file(sqlite::Database& database, Findings& findings) {
  if (const std::string finding = database.quick_check(); !finding.empty())
    findings.push_back(fmt::format("{}: SQLite finds: {}", database.file().string(), finding));
}

void check_references(sqlite::Database& database, Findings& findings) {
  sqlite::Statement row = database.prepare("PRAGMA foreign_key_check");
  while (row.step())
    findings.push_back(fmt::format("table {}: row {} names a row of {} that does not exist", row.text(0),
                                   row.integer(1), row.text(2)));
}

void check_snapshots(sqlite::Database& database, Findings& findings) {
  sqlite::Statement row = database.prepare(
      "SELECT v.id, coalesce(p.url, '(no page)'), v.bytes, v.hash, v.body, v.stored"
      " FROM snapshots AS v LEFT JOIN pages AS p ON p.id = v.page ORDER BY v.id");
  while (row.step()) {
    const auto report = [&](std::string_view what) {
      findings.push_back(fmt::format("snapshot {} of {}: {}", row.integer(0), row.text(1), what));
    };
    const Result<std::string> body = decompress(row.blob(4), static_cast<std::uint64_t>(row.integer(2)));
    if (!body) {
      report(body.error().what);
    } else if (sha256(*body) != row.blob(3)) {
      report("its body is not the one that was stored");
    }
  }
}

/// Rows that name a version which is not there.
void check_named_snapshots(sqlite::Database& database, Findings& findings) {
  sqlite::Statement change = database.prepare(
      "SELECT c.sequence, c.snapshot FROM changes AS c LEFT JOIN snapshots AS v ON v.id = c.snapshot"
      " WHERE c.kind = 1 AND v.id IS NULL");
  while (change.step())
    findings.push_back(
        fmt::format("change {} names snapshot {}, which does not exist", change.integer(0), change.integer(1)));
  sqlite::Statement page = database.prepare(
      "SELECT p.url, p.snapshot, p.live FROM pages AS p LEFT JOIN snapshots AS v ON v.id = p.snapshot AND v.page = p.id"
      " WHERE v.id IS NULL AND (p.live = 1 OR p.snapshot <> 0)");
  while (page.step())
    findings.push_back(fmt::format("page {} names snapshot {}, which does not exist", page.text(0), page.integer(1)));
}

void check_logged(sqlite::Database& database, Findings& findings) {
  sqlite::Statement page = database.prepare(
      "SELECT url FROM pages AS p WHERE live = 1"
      " AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.page = p.id AND c.kind = 1 AND c.snapshot = p.snapshot)");
  while (page.step())
    findings.push_back(fmt::format("page {} counts, but the change log does not say so", page.text(0)));
}

void check_imports(sqlite::Database& database, Findings& findings) {
  sqlite::Statement row = database.prepare("SELECT id, bytes, article FROM imports ORDER BY sequence");
  while (row.step())
    if (const auto json = decompress(row.blob(2), static_cast<std::uint64_t>(row.integer(1))); !json)
      findings.push_back(fmt::format("imported article {}: {}", row.text(0), json.error().what));
}

}  // namespace

Result<std::vector<std::string>> check(const std::filesystem::path& crawl_db) {
  auto database = sqlite::Database::open(crawl_db, sqlite::Database::Access::read_only);
  if (!database && database.error().fault == Fault::corrupt) return Findings{database.error().what};
  if (!database) return tl::unexpected(std::move(database).error());
  if (auto known = database->migrate(migrations()); !known) return tl::unexpected(std::move(known).error());
  Findings findings;
  for (auto* look :
       {check_file, check_references, check_snapshots, check_named_snapshots, check_logged, check_imports}) {
    try {
      look(*database, findings);
    } catch (const Failure& failure) {
      if (failure.error().fault != Fault::corrupt) return tl::unexpected(failure.error());
      findings.push_back(failure.error().what);
    }
  }
  return findings;
}

Result<void> back_up(const std::filesystem::path& crawl_db, const std::filesystem::path& to) {
  auto database = sqlite::Database::open(crawl_db, sqlite::Database::Access::read_only);
  if (!database) return tl::unexpected(std::move(database).error());
  return database->back_up_to(to);
}

}  // namespace caravan::archive
