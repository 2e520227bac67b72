// The archive's writer, second half: what is known is fitted to a changed configuration.
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "crawler/archive/archive_writer_private.h"
#include "crawler/archive/rows.h"

namespace caravan::archive {

namespace {

constexpr std::size_t scope_batch = 1000;
constexpr std::size_t reread_batch = 100;
constexpr std::string_view reread_fact = "reread:";  // + the site's name; the value is the last page that was read

}  // namespace

std::string ArchiveWriter::Private::fact(std::string_view name) {
  sqlite::Statement row = database->prepare("SELECT value FROM facts WHERE name = ?1");
  return row.with(name).step() ? std::string(row.text(0)) : std::string();
}

void ArchiveWriter::Private::set_fact(std::string_view name, std::string_view value) {
  database->prepare("INSERT OR REPLACE INTO facts(name, value) VALUES(?1, ?2)").with(name, value).run();
}

void ArchiveWriter::Private::refit(std::int64_t page_id, const std::optional<std::string>& site, Instant at,
                                   ScopeChanges& changes) {
  PageState page = rows.load(page_id);
  if (!site) {
    if (page.excluded) return;
    ++changes.excluded;
    page.excluded = true;
    page.due.reset();
    rows.forget_remains(page, at);
    if (page.live) {
      rows.remove_article(page, false, at);
      ++changes.removed;
    }
    rows.save(page);
    return;
  }
  const std::int64_t site_number = rows.site_id(*site);
  if (page.excluded) {
    ++changes.returned;
    page.excluded = false;
    page.due = to_column(at);
    page.etag.clear();
    page.last_modified.clear();
  } else if (page.site != site_number) {
    ++changes.reassigned;
    if (page.live) rows.add_change(ChangeKind::stored, page.id, page.snapshot, std::nullopt, at);
  } else {
    return;
  }
  page.site = site_number;
  rows.save(page);
}

ScopeChanges ArchiveWriter::apply_scope(
    std::string_view configuration, const std::function<std::optional<std::string>(const std::string& url)>& site_of,
    Instant at, std::span<const std::string> grown) {
  ScopeChanges changes;
  if (p_->fact("scope") == configuration) return changes;
  sqlite::Statement row = p_->database->prepare("SELECT id, url FROM pages WHERE id > ?1 ORDER BY id LIMIT ?2");
  std::vector<std::pair<std::int64_t, std::string>> batch;
  for (std::int64_t last = 0;; last = batch.back().first) {
    batch.clear();
    row.with(last, scope_batch);
    while (row.step()) batch.emplace_back(row.integer(0), row.text(1));
    row.reset();
    if (batch.empty()) break;
    p_->begin();
    for (const auto& [id, url] : batch) p_->refit(id, site_of(url), at, changes);
    p_->end();
  }
  p_->begin();
  for (const std::string& site : grown) p_->ask_again(site);
  p_->set_fact("scope", configuration);
  p_->end();
  p_->commit();
  return changes;
}

std::string ArchiveWriter::scope() const { return p_->fact("scope"); }

/// Links are only read out of what comes with a body, and what is not archived must come once more for that.
void ArchiveWriter::Private::ask_again(const std::string& site) {
  set_fact(fmt::format("{}{}", reread_fact, site), "0");
  // Sites of one host share its sitemaps and feeds, so those of all sites are meant.
  database
      ->prepare(
          "UPDATE pages SET etag = '', last_modified = '', content_hash = x''"
          " WHERE kind <> 0 OR (live = 0 AND unread = 0 AND etag || last_modified || content_hash <> ''"
          " AND site = (SELECT id FROM sites WHERE name = ?1))")
      .with(site)
      .run();
}

std::vector<std::string> ArchiveWriter::to_reread() const {
  sqlite::Statement row = p_->database->prepare(
      "SELECT substr(name, length(?1) + 1) FROM facts WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name");
  row.with(reread_fact);
  std::vector<std::string> sites;
  while (row.step()) sites.emplace_back(row.text(0));
  return sites;
}

Reread ArchiveWriter::reread(const std::string& site,
                             const std::function<std::vector<Discovered>(const Snapshot& page, int depth)>& links_of,
                             Instant at) {
  const std::string progress = fmt::format("{}{}", reread_fact, site);
  Reread done;
  p_->begin();
  std::int64_t last = 0;
  const std::string from = p_->fact(progress);
  std::from_chars(from.data(), from.data() + from.size(), last);
  for (const auto& [id, depth] : p_->live_pages(site, last)) {
    if (const std::optional<Snapshot> page = p_->newest_version(id))
      done.discovered += p_->rows.discover(site, links_of(*page, depth), at);
    ++done.pages;
    last = id;
  }
  done.more = done.pages == static_cast<std::int64_t>(reread_batch);
  if (done.more) {
    p_->set_fact(progress, std::to_string(last));
  } else {
    p_->database->prepare("DELETE FROM facts WHERE name = ?1").with(progress).run();
  }
  p_->end();
  p_->commit();
  return done;
}

std::vector<std::pair<std::int64_t, int>> ArchiveWriter::Private::live_pages(const std::string& site,
                                                                             std::int64_t after) {
  sqlite::Statement row = database->prepare(
      "SELECT id, depth FROM pages WHERE id > ?2 AND site = (SELECT id FROM sites WHERE name = ?1)"
      " AND (live = 1 OR unread = 1) AND kind = 0 ORDER BY id LIMIT ?3");
  row.with(site, after, reread_batch);
  std::vector<std::pair<std::int64_t, int>> pages;
  while (row.step()) pages.emplace_back(row.integer(0), static_cast<int>(row.integer(1)));
  return pages;
}

/// Missing, too, where it is damaged: `check` is there to find that.
std::optional<Snapshot> ArchiveWriter::Private::newest_version(std::int64_t page) {
  sqlite::Statement row = database->prepare(fmt::format("{} WHERE p.id = ?1 AND v.id = p.snapshot", select_snapshot));
  if (!row.with(page).step()) return std::nullopt;
  Result<Snapshot> snapshot = read_snapshot(row);
  return snapshot ? std::optional(*std::move(snapshot)) : std::nullopt;
}

}  // namespace caravan::archive
