#include "crawler/archive/rows.h"

#include <utility>

#include <fmt/format.h>

#include "crawler/archive/body_codec.h"

namespace caravan::archive {

const std::string_view select_page = R"sql(
SELECT p.id, p.url, s.name, p.kind, p.depth, p.first_seen, p.due, p.last_visit, p.last_change, p.last_run,
       p.etag, p.last_modified, p.content_hash, p.fingerprint, p.article, p.live, p.snapshot,
       p.first_gone, p.condemned, p.failures, p.last_error,
       (SELECT url FROM pages WHERE id = p.moved_to), (SELECT url FROM pages WHERE id = p.duplicate_of), p.unread,
       p.canonical
  FROM pages AS p JOIN sites AS s ON s.id = p.site )sql";

PageRow read_page(const sqlite::Statement& row) {
  PageRow page;
  int column = 0;
  page.id = row.integer(column++);
  page.url = row.text(column++);
  page.site = row.text(column++);
  page.kind = static_cast<PageKind>(row.integer(column++));
  page.depth = static_cast<int>(row.integer(column++));
  page.first_seen = to_instant(row.integer(column++));
  page.due = optional_instant(row, column++);
  page.last_visit = optional_instant(row, column++);
  page.last_change = optional_instant(row, column++);
  page.last_run = row.integer(column++);
  page.etag = row.text(column++);
  page.last_modified = row.text(column++);
  page.content_hash = row.blob(column++);
  page.fingerprint = row.blob(column++);
  page.article = row.integer(column++) != 0;
  page.live = row.integer(column++) != 0;
  page.snapshot.value = row.integer(column++);
  page.first_gone = optional_instant(row, column++);
  page.condemned = row.integer(column++) != 0;
  page.failures = static_cast<int>(row.integer(column++));
  page.last_error = row.text(column++);
  page.moved_to = row.text(column++);
  page.duplicate_of = row.text(column++);
  page.unread = row.integer(column++) != 0;
  page.canonical = row.text(column++);
  return page;
}

const std::string_view select_snapshot =
    "SELECT v.id, p.url, s.name, v.fetched, v.content_type, v.bytes, v.body"
    " FROM snapshots AS v JOIN pages AS p ON p.id = v.page JOIN sites AS s ON s.id = p.site ";

Result<Snapshot> read_snapshot(const sqlite::Statement& row) {
  Result<std::string> body = decompress(row.blob(6), static_cast<std::uint64_t>(row.integer(5)));
  if (!body)
    return fail(body.error().fault,
                fmt::format("snapshot {} of {}: {}", row.integer(0), row.text(1), body.error().what),
                body.error().remedy);
  return Snapshot{{row.integer(0)},           std::string(row.text(1)), std::string(row.text(2)),
                  to_instant(row.integer(3)), std::string(row.text(4)), *std::move(body)};
}

}  // namespace caravan::archive
