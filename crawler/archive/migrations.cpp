#include "crawler/archive/migrations.h"

#include <array>

namespace caravan::archive {

namespace {

// Instants are seconds since 1970 (UTC), hashes and bodies blobs, kinds and outcomes the numbers of their enums.
// Nothing references snapshots by foreign key: dropping one would have to search every table for its number.
constexpr std::string_view version_1 = R"sql(
CREATE TABLE facts(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO facts VALUES('identity', lower(hex(randomblob(16))));

CREATE TABLE sites(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started INTEGER NOT NULL,
  ended INTEGER,
  complete INTEGER NOT NULL DEFAULT 0,
  report TEXT
);

CREATE TABLE pages(
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  site INTEGER NOT NULL REFERENCES sites,
  kind INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  due INTEGER,
  last_visit INTEGER,
  last_change INTEGER,
  last_run INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  content_hash BLOB NOT NULL DEFAULT x'',
  fingerprint BLOB NOT NULL DEFAULT x'',
  article INTEGER NOT NULL DEFAULT 0,
  live INTEGER NOT NULL DEFAULT 0,
  snapshot INTEGER NOT NULL DEFAULT 0,
  first_gone INTEGER,
  condemned INTEGER NOT NULL DEFAULT 0,
  excluded INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  moved_to INTEGER REFERENCES pages,
  duplicate_of INTEGER REFERENCES pages
);
CREATE INDEX pages_due ON pages(site, due);
CREATE INDEX pages_live ON pages(site, article, fingerprint) WHERE live = 1;
CREATE INDEX pages_condemned ON pages(site) WHERE condemned = 1;
CREATE INDEX pages_failing ON pages(site, failures) WHERE failures > 0;
CREATE INDEX pages_moved ON pages(moved_to) WHERE moved_to IS NOT NULL;
CREATE INDEX pages_duplicate ON pages(duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE visits(
  page INTEGER NOT NULL REFERENCES pages,
  at INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  status INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY(page, at)
) WITHOUT ROWID;

CREATE TABLE snapshots(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  page INTEGER NOT NULL REFERENCES pages,
  fetched INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX snapshots_page ON snapshots(page, fetched, bytes, stored);

CREATE TABLE changes(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  page INTEGER NOT NULL REFERENCES pages,
  snapshot INTEGER NOT NULL,
  previous INTEGER REFERENCES pages,
  at INTEGER NOT NULL
);
CREATE INDEX changes_page ON changes(page);

CREATE TABLE robots(
  origin TEXT PRIMARY KEY,
  asked INTEGER NOT NULL,
  status INTEGER NOT NULL,
  body BLOB NOT NULL,
  good INTEGER,
  failing_since INTEGER,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE hosts(
  origin TEXT PRIMARY KEY,
  not_before INTEGER,
  failures INTEGER NOT NULL
) WITHOUT ROWID;
)sql";

// Articles that came by import, as JSON in a zstd frame. They follow each other like changes: the index marks how far
// it has read.
constexpr std::string_view version_2 = R"sql(
CREATE TABLE imports(
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  article BLOB NOT NULL
);
)sql";

// Pages are stored first and read later: until then nobody knows whether they are articles.
constexpr std::string_view version_3 = R"sql(
ALTER TABLE pages ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pages_unread ON pages(id) WHERE unread = 1;
)sql";

// What a run that is under way has done so far, a row for each site: only those that changed are written with a page.
constexpr std::string_view version_4 = R"sql(
CREATE TABLE run_sites(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  site TEXT NOT NULL,
  report TEXT NOT NULL,
  UNIQUE(run, site)
);
)sql";

// What an article's text is like, and the keys that lead from one such text to another (sketch.h).
constexpr std::string_view version_5 = R"sql(
CREATE TABLE sketches(
  page INTEGER PRIMARY KEY REFERENCES pages,
  sketch BLOB NOT NULL
);
CREATE TABLE bands(
  band INTEGER NOT NULL,
  page INTEGER NOT NULL REFERENCES pages,
  PRIMARY KEY(band, page)
) WITHOUT ROWID;
)sql";

// A page that is gone may have been a part of an article that is there still: what it said last is kept for it. Copies
// are asked for once more, since parts that named the first one as canonical passed for copies of it.
constexpr std::string_view version_6 = R"sql(
ALTER TABLE pages ADD COLUMN remains INTEGER NOT NULL DEFAULT 0;
UPDATE pages SET etag = '', last_modified = '', content_hash = x'' WHERE duplicate_of IS NOT NULL AND live = 0;
)sql";

// Which page a print or AMP version names as its original, so that it makes way when that one comes.
constexpr std::string_view version_7 = R"sql(
ALTER TABLE pages ADD COLUMN canonical TEXT NOT NULL DEFAULT '';
CREATE INDEX pages_canonical ON pages(canonical) WHERE canonical <> '';
)sql";

constexpr std::array<sqlite::Migration, 7> steps{
    {{1, version_1}, {2, version_2}, {3, version_3}, {4, version_4}, {5, version_5}, {6, version_6}, {7, version_7}}};

}  // namespace

std::span<const sqlite::Migration> migrations() { return steps; }

}  // namespace caravan::archive
