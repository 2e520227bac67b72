#include "crawler/archive/page_rows.h"

#include <utility>

#include <fmt/format.h>

#include "crawler/archive/body_codec.h"
#include "crawler/archive/rows.h"
#include "crawler/archive/sketch.h"

namespace caravan::archive {

namespace {

constexpr int visits_kept = 32;
constexpr int redirects_followed = 20;

constexpr std::string_view select_state =
    "SELECT id, site, due, last_visit, last_change, last_run, etag, last_modified, content_hash, fingerprint, article,"
    " live, condemned, excluded, snapshot, first_gone, failures, last_error, moved_to, duplicate_of,"
    " unread, remains, canonical FROM pages ";

PageState read_state(const sqlite::Statement& row) {
  PageState page;
  int column = 0;
  page.id = row.integer(column++);
  page.site = row.integer(column++);
  page.due = optional_integer(row, column++);
  page.last_visit = optional_integer(row, column++);
  page.last_change = optional_integer(row, column++);
  page.last_run = row.integer(column++);
  page.etag = row.text(column++);
  page.last_modified = row.text(column++);
  page.content_hash = row.blob(column++);
  page.fingerprint = row.blob(column++);
  page.article = row.integer(column++) != 0;
  page.live = row.integer(column++) != 0;
  page.condemned = row.integer(column++) != 0;
  page.excluded = row.integer(column++) != 0;
  page.snapshot = row.integer(column++);
  page.first_gone = optional_integer(row, column++);
  page.failures = row.integer(column++);
  page.last_error = row.text(column++);
  page.moved_to = optional_integer(row, column++);
  page.duplicate_of = optional_integer(row, column++);
  page.unread = row.integer(column++) != 0;
  page.remains = row.integer(column++) != 0;
  page.canonical = row.text(column++);
  return page;
}

std::optional<PageState> first_state(sqlite::Statement& statement) {
  std::optional<PageState> page;
  if (statement.step()) page = read_state(statement);
  statement.reset();
  return page;
}

}  // namespace

PageRows::PageRows(sqlite::Database& database)
    : database_(database),
      find_(database.prepare(fmt::format("{}WHERE url = ?1", select_state))),
      load_(database.prepare(fmt::format("{}WHERE id = ?1", select_state))),
      save_(database.prepare(
          "UPDATE pages SET site = ?2, due = ?3, last_visit = ?4, last_change = ?5, last_run = ?6, etag = ?7,"
          " last_modified = ?8, content_hash = ?9, fingerprint = ?10, article = ?11, live = ?12, condemned = ?13,"
          " excluded = ?14, snapshot = ?15, first_gone = ?16, failures = ?17, last_error = ?18, moved_to = ?19,"
          " duplicate_of = ?20, unread = ?21, remains = ?22, canonical = ?23 WHERE id = ?1")),
      insert_(database.prepare("INSERT INTO pages(url, site, kind, depth, first_seen, due)"
                               " VALUES(?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT(url) DO NOTHING")),
      // A page that turns out to be a feed or a sitemap before anybody visited it becomes one.
      make_kind_(database.prepare("UPDATE pages SET kind = ?2 WHERE url = ?1 AND kind = 0 AND last_visit IS NULL")),
      hint_(database.prepare("UPDATE pages SET due = ?2 WHERE url = ?1 AND last_visit < ?3 AND due > ?2")),
      add_visit_(database.prepare(
          "INSERT OR REPLACE INTO visits(page, at, outcome, status, changed) VALUES(?1, ?2, ?3, ?4, ?5)")),
      prune_visits_(database.prepare(
          // Visits of the future are those of a clock that was wrong; kept, they would crowd the true ones out.
          fmt::format("DELETE FROM visits WHERE page = ?1 AND (at > ?2 OR at <= (SELECT at FROM visits WHERE page = ?1"
                      " AND at <= ?2 ORDER BY at DESC LIMIT 1 OFFSET {}))",
                      visits_kept))),
      last_answer_(database.prepare(
          fmt::format("SELECT outcome FROM visits WHERE page = ?1 AND outcome <> {} ORDER BY at DESC LIMIT 1",
                      static_cast<int>(Outcome::failed)))),
      add_snapshot_(database.prepare("INSERT INTO snapshots(page, fetched, content_type, bytes, stored, hash, body)"
                                     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      drop_snapshot_(database.prepare("DELETE FROM snapshots WHERE id = ?1")),
      drop_change_(database.prepare("DELETE FROM changes WHERE page = ?1 AND snapshot = ?2 AND kind = 1")),
      add_change_(
          database.prepare("INSERT INTO changes(kind, page, snapshot, previous, at) VALUES(?1, ?2, ?3, ?4, ?5)")),
      sketch_(database.prepare("SELECT sketch FROM sketches WHERE page = ?1")),
      save_sketch_(database.prepare("INSERT OR REPLACE INTO sketches(page, sketch) VALUES(?1, ?2)")),
      drop_sketch_(database.prepare("DELETE FROM sketches WHERE page = ?1")),
      add_band_(database.prepare("INSERT OR IGNORE INTO bands(band, page) VALUES(?1, ?2)")),
      drop_band_(database.prepare("DELETE FROM bands WHERE band = ?1 AND page = ?2")),
      // Bodies of duplicates were looked at and not kept: the one seen last is not the one stored last.
      free_duplicates_(database.prepare("UPDATE pages SET duplicate_of = NULL, etag = '', last_modified = '',"
                                        " content_hash = x'', fingerprint = x'',"
                                        " due = iif(excluded, NULL, ?2) WHERE duplicate_of = ?1")),
      inherit_duplicates_(database.prepare("UPDATE pages SET duplicate_of = ?2 WHERE duplicate_of = ?1 AND id <> ?2")),
      leads_to_(database.prepare("SELECT coalesce(moved_to, duplicate_of) FROM pages WHERE id = ?1")),
      live_sources_(database.prepare(
          "WITH RECURSIVE source(id) AS (SELECT ?1"
          " UNION SELECT p.id FROM source JOIN pages AS p ON p.moved_to = source.id"
          " UNION SELECT p.id FROM source JOIN pages AS p ON p.duplicate_of = source.id)"
          " SELECT p.id, p.url FROM source JOIN pages AS p ON p.id = source.id WHERE p.live = 1 AND p.id <> ?1")) {}

std::int64_t PageRows::site_id(std::string_view name) {
  if (const auto known = site_ids_.find(name); known != site_ids_.end()) return known->second;
  database_.prepare("INSERT OR IGNORE INTO sites(name) VALUES(?1)").with(name).run();
  sqlite::Statement row = database_.prepare("SELECT id FROM sites WHERE name = ?1");
  row.with(name).step();
  return site_ids_.emplace(name, row.integer(0)).first->second;
}

std::optional<PageState> PageRows::find(std::string_view url) { return first_state(find_.with(url)); }

PageState PageRows::load(std::int64_t id) {
  std::optional<PageState> page = first_state(load_.with(id));
  if (!page) throw Failure(Fault::internal, fmt::format("{}: there is no page {}", database_.file().string(), id));
  return *std::move(page);
}

bool PageRows::insert(std::string_view url, std::int64_t site, PageKind kind, int depth, Instant at) {
  insert_.with(url, site, static_cast<int>(kind), depth, to_column(at)).run();
  if (database_.changed_rows() != 0) return true;
  if (kind != PageKind::page) make_kind_.with(url, static_cast<int>(kind)).run();
  return false;
}

PageState PageRows::find_or_add(std::string_view url, std::string_view site, PageKind kind, int depth, Instant at) {
  if (std::optional<PageState> known = find(url)) return *std::move(known);
  insert(url, site_id(site), kind, depth, at);
  return *find(url);
}

void PageRows::save(const PageState& page) {
  save_.with(page.id, page.site, page.due, page.last_visit, page.last_change, page.last_run, page.etag,
             page.last_modified);
  save_.bind_blob(9, page.content_hash).bind_blob(10, page.fingerprint);
  save_.bind(11, std::int64_t{page.article}).bind(12, std::int64_t{page.live}).bind(13, std::int64_t{page.condemned});
  save_.bind(14, std::int64_t{page.excluded}).bind(15, page.snapshot).bind(16, page.first_gone).bind(17, page.failures);
  save_.bind(18, page.last_error).bind(19, page.moved_to).bind(20, page.duplicate_of);
  save_.bind(21, std::int64_t{page.unread}).bind(22, std::int64_t{page.remains}).bind(23, page.canonical);
  save_.run();
}

void PageRows::add_visit(std::int64_t page, const VisitRow& visit) {
  add_visit_.with(page, to_column(visit.at), static_cast<int>(visit.outcome), visit.status, visit.changed).run();
  prune_visits_.with(page, to_column(visit.at)).run();
}

SnapshotId PageRows::add_snapshot(std::int64_t page, Instant fetched, std::string_view content_type,
                                  std::string_view body, std::string_view hash) {
  const std::string frame = compress(body);
  add_snapshot_.with(page, to_column(fetched), content_type, body.size(), frame.size());
  add_snapshot_.bind_blob(6, hash).bind_blob(7, frame);
  add_snapshot_.run();
  return {database_.last_row_id()};
}

void PageRows::save_sketch(std::int64_t page, std::string_view sketch) {
  std::string before;
  if (sketch_.with(page).step()) before = sketch_.blob(0);
  sketch_.reset();
  if (before == sketch) return;
  for (const std::int64_t band : bands_of(before)) drop_band_.with(band, page).run();
  if (sketch.empty()) return drop_sketch_.with(page).run();
  save_sketch_.with(page);
  save_sketch_.bind_blob(2, sketch);
  save_sketch_.run();
  for (const std::int64_t band : bands_of(sketch)) add_band_.with(band, page).run();
}

void PageRows::drop_snapshot(std::int64_t page, std::int64_t snapshot) {
  drop_change_.with(page, snapshot).run();
  drop_snapshot_.with(snapshot).run();
}

void PageRows::add_change(ChangeKind kind, std::int64_t page, std::int64_t snapshot,
                          std::optional<std::int64_t> previous, Instant at) {
  add_change_.with(static_cast<int>(kind), page, snapshot, previous, to_column(at)).run();
}

bool PageRows::last_seen_gone(std::int64_t page) {
  const bool answered = last_answer_.with(page).step();
  const bool gone = answered && last_answer_.integer(0) == static_cast<int>(Outcome::gone);
  last_answer_.reset();
  return gone;
}

void PageRows::forget_remains(PageState& page, Instant at) {
  if (!page.remains) return;
  page.remains = false;
  add_change(ChangeKind::removed, page.id, 0, std::nullopt, at);
}

void PageRows::remove_article(PageState& page, bool gone, Instant at) {
  add_change(ChangeKind::removed, page.id, 0, std::nullopt, at);
  page.live = false;
  page.remains = gone;
  page.condemned = false;
  page.etag.clear();
  page.last_modified.clear();
  free_duplicates_.with(page.id, to_column(at)).run();
}

std::int64_t PageRows::end_of_redirects(std::int64_t page) {
  std::int64_t end = page;
  for (int hop = 0; hop < redirects_followed; ++hop) {
    const bool known = leads_to_.with(end).step();
    const auto next = known ? optional_integer(leads_to_, 0) : std::nullopt;
    leads_to_.reset();
    if (!next) return end;
    if (*next == page) return page;
    end = *next;
  }
  return page;
}

std::vector<std::string> PageRows::settle_moves(const PageState& target, Instant at) {
  std::vector<std::pair<std::int64_t, std::string>> sources;
  live_sources_.with(target.id);
  while (live_sources_.step()) sources.emplace_back(live_sources_.integer(0), live_sources_.text(1));
  live_sources_.reset();
  std::vector<std::string> addresses;
  for (auto& [id, url] : sources) {
    PageState source = load(id);
    add_change(ChangeKind::moved, target.id, target.snapshot, id, at);
    source.live = false;
    source.condemned = false;
    source.etag.clear();
    source.last_modified.clear();
    save(source);
    inherit_duplicates_.with(id, target.id).run();
    addresses.push_back(std::move(url));
  }
  return addresses;
}

std::int64_t PageRows::discover(std::string_view site, std::span<const Discovered> found, Instant at) {
  if (found.empty()) return 0;
  const std::int64_t site_number = site_id(site);
  std::int64_t added = 0;
  for (const Discovered& one : found) {
    const bool plain = one.kind == PageKind::page && !one.lastmod;
    if (plain && recent_.contains(one.url)) continue;
    const std::int64_t owner = one.site.empty() ? site_number : site_id(one.site);
    const bool inserted = insert(one.url, owner, one.kind, one.depth, at);
    recent_.insert(one.url);
    added += inserted ? 1 : 0;
    // A date in the future says nothing about today.
    if (!inserted && one.lastmod && *one.lastmod <= at)
      hint_.with(one.url, to_column(at), to_column(*one.lastmod)).run();
  }
  return added;
}

}  // namespace caravan::archive
