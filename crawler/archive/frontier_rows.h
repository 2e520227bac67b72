#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "crawler/archive/records.h"

namespace caravan::archive {

/// What an address is for. Sitemaps and feeds are visited like pages, conditional requests included, but never
/// archived.
enum class PageKind : std::uint8_t { page = 0, sitemap = 1, feed = 2 };

/// How a visit ended.
enum class Outcome : std::uint8_t {
  fetched = 1,             ///< a complete answer with a body
  not_modified = 2,        ///< 304: alive and as before
  redirected = 3,          ///< `moved_to` says where
  gone = 4,                ///< 404, 410, or judged to be the same thing
  failed = 5,              ///< anything else: no complete answer, 5xx, 429 ...
  refused = 6,             ///< robots rules forbid the visit; nothing was asked of the page
  forbidden = 7,           ///< fetched, but its markup forbids indexing (meta robots)
  forbidden_by_header = 8  ///< fetched, but an X-Robots-Tag forbids it, and only that
};

/// One line of a page's history, as the revisit policy reads it. The newest 32 are kept.
struct VisitRow {
  Instant at;
  Outcome outcome = Outcome::fetched;
  int status = 0;        ///< of HTTP, 0: no answer
  bool changed = false;  ///< a new version was stored, or the first one
};

/// What is known of one address.
struct PageRow {
  std::int64_t id = 0;
  std::string url;
  std::string site;
  PageKind kind = PageKind::page;
  int depth = 0;  ///< clicks from a seed, sitemap or feed
  Instant first_seen;
  std::optional<Instant> due;  ///< missing: not to be visited (moved away, out of scope)
  std::optional<Instant> last_visit;
  std::optional<Instant> last_change;  ///< when the newest version was first seen
  std::int64_t last_run = 0;           ///< the run that visited it last, 0: none

  std::string etag;           ///< as the server wrote it
  std::string last_modified;  ///< as the server wrote it
  std::string content_hash;   ///< of the last body seen (SHA-256), "" before the first
  std::string fingerprint;    ///< of what extraction read from it
  bool article = false;       ///< as last judged by whoever reads pages
  bool live = false;          ///< counts now: stored and not removed since
  SnapshotId snapshot;        ///< its newest version; 0: none

  std::optional<Instant> first_gone;  ///< first of the gone visits not followed by a sign of life
  bool condemned = false;             ///< its removal is decided, but not yet done
  int failures = 0;                   ///< failed visits in a row
  std::string last_error;             ///< of the last failed visit, for people
  std::string moved_to;               ///< permanently; "" when it has not moved
  std::string canonical;              ///< another page that it names as its original; "" when it names none
  std::string duplicate_of;           ///< the page whose article this is, too; "" when it is its own
  bool unread = false;                ///< its version was stored, and nobody has read it yet: neither live nor anything
};

/// Where a batch of due pages ended; the next begins behind it.
struct DueCursor {
  std::int64_t due = INT64_MIN;
  std::int64_t id = 0;
};

/// Which pages a batch is wanted of.
struct DueQuery {
  std::string site;
  std::optional<Instant> due_by = std::nullopt;  ///< missing: also those that are not due (--full)
  std::int64_t not_in_run = 0;  ///< leaves out what this run has already visited; 0: leaves out nothing
  DueCursor after = {};         ///< from the last batch; default: from the most overdue
  std::size_t limit = 256;
};

/// One due page: enough to ask for it. The rest is in page().
struct DuePage {
  std::int64_t id = 0;
  std::string url;
  PageKind kind = PageKind::page;
  Instant due;
};

struct DueBatch {
  std::vector<DuePage> pages;  ///< most overdue first; empty: there are no more behind the cursor
  DueCursor end;               ///< for the next batch
};

/// What robots.txt of one origin answered. The rule for reading it is in crawler/robots/robots_cache.h.
struct RobotsRow {
  std::string origin;                    ///< "https://host" or "https://host:8443"
  Instant asked;                         ///< last try
  int status = 0;                        ///< of the last try after redirects; 0: no answer
  std::string body;                      ///< of the last good answer, at most 500 KiB; kept through failures
  std::optional<Instant> good;           ///< when `body` was last confirmed (2xx, or 304)
  std::optional<Instant> failing_since;  ///< first of the failures in a row
  std::string etag, last_modified;       ///< of the last good answer
};

/// What must survive a restart so that a host is not asked too early.
struct HostRow {
  std::string origin;
  std::optional<Instant> not_before;  ///< Retry-After or backoff
  int failures = 0;                   ///< in a row
};

/// Pages of one site by what counts.
struct SiteTotals {
  std::int64_t known = 0, live = 0, live_articles = 0, condemned = 0, condemned_articles = 0;
};

/// The frontier as it stands: addresses, when each is due, and what is known of it. All reads are bounded, so that
/// memory stays flat in the number of addresses. The one that belongs to an ArchiveWriter also sees what that writer
/// has not yet committed. One thread at a time. Methods throw Failure (corrupt, disk).
class FrontierRows {
 public:
  /// Read-only, for looking. Fault::not_found when there is no archive yet; newer_store, corrupt.
  static Result<FrontierRows> open(const std::filesystem::path& crawl_db);
  FrontierRows(FrontierRows&&) noexcept;
  FrontierRows& operator=(FrontierRows&&) noexcept;
  ~FrontierRows();

  DueBatch due(const DueQuery& query) const;
  /// How many a DueQuery would give in all (after and limit are not looked at).
  std::int64_t count_due(const DueQuery& query) const;
  /// When the next page of the site is due, not before `after`; missing: none ever.
  std::optional<Instant> next_due(std::string_view site, std::optional<Instant> after = std::nullopt) const;

  std::optional<PageRow> page(std::string_view url) const;
  std::optional<PageRow> page(std::int64_t id) const;
  /// Oldest first.
  std::vector<VisitRow> visits(std::int64_t page_id) const;
  /// The live article that has this fingerprint and was seen first, if any: whose duplicate a new page is. One that has
  /// moved away is none, for the new page may be its new place.
  std::optional<PageRow> live_with_fingerprint(std::string_view site, std::string_view fingerprint) const;
  /// The live article, at any site, that is most like a sketch and the same article by it (sketch.h); one that has
  /// moved away is none, and neither is the page `except`.
  std::optional<PageRow> live_like(std::string_view sketch, std::int64_t except) const;
  /// Live articles that name an address as their original (`canonical`).
  std::vector<PageRow> live_naming(std::string_view url) const;
  /// Whether a page's text is the same article's as a sketch.
  bool is_like(std::int64_t page, std::string_view sketch) const;
  /// Numbers of pages that were stored and not yet read, ascending, from above `after`.
  std::vector<std::int64_t> unread(std::int64_t after, std::size_t limit) const;
  std::int64_t count_unread() const;
  /// Pages whose last visits failed, those with most failures in a row first.
  std::vector<PageRow> failing(std::string_view site, std::size_t limit) const;
  std::int64_t count_failing(std::string_view site) const;
  /// Articles whose removal is decided and not done.
  std::vector<std::string> condemned_articles(std::string_view site, std::size_t limit) const;
  SiteTotals totals(std::string_view site) const;
  /// When a page of the site last answered as it should.
  std::optional<Instant> last_success(std::string_view site) const;
  /// Hosts that may not be asked before a time after `now`.
  std::vector<HostRow> left_alone(Instant now) const;
  /// Names of the sites that have pages, configured still or not.
  std::vector<std::string> sites() const;

  std::optional<RobotsRow> robots(std::string_view origin) const;
  std::optional<HostRow> host(std::string_view origin) const;

 private:
  friend struct FrontierAccess;
  struct Private;
  explicit FrontierRows(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::archive
