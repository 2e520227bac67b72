#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/sqlite.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/recent_urls.h"

namespace caravan::archive {

/// What writing changes of a page: its columns by number, no joins.
struct PageState {
  std::int64_t id = 0, site = 0;
  std::optional<std::int64_t> due, last_visit, last_change;
  std::int64_t last_run = 0;
  std::string etag, last_modified, content_hash, fingerprint;
  bool article = false, live = false, condemned = false, excluded = false, unread = false;
  std::int64_t snapshot = 0;
  std::optional<std::int64_t> first_gone;
  std::int64_t failures = 0;
  std::string last_error;
  std::optional<std::int64_t> moved_to, duplicate_of;
  std::string canonical;
  bool remains = false;  ///< gone, and forbidden by nobody: what it said last may still count, see ArchiveReader::held
};

/// The statements that write pages, versions and the change log; for this folder only. All of them belong into an open
/// transaction. @throws Failure
class PageRows {
 public:
  explicit PageRows(sqlite::Database& database);

  std::int64_t site_id(std::string_view name);
  /// The page of an address, made (due at `at`) when it is not known.
  PageState find_or_add(std::string_view url, std::string_view site, PageKind kind, int depth, Instant at);
  std::optional<PageState> find(std::string_view url);
  PageState load(std::int64_t id);
  void save(const PageState& page);

  void add_visit(std::int64_t page, const VisitRow& visit);
  SnapshotId add_snapshot(std::int64_t page, Instant fetched, std::string_view content_type, std::string_view body,
                          std::string_view hash);
  /// What the page's text is like; "": like nothing.
  void save_sketch(std::int64_t page, std::string_view sketch);
  /// The version, and what the change log says of it.
  void drop_snapshot(std::int64_t page, std::int64_t snapshot);
  void add_change(ChangeKind kind, std::int64_t page, std::int64_t snapshot, std::optional<std::int64_t> previous,
                  Instant at);
  /// The article leaves: change log, conditions of the next request, and its duplicates, which must speak for
  /// themselves now. `page` still has to be saved.
  /// @param gone  because the page is not there any more; false: because nobody may have it
  void remove_article(PageState& page, bool gone, Instant at);
  /// What a page that is gone said last does not count any more, for any reader of the change log.
  void forget_remains(PageState& page, Instant at);
  /// Whether the page's last answer was that it is gone.
  bool last_seen_gone(std::int64_t page);

  /// Where the article of a page is now, by redirects and as a duplicate; the page itself when it is there, or when
  /// they lead in a circle.
  std::int64_t end_of_redirects(std::int64_t page);
  /// Every live page whose redirects end at `target`, which holds an article now, or that duplicates it, becomes
  /// `moved`.
  /// @return their addresses.
  std::vector<std::string> settle_moves(const PageState& target, Instant at);

  /// @return how many were new.
  std::int64_t discover(std::string_view site, std::span<const Discovered> found, Instant at);

 private:
  bool insert(std::string_view url, std::int64_t site, PageKind kind, int depth, Instant at);

  sqlite::Database& database_;
  std::map<std::string, std::int64_t, std::less<>> site_ids_;
  RecentUrls recent_;
  sqlite::Statement find_, load_, save_, insert_, make_kind_, hint_;
  sqlite::Statement add_visit_, prune_visits_, last_answer_, add_snapshot_, drop_snapshot_, drop_change_, add_change_;
  sqlite::Statement sketch_, save_sketch_, drop_sketch_, add_band_, drop_band_;
  sqlite::Statement free_duplicates_, inherit_duplicates_, leads_to_, live_sources_;
};

}  // namespace caravan::archive
