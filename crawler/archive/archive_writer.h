#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "crawler/archive/frontier_rows.h"
#include "crawler/archive/records.h"

namespace caravan::archive {

/// An address found somewhere. It is due at once when it is new.
struct Discovered {
  std::string url;  ///< normalised
  PageKind kind = PageKind::page;
  int depth = 0;
  /// What a sitemap or feed says about the last change: a page known already and last visited before it becomes due
  /// now.
  std::optional<Instant> lastmod = std::nullopt;
  std::string site = {};  ///< whose it is; empty: of the site that found it
};

/// What a visit does to the page's article.
enum class Effect : std::uint8_t {
  none,     ///< nothing: the article, if there is one, stays
  store,    ///< with Outcome::fetched only: this body is what counts now
  condemn,  ///< the article shall leave; done by remove_condemned(), so that a deletion budget can be kept
  remove    ///< the article leaves now
};

/// One visit with all that follows from it.
struct PageVisit {
  std::string url;  ///< must be in the frontier, or comes into it with this visit
  std::string site;
  PageKind kind = PageKind::page;
  Instant at;
  Outcome outcome = Outcome::fetched;
  int status = 0;
  std::string error;  ///< for people, with failed and refused
  Effect effect = Effect::none;

  /// With fetched, and with forbidden, whose page has no article to compare with; with not_modified where the server
  /// sent them anew.
  std::string etag, last_modified;
  std::string content_type;
  std::string_view body;    ///< with fetched; need not outlive the call
  std::string fingerprint;  ///< of what extraction reads; empty: the body's bytes decide what is a new version
  std::string sketch;       ///< of an article's text, see sketch.h; empty: it is like no other
  bool article = true;
  /// With Effect::store, for a page without an earlier version: nobody has read the body, and it counts only when
  /// note_reading() says what it is.
  bool unread = false;
  std::string
      moved_to;  ///< with redirected, where it is permanent (301, 308) and believed; comes into the frontier, due now
  /// With fetched: the page whose article this is, too, if that page is live; then nothing is archived, and an article
  /// that stood here before becomes `moved` to it. Not looked at when that page is not live.
  std::string duplicate_of;
  /// With fetched: the page that it names as its original, if that is another; "": none.
  std::string canonical;
  /// With fetched and Effect::store: live pages that are versions of this one, for print or small devices; their
  /// articles become `moved` to it.
  std::vector<std::string> versions;

  std::vector<Discovered> discovered;
  std::optional<Instant> next_due;  ///< missing: never again
};

/// What reading made of a page that was stored unread.
struct Reading {
  std::int64_t page = 0;
  bool article = true;
  std::string fingerprint, sketch;                 ///< as in PageVisit
  std::string duplicate_of;                        ///< as in PageVisit
  std::string canonical = {};                      ///< as in PageVisit
  std::vector<std::string> versions = {};          ///< as in PageVisit
  std::optional<Instant> next_due = std::nullopt;  ///< another date than its visit gave it; missing: the date stays
};

/// What store() made of a visit.
struct Stored {
  enum class Version : std::uint8_t {
    none,
    first,
    next,
    back
  } version = Version::none;  ///< back: was removed, counts again
  SnapshotId snapshot;        ///< of a new version
  std::vector<std::string>
      moved_from;               ///< live pages whose permanent redirects ended here; their articles are now this one
  bool removed = false;         ///< its article left
  std::int64_t discovered = 0;  ///< addresses that were new
};

/// Whether a body would be a new version of a page, by the rule that store() keeps: other bytes than last time, and
/// another fingerprint where both have one. `body_hash` is sha256(body).
bool is_new_version(const PageRow& before, std::string_view body_hash, std::string_view fingerprint);

/// What a change of configuration did to the pages known.
struct ScopeChanges {
  std::int64_t removed = 0;     ///< articles whose addresses no site allows any more
  std::int64_t excluded = 0;    ///< addresses that will not be visited any more, those of the articles included
  std::int64_t returned = 0;    ///< addresses that are allowed again and due now
  std::int64_t reassigned = 0;  ///< pages that belong to another site now
};

/// What reading the links of stored pages again came to.
struct Reread {
  std::int64_t pages = 0;
  std::int64_t discovered = 0;  ///< addresses that were new
  bool more = false;            ///< the site has further pages to be read
};

/// How many pages share one commit. Every page is all or nothing whatever the numbers; a kill loses at most the pages
/// since the last commit, which then are due still. A flush to disk costs milliseconds, a page's writing a tenth of
/// one.
struct CommitGroup {
  std::size_t pages = 64;
  std::chrono::milliseconds age{250};  ///< of the first one; looked at when a page is stored
};

/// The one writer of the archive: pages, versions, change log and frontier. The caller holds the WriteLock.
/// One thread. Methods throw Failure (disk, corrupt); after that the object must not be used any more, and what was not
/// committed is undone.
class ArchiveWriter {
 public:
  /// Makes the file, or brings an older one to the newest tables. Fault::newer_store, corrupt, disk.
  static Result<ArchiveWriter> open(const std::filesystem::path& crawl_db, CommitGroup group = {});
  ArchiveWriter(ArchiveWriter&&) noexcept;
  ArchiveWriter& operator=(ArchiveWriter&&) noexcept;
  ~ArchiveWriter();  ///< without commit(): what is pending is undone

  FrontierRows& frontier();

  /// Opens a run and commits. A run that was killed stays in the list, incomplete.
  std::int64_t begin_run(Instant at);
  /// From now on `changes` is asked at each commit, and what it says becomes durable together with the pages it counts:
  /// a killed run has told exactly what it stored. Sites that it leaves out stand as they stood. Pages of one commit
  /// are counted before the next page is stored, not within store(). Empty: no more.
  void report_with(std::function<RunReport()> changes);
  /// Writes the report of run `report.run` as it stands and commits, together with all pages stored before.
  void save_run(const RunReport& report);

  /// Stores a visit: body, history, change log, discovered addresses, next date; all or nothing. Keeps also:
  /// - failures in a row, and the first gone visit. A sign of life (fetched, not_modified, redirected; not with condemn
  /// or
  ///   remove) clears it and a condemnation. After a clock that was set back the count begins anew with the next gone
  ///   visit, since nobody knows how far apart the two were;
  /// - ETag, date, hash and fingerprint are those of the version that counts: fetched with Effect::none leaves them as
  ///   they are (but for sitemaps and feeds), so that an answer held as suspicious is never "not modified" later;
  /// - a version equal to the last is not stored again; a page that was removed and is back counts again;
  /// - of pages that are no articles only the newest version is kept;
  /// - moved pages: a redirect only notes `moved_to`, and the old page's article stays; when the target is stored as an
  ///   article, or is one already, every live page whose chain of redirects ends there becomes `moved` in the change
  ///   log. So a move to a page that cannot be had loses nothing;
  /// - when an article leaves, the pages noted as its duplicates become due and unconditional again.
  Stored store(const PageVisit& visit);

  /// Says what a page is that was stored unread; from now on it counts, and the change log names it. Does nothing for a
  /// page that is not unread, or that no site holds any more.
  Stored note_reading(const Reading& reading, Instant at);

  /// Addresses that come from nowhere: seeds, robots.txt sitemaps. @return how many were new.
  std::int64_t discover(std::string_view site, std::span<const Discovered> found, Instant at);
  /// Makes one page due at another time, and nothing else; unconditional: forgets its ETag and date, too.
  void reschedule(std::int64_t page_id, std::optional<Instant> due, bool unconditional = false);
  /// Makes due now what is due later than `farthest`: only a clock that was wrong can have written such dates.
  /// @return how many.
  std::int64_t bring_forward(Instant farthest, Instant now);

  /// Carries out all removals that visits of this site condemned and that no sign of life has cleared since.
  /// @return how many articles left.
  std::int64_t remove_condemned(std::string_view site, Instant at);

  /// Fits all known pages to a changed configuration. `site_of` says whose page an address is now; nullopt: nobody's,
  /// its article leaves. Nothing is done when `configuration` (any text that changes with it) is the one of the last
  /// call. Memory stays flat; commits.
  /// @param grown  sites whose stored pages are to be read for links once more, see reread(); what is not archived
  ///               (sitemaps, feeds, pages that count as none of their own) is asked unconditionally at its next visit
  ScopeChanges apply_scope(std::string_view configuration,
                           const std::function<std::optional<std::string>(const std::string& url)>& site_of, Instant at,
                           std::span<const std::string> grown = {});
  /// The configuration of the last apply_scope(), or "".
  std::string scope() const;
  /// Sites of apply_scope(grown) that reread() is not through with.
  std::vector<std::string> to_reread() const;
  /// Hands some more pages of a site with their newest version and depth to `links_of`, and discovers what it returns.
  /// How far it got is stored with it.
  Reread reread(const std::string& site,
                const std::function<std::vector<Discovered>(const Snapshot& page, int depth)>& links_of, Instant at);

  void save(const RobotsRow& robots);
  void save(const HostRow& host);

  /// Makes everything so far durable. Call it before waiting for the network.
  void commit();

 private:
  struct Private;
  explicit ArchiveWriter(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::archive
