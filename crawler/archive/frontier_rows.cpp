#include "crawler/archive/frontier_rows.h"

#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/sqlite.h"
#include "crawler/archive/frontier_access.h"
#include "crawler/archive/migrations.h"
#include "crawler/archive/rows.h"
#include "crawler/archive/sketch.h"

namespace caravan::archive {

namespace {

// A text that hundreds of pages share is a template; looking at some of them is enough.
constexpr int most_of_a_band = 50;

constexpr std::string_view where_due =
    " FROM pages WHERE site = (SELECT id FROM sites WHERE name = ?1) AND due <= ?2 AND last_run <> ?3";
// The plus keeps SQLite from searching by this bound where another one is closer.
constexpr std::string_view where_due_otherwise =
    " FROM pages WHERE site = (SELECT id FROM sites WHERE name = ?1) AND +due <= ?2 AND last_run <> ?3";

std::int64_t latest_due(const DueQuery& query) {
  return query.due_by ? to_column(*query.due_by) : std::numeric_limits<std::int64_t>::max();
}

/// Runs have numbers above 0; pages that no run has visited have 0, and must not be left out.
std::int64_t excluded_run(const DueQuery& query) { return query.not_in_run == 0 ? -1 : query.not_in_run; }

std::optional<PageRow> first_page(sqlite::Statement& statement) {
  std::optional<PageRow> page;
  if (statement.step()) page = read_page(statement);
  statement.reset();
  return page;
}

}  // namespace

struct FrontierRows::Private {
  explicit Private(std::shared_ptr<sqlite::Database> db)
      : database(std::move(db)),
        // Two statements for (due, id) > (?4, ?5): SQLite would search all pages of one moment again for each batch.
        due_same_moment(database->prepare(fmt::format(
            "SELECT id, url, kind, due{} AND due = ?4 AND id > ?5 ORDER BY id LIMIT ?6", where_due_otherwise))),
        due_later(database->prepare(
            fmt::format("SELECT id, url, kind, due{} AND due > ?4 ORDER BY due, id LIMIT ?5", where_due))),
        page_by_url(database->prepare(fmt::format("{} WHERE p.url = ?1", select_page))),
        page_by_id(database->prepare(fmt::format("{} WHERE p.id = ?1", select_page))),
        visits(database->prepare("SELECT at, outcome, status, changed FROM visits WHERE page = ?1 ORDER BY at")),
        by_fingerprint(database->prepare(
            fmt::format("{} WHERE p.live = 1 AND p.site = (SELECT id FROM sites WHERE name = ?1) AND p.article = 1"
                        " AND p.fingerprint = ?2 AND p.moved_to IS NULL ORDER BY p.first_seen, p.id LIMIT 1",
                        select_page))),
        pages_of_band(database->prepare(
            "SELECT b.page FROM bands AS b JOIN pages AS p ON p.id = b.page WHERE b.band = ?1 AND p.id <> ?2"
            " AND p.live = 1 AND p.article = 1 AND p.moved_to IS NULL ORDER BY b.page LIMIT ?3")),
        naming(database->prepare(fmt::format("{} WHERE p.canonical = ?1 AND p.canonical <> '' AND p.live = 1"
                                             " AND p.article = 1 AND p.moved_to IS NULL ORDER BY p.id LIMIT ?2",
                                             select_page))),
        sketch_of_page(database->prepare("SELECT sketch FROM sketches WHERE page = ?1")),
        robots(database->prepare(
            "SELECT asked, status, body, good, failing_since, etag, last_modified FROM robots WHERE origin = ?1")),
        host(database->prepare("SELECT not_before, failures FROM hosts WHERE origin = ?1")) {}

  std::int64_t count(std::string_view condition, std::string_view site) const {
    sqlite::Statement statement = database->prepare(
        fmt::format("SELECT count(*) FROM pages WHERE site = (SELECT id FROM sites WHERE name = ?1){}", condition));
    statement.with(site).step();
    return statement.integer(0);
  }

  std::shared_ptr<sqlite::Database> database;
  sqlite::Statement due_same_moment, due_later, page_by_url, page_by_id, visits, by_fingerprint;
  sqlite::Statement pages_of_band, naming, sketch_of_page, robots, host;
};

FrontierRows::FrontierRows(std::unique_ptr<Private> p) : p_(std::move(p)) {}
FrontierRows::FrontierRows(FrontierRows&&) noexcept = default;
FrontierRows& FrontierRows::operator=(FrontierRows&&) noexcept = default;
FrontierRows::~FrontierRows() = default;

FrontierRows FrontierAccess::over(std::shared_ptr<sqlite::Database> database) {
  return FrontierRows(std::make_unique<FrontierRows::Private>(std::move(database)));
}

Result<FrontierRows> FrontierRows::open(const std::filesystem::path& crawl_db) {
  auto database = sqlite::Database::open(crawl_db, sqlite::Database::Access::read_only);
  if (!database) return tl::unexpected(std::move(database).error());
  if (auto known = database->migrate(migrations()); !known) return tl::unexpected(std::move(known).error());
  return FrontierAccess::over(std::make_shared<sqlite::Database>(std::move(*database)));
}

DueBatch FrontierRows::due(const DueQuery& query) const {
  DueBatch batch;
  batch.end = query.after;
  const auto collect = [&batch](sqlite::Statement& row) {
    while (row.step()) {
      batch.pages.push_back({row.integer(0), std::string(row.text(1)), static_cast<PageKind>(row.integer(2)),
                             to_instant(row.integer(3))});
      batch.end = {row.integer(3), row.integer(0)};
    }
    row.reset();
  };
  collect(p_->due_same_moment.with(query.site, latest_due(query), excluded_run(query), query.after.due, query.after.id,
                                   query.limit));
  if (batch.pages.size() < query.limit)
    collect(p_->due_later.with(query.site, latest_due(query), excluded_run(query), query.after.due,
                               query.limit - batch.pages.size()));
  return batch;
}

std::int64_t FrontierRows::count_due(const DueQuery& query) const {
  sqlite::Statement row = p_->database->prepare(fmt::format("SELECT count(*){}", where_due));
  row.with(query.site, latest_due(query), excluded_run(query)).step();
  return row.integer(0);
}

std::optional<Instant> FrontierRows::next_due(std::string_view site, std::optional<Instant> after) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT due FROM pages WHERE site = (SELECT id FROM sites WHERE name = ?1) AND due > ?2 ORDER BY due LIMIT 1");
  row.with(site, after ? to_column(*after) : std::numeric_limits<std::int64_t>::min());
  return row.step() ? optional_instant(row, 0) : std::nullopt;
}

std::optional<PageRow> FrontierRows::page(std::string_view url) const { return first_page(p_->page_by_url.with(url)); }

std::optional<PageRow> FrontierRows::page(std::int64_t id) const { return first_page(p_->page_by_id.with(id)); }

std::vector<VisitRow> FrontierRows::visits(std::int64_t page_id) const {
  std::vector<VisitRow> history;
  sqlite::Statement& row = p_->visits.with(page_id);
  while (row.step())
    history.push_back({to_instant(row.integer(0)), static_cast<Outcome>(row.integer(1)),
                       static_cast<int>(row.integer(2)), row.integer(3) != 0});
  row.reset();
  return history;
}

std::optional<PageRow> FrontierRows::live_with_fingerprint(std::string_view site, std::string_view fingerprint) const {
  if (fingerprint.empty()) return std::nullopt;
  p_->by_fingerprint.reset();
  p_->by_fingerprint.bind(1, site).bind_blob(2, fingerprint);
  return first_page(p_->by_fingerprint);
}

std::optional<PageRow> FrontierRows::live_like(std::string_view sketch, std::int64_t except) const {
  std::set<std::int64_t> candidates;
  sqlite::Statement& of_band = p_->pages_of_band;
  for (const std::int64_t band : bands_of(sketch)) {
    of_band.with(band, except, most_of_a_band);
    while (of_band.step()) candidates.insert(of_band.integer(0));
    of_band.reset();
  }
  std::optional<std::int64_t> best;
  double most = 0;
  for (const std::int64_t id : candidates) {
    sqlite::Statement& row = p_->sketch_of_page.with(id);
    if (row.step() && is_same_article(sketch, row.blob(0)) && likeness(sketch, row.blob(0)) > most) {
      best = id;
      most = likeness(sketch, row.blob(0));
    }
    row.reset();
  }
  return best ? page(*best) : std::nullopt;
}

std::vector<PageRow> FrontierRows::live_naming(std::string_view url) const {
  sqlite::Statement& row = p_->naming.with(url, most_of_a_band);
  std::vector<PageRow> pages;
  while (row.step()) pages.push_back(read_page(row));
  row.reset();
  return pages;
}

bool FrontierRows::is_like(std::int64_t page, std::string_view sketch) const {
  sqlite::Statement& row = p_->sketch_of_page.with(page);
  const bool like = !sketch.empty() && row.step() && is_same_article(sketch, row.blob(0));
  row.reset();
  return like;
}

std::vector<std::int64_t> FrontierRows::unread(std::int64_t after, std::size_t limit) const {
  sqlite::Statement row =
      p_->database->prepare("SELECT id FROM pages WHERE unread = 1 AND id > ?1 ORDER BY id LIMIT ?2");
  row.with(after, limit);
  std::vector<std::int64_t> pages;
  while (row.step()) pages.push_back(row.integer(0));
  return pages;
}

std::int64_t FrontierRows::count_unread() const {
  sqlite::Statement row = p_->database->prepare("SELECT count(*) FROM pages WHERE unread = 1");
  row.step();
  return row.integer(0);
}

std::vector<PageRow> FrontierRows::failing(std::string_view site, std::size_t limit) const {
  sqlite::Statement row =
      p_->database->prepare(fmt::format("{} WHERE p.site = (SELECT id FROM sites WHERE name = ?1) AND p.failures > 0"
                                        " ORDER BY p.failures DESC LIMIT ?2",
                                        select_page));
  row.with(site, limit);
  std::vector<PageRow> pages;
  while (row.step()) pages.push_back(read_page(row));
  return pages;
}

std::int64_t FrontierRows::count_failing(std::string_view site) const { return p_->count(" AND failures > 0", site); }

std::vector<std::string> FrontierRows::condemned_articles(std::string_view site, std::size_t limit) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT url FROM pages WHERE condemned = 1 AND article = 1 AND site = (SELECT id FROM sites WHERE name = ?1)"
      " ORDER BY id LIMIT ?2");
  row.with(site, limit);
  std::vector<std::string> addresses;
  while (row.step()) addresses.emplace_back(row.text(0));
  return addresses;
}

SiteTotals FrontierRows::totals(std::string_view site) const {
  return {p_->count("", site), p_->count(" AND live = 1", site), p_->count(" AND live = 1 AND article = 1", site),
          p_->count(" AND condemned = 1", site), p_->count(" AND condemned = 1 AND article = 1", site)};
}

std::optional<Instant> FrontierRows::last_success(std::string_view site) const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT max(last_visit) FROM pages WHERE site = (SELECT id FROM sites WHERE name = ?1) AND failures = 0");
  return row.with(site).step() ? optional_instant(row, 0) : std::nullopt;
}

std::vector<HostRow> FrontierRows::left_alone(Instant now) const {
  sqlite::Statement row =
      p_->database->prepare("SELECT origin, not_before, failures FROM hosts WHERE not_before > ?1 ORDER BY origin");
  row.with(to_column(now));
  std::vector<HostRow> hosts;
  while (row.step())
    hosts.push_back({std::string(row.text(0)), optional_instant(row, 1), static_cast<int>(row.integer(2))});
  return hosts;
}

std::vector<std::string> FrontierRows::sites() const {
  sqlite::Statement row = p_->database->prepare("SELECT name FROM sites ORDER BY name");
  std::vector<std::string> names;
  while (row.step()) names.emplace_back(row.text(0));
  return names;
}

std::optional<RobotsRow> FrontierRows::robots(std::string_view origin) const {
  sqlite::Statement& row = p_->robots.with(origin);
  std::optional<RobotsRow> robots;
  if (row.step())
    robots = RobotsRow{std::string(origin),      to_instant(row.integer(0)), static_cast<int>(row.integer(1)),
                       std::string(row.blob(2)), optional_instant(row, 3),   optional_instant(row, 4),
                       std::string(row.text(5)), std::string(row.text(6))};
  row.reset();
  return robots;
}

std::optional<HostRow> FrontierRows::host(std::string_view origin) const {
  sqlite::Statement& row = p_->host.with(origin);
  std::optional<HostRow> host;
  if (row.step()) host = HostRow{std::string(origin), optional_instant(row, 0), static_cast<int>(row.integer(1))};
  row.reset();
  return host;
}

}  // namespace caravan::archive
