#include "crawler/archive/archive_writer.h"

#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "crawler/archive/archive_writer_private.h"
#include "crawler/archive/migrations.h"
#include "crawler/archive/rows.h"
#include "crawler/archive/stored_report.h"

namespace caravan::archive {

namespace {

bool is_another(std::string_view hash_before, std::string_view fingerprint_before, std::string_view hash,
                std::string_view fingerprint) {
  if (hash == hash_before) return false;
  return fingerprint.empty() || fingerprint_before.empty() || fingerprint != fingerprint_before;
}

bool is_sign_of_life(const PageVisit& visit) {
  const bool answered = visit.outcome == Outcome::fetched || visit.outcome == Outcome::not_modified ||
                        visit.outcome == Outcome::redirected;
  return answered && visit.effect != Effect::condemn && visit.effect != Effect::remove;
}

/// The gone rule's memory; see ArchiveWriter::store().
void note_gone_or_alive(PageState& page, const PageVisit& visit) {
  if (is_sign_of_life(visit)) {
    page.first_gone.reset();
    page.condemned = false;
  } else if (visit.outcome == Outcome::gone) {
    const std::int64_t at = to_column(visit.at);
    const bool set_back = (page.last_visit && *page.last_visit > at) || (page.first_gone && *page.first_gone > at);
    if (set_back) {
      page.first_gone.reset();
    } else if (!page.first_gone) {
      page.first_gone = at;
    }
  }
}

void note_failures(PageState& page, const PageVisit& visit) {
  if (visit.outcome == Outcome::failed) {
    ++page.failures;
    page.last_error = visit.error;
  } else if (visit.outcome == Outcome::refused) {
    page.last_error = visit.error;
  } else {
    page.failures = 0;
    page.last_error.clear();
  }
}

void note_validators(PageState& page, const PageVisit& visit) {
  const bool anew = visit.outcome == Outcome::fetched;
  if (anew || !visit.etag.empty()) page.etag = visit.etag;
  if (anew || !visit.last_modified.empty()) page.last_modified = visit.last_modified;
}

/// What the next conditional request may ask for, and what the next body is compared with.
void note_content(PageState& page, const PageVisit& visit, std::string_view hash) {
  switch (visit.outcome) {
    case Outcome::fetched:
      page.content_hash = hash;
      page.fingerprint = visit.fingerprint;
      page.article = visit.article;
      page.canonical = visit.canonical;
      page.moved_to.reset();
      note_validators(page, visit);
      break;
    case Outcome::not_modified:
      note_validators(page, visit);
      break;
    case Outcome::forbidden:
    case Outcome::forbidden_by_header:
      // While its article still stands, "not modified" would pass for a sign of life.
      page.unread = false;
      page.etag = page.live ? std::string() : visit.etag;
      page.last_modified = page.live ? std::string() : visit.last_modified;
      break;
    case Outcome::redirected:
    case Outcome::gone:
    case Outcome::failed:
    case Outcome::refused:
      break;
  }
}

}  // namespace

bool is_new_version(const PageRow& before, std::string_view body_hash, std::string_view fingerprint) {
  return before.snapshot.value == 0 || is_another(before.content_hash, before.fingerprint, body_hash, fingerprint);
}

ArchiveWriter::ArchiveWriter(std::unique_ptr<Private> p) : p_(std::move(p)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter& ArchiveWriter::operator=(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Result<ArchiveWriter> ArchiveWriter::open(const std::filesystem::path& crawl_db, CommitGroup group) {
  auto opened = sqlite::Database::open(crawl_db, sqlite::Database::Access::create);
  if (!opened) return tl::unexpected(std::move(opened).error());
  if (auto migrated = opened->migrate(migrations()); !migrated) return tl::unexpected(std::move(migrated).error());
  try {
    auto database = std::make_shared<sqlite::Database>(std::move(*opened));
    // Looking up a page's links jumps over the whole index of addresses; SQLite's own 2 MB hold too little of it.
    database->execute("PRAGMA cache_size = -16000");
    return ArchiveWriter(std::make_unique<Private>(std::move(database), group));
  } catch (const Failure& failure) {
    return tl::unexpected(failure.error());
  }
}

FrontierRows& ArchiveWriter::frontier() { return p_->frontier; }

void ArchiveWriter::commit() { p_->commit(); }

void ArchiveWriter::Private::write_changes(RunReport now) {
  for (const SiteReport& site : std::exchange(now.sites, {}))
    database
        ->prepare(
            "INSERT INTO run_sites(run, site, report) VALUES(?1, ?2, ?3)"
            " ON CONFLICT(run, site) DO UPDATE SET report = excluded.report")
        .with(now.run, site.site, to_stored_site(site))
        .run();
  write_run(now);
}

void ArchiveWriter::Private::write_run(const RunReport& now) {
  database->prepare("UPDATE runs SET ended = ?2, complete = ?3, report = ?4 WHERE id = ?1")
      .with(now.run, to_column(now.ended), now.complete, to_stored_report(now))
      .run();
}

std::int64_t ArchiveWriter::begin_run(Instant at) {
  p_->begin();
  p_->database->prepare("INSERT INTO runs(started) VALUES(?1)").with(to_column(at)).run();
  p_->run = p_->database->last_row_id();
  p_->end();
  p_->commit();
  return p_->run;
}

void ArchiveWriter::report_with(std::function<RunReport()> changes) { p_->report = std::move(changes); }

void ArchiveWriter::save_run(const RunReport& report) {
  p_->begin();
  p_->write_run(report);
  p_->database->prepare("DELETE FROM run_sites WHERE run = ?1").with(report.run).run();
  p_->end();
  p_->commit();
}

Stored ArchiveWriter::store(const PageVisit& visit) {
  p_->begin();
  Stored stored = p_->store(visit);
  p_->end();
  return stored;
}

Stored ArchiveWriter::Private::store(const PageVisit& visit) {
  Stored stored;
  PageState page = rows.find_or_add(visit.url, visit.site, visit.kind, 0, visit.at);
  const bool fetched = visit.outcome == Outcome::fetched;
  const std::string hash = fetched ? sha256(visit.body) : std::string();
  note_gone_or_alive(page, visit);
  note_failures(page, visit);
  note_remains(page, visit);
  if (visit.effect == Effect::condemn) page.condemned = page.live;
  if (visit.effect == Effect::remove && page.live) {
    rows.remove_article(page, visit.outcome == Outcome::gone, visit.at);
    stored.removed = true;
  } else if (visit.effect == Effect::remove && page.duplicate_of) {  // an address less; the article stays
    rows.add_change(ChangeKind::removed, page.id, 0, std::nullopt, visit.at);
    page.duplicate_of.reset();
  }
  bool took_over = false;
  bool changed = visit.kind != PageKind::page && fetched && hash != page.content_hash;
  if (fetched && note_duplicate(page, visit.duplicate_of, visit.at)) {
    note_content(page, visit, hash);
  } else if (fetched && visit.effect == Effect::store) {
    store_version(page, visit, hash, stored);
    if (page.live && page.article) took_over = take_over(page, visit.versions);
  } else if (!fetched || visit.kind != PageKind::page) {
    note_content(page, visit, hash);
  }
  if (visit.outcome == Outcome::redirected) note_redirect(page, visit);
  page.due = to_column(visit.next_due);
  page.last_visit = to_column(visit.at);
  page.last_run = run;
  rows.save(page);
  settle(page, visit.at, stored, took_over);
  changed |= stored.version == Stored::Version::first || stored.version == Stored::Version::next;
  rows.add_visit(page.id, {visit.at, visit.outcome, visit.status, changed});
  stored.discovered = rows.discover(visit.site, visit.discovered, visit.at);
  return stored;
}

/// A page that is back stands for itself; one that answers otherwise, or may not be asked, says nothing any more.
void ArchiveWriter::Private::note_remains(PageState& page, const PageVisit& visit) {
  if (visit.outcome == Outcome::gone || visit.outcome == Outcome::failed) return;
  if (visit.outcome == Outcome::fetched && visit.effect == Effect::store) {
    page.remains = false;
  } else {
    rows.forget_remains(page, visit.at);
  }
}

/// @return false when the page named is no live article (any more): then this one has to stand for itself.
bool ArchiveWriter::Private::note_duplicate(PageState& page, std::string_view original_url, Instant at) {
  if (original_url.empty()) return false;
  const std::optional<PageState> original = rows.find(original_url);
  if (!original || !original->live || !original->article || original->id == page.id) return false;
  // What stood for itself moves, which settle() says.
  if (page.duplicate_of != original->id && !page.live)
    rows.add_change(ChangeKind::copied, page.id, 0, original->id, at);
  page.duplicate_of = original->id;
  page.unread = false;
  return true;
}

/// Its versions pass for its duplicates; settle() says that their articles are now this one.
/// @return whether there are any
bool ArchiveWriter::Private::take_over(const PageState& page, const std::vector<std::string>& versions) {
  bool any = false;
  for (const std::string& url : versions) {
    std::optional<PageState> version = rows.find(url);
    if (!version || !version->live || version->id == page.id) continue;
    version->duplicate_of = page.id;
    rows.save(*version);
    any = true;
  }
  return any;
}

void ArchiveWriter::Private::store_version(PageState& page, const PageVisit& visit, std::string_view hash,
                                           Stored& stored) {
  const bool first = page.snapshot == 0;
  // While it was a duplicate its bodies were looked at, but not kept: the last one seen is not the last one stored.
  const bool another = first || page.duplicate_of.has_value() ||
                       is_another(page.content_hash, page.fingerprint, hash, visit.fingerprint);
  if (another) {
    if (!first && !page.article) rows.drop_snapshot(page.id, page.snapshot);
    stored.snapshot = rows.add_snapshot(page.id, visit.at, visit.content_type, visit.body, hash);
    stored.version = first ? Stored::Version::first : Stored::Version::next;
    page.snapshot = stored.snapshot.value;
    page.last_change = to_column(visit.at);
  } else if (!page.live) {
    stored.version = Stored::Version::back;
  }
  page.unread = visit.unread;
  page.live = !visit.unread;
  if (another && !visit.unread) rows.save_sketch(page.id, visit.article ? visit.sketch : "");
  page.duplicate_of.reset();
  note_content(page, visit, hash);
}

Stored ArchiveWriter::Private::note_reading(const Reading& reading, Instant at) {
  Stored stored;
  PageState page = rows.load(reading.page);
  if (!page.unread) return stored;
  page.unread = false;
  page.article = reading.article;
  page.fingerprint = reading.fingerprint;
  page.canonical = reading.canonical;
  if (page.excluded) {
    rows.save(page);
    return stored;
  }
  if (reading.next_due && page.due) page.due = to_column(reading.next_due);
  if (!note_duplicate(page, reading.duplicate_of, at)) {
    page.live = true;
    rows.save_sketch(page.id, reading.article ? reading.sketch : "");
    stored.version = Stored::Version::first;
    stored.snapshot = {page.snapshot};
    if (page.article) take_over(page, reading.versions);
  }
  rows.save(page);
  settle(page, at, stored);
  return stored;
}

Stored ArchiveWriter::note_reading(const Reading& reading, Instant at) {
  p_->begin();
  Stored stored = p_->note_reading(reading, at);
  p_->end();
  return stored;
}

void ArchiveWriter::Private::note_redirect(PageState& page, const PageVisit& visit) {
  if (visit.moved_to.empty()) return;
  PageState target = rows.find_or_add(visit.moved_to, visit.site, visit.kind, 0, visit.at);
  if (target.id == page.id) return;
  page.moved_to = target.id;
  if (target.live || target.unread) return;
  // Not live, it must be fetched in full, also where it passed for a duplicate of the very page that moves there.
  if (target.duplicate_of == page.id) target.duplicate_of.reset();
  if (!target.duplicate_of && !target.excluded && !target.moved_to) {
    target.etag.clear();
    target.last_modified.clear();
    target.due = to_column(visit.at);
  }
  rows.save(target);
}

/// Writes what the change log has to say of the page and of those that have moved to it.
void ArchiveWriter::Private::settle(PageState& page, Instant at, Stored& stored, bool took_over) {
  if (page.unread) return;
  const auto settle_at = [&](const PageState& target) {
    if (target.live && target.article) stored.moved_from = rows.settle_moves(target, at);
  };
  if (stored.version != Stored::Version::none) {
    settle_at(page);
    rows.add_change(ChangeKind::stored, page.id, page.snapshot, std::nullopt, at);
  } else if (took_over) {
    settle_at(page);
  } else if (page.moved_to || page.duplicate_of) {
    settle_at(rows.load(rows.end_of_redirects(page.id)));
  }
}

std::int64_t ArchiveWriter::discover(std::string_view site, std::span<const Discovered> found, Instant at) {
  p_->begin();
  const std::int64_t added = p_->rows.discover(site, found, at);
  p_->end();
  return added;
}

void ArchiveWriter::reschedule(std::int64_t page_id, std::optional<Instant> due, bool unconditional) {
  p_->begin();
  PageState page = p_->rows.load(page_id);
  page.due = to_column(due);
  if (unconditional) {
    page.etag.clear();
    page.last_modified.clear();
  }
  p_->rows.save(page);
  p_->end();
}

std::int64_t ArchiveWriter::bring_forward(Instant farthest, Instant now) {
  p_->begin();
  p_->database->prepare("UPDATE pages SET due = ?2 WHERE site IN (SELECT id FROM sites) AND due > ?1")
      .with(to_column(farthest), to_column(now))
      .run();
  const std::int64_t count = p_->database->changed_rows();
  p_->end();
  return count;
}

std::int64_t ArchiveWriter::remove_condemned(std::string_view site, Instant at) {
  p_->begin();
  sqlite::Statement row = p_->database->prepare(
      "SELECT id FROM pages WHERE condemned = 1 AND site = (SELECT id FROM sites WHERE name = ?1)");
  row.with(site);
  std::vector<std::int64_t> condemned;
  while (row.step()) condemned.push_back(row.integer(0));
  row.reset();
  for (std::int64_t id : condemned) {
    PageState page = p_->rows.load(id);
    p_->rows.remove_article(page, p_->rows.last_seen_gone(id), at);
    p_->rows.save(page);
  }
  p_->end();
  return static_cast<std::int64_t>(condemned.size());
}

void ArchiveWriter::save(const RobotsRow& robots) {
  p_->begin();
  sqlite::Statement row = p_->database->prepare(
      "INSERT OR REPLACE INTO robots(origin, asked, status, body, good, failing_since, etag, last_modified)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  row.bind(1, robots.origin).bind(2, to_column(robots.asked)).bind(3, std::int64_t{robots.status});
  row.bind_blob(4, robots.body).bind(5, to_column(robots.good)).bind(6, to_column(robots.failing_since));
  row.bind(7, robots.etag).bind(8, robots.last_modified);
  row.run();
  p_->end();
}

void ArchiveWriter::save(const HostRow& host) {
  p_->begin();
  p_->database->prepare("INSERT OR REPLACE INTO hosts(origin, not_before, failures) VALUES(?1, ?2, ?3)")
      .with(host.origin, to_column(host.not_before), host.failures)
      .run();
  p_->end();
}

}  // namespace caravan::archive
