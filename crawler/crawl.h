#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "crawler/archive/records.h"
#include "crawler/fetch/fetcher.h"

namespace caravan::crawl {

struct CrawlOptions {
  std::vector<std::string> urls = {};                     ///< only these pages; empty: whatever is due
  bool full = false;                                      ///< also pages that are not due
  std::optional<std::uint64_t> max_pages = std::nullopt;  ///< in all; the sites' own limits stay
  std::optional<std::chrono::milliseconds> max_time = std::nullopt;
  bool dry_run = false;  ///< says what is due, fetches and changes nothing
  /// Leaves pages that are new unread, for read_stored() or the next run: a run over a network need not wait for it.
  bool read_later = false;
};

/// What the crawler must know of a page's meaning, without knowing how it is found.
struct PageReading {
  bool article = false;     ///< false: a listing, a form, anything that is not indexed
  std::string fingerprint;  ///< of all that extraction reads; equal: not a new version
  std::string sketch = {};  ///< of an article's text, see archive/sketch.h; empty: it is like no other
  /// A later page of an article in several: no copy of its canonical address, which is the first page's, and no
  /// article more.
  bool continues = false;
};
/// Handed in by whoever knows extraction. Must not fail; called by several threads at once.
using ReadPage = std::function<PageReading(const url::Url& url, std::string_view content_type, std::string_view body,
                                           Instant fetched)>;

/// Counts while the work goes on.
struct Progress {
  std::uint64_t done = 0;     ///< pages visited in this run
  std::uint64_t waiting = 0;  ///< known to be due and not yet visited
  std::uint64_t failed = 0;
  std::uint64_t bytes = 0;
  std::string_view url;                 ///< the last one
  std::uint64_t read = 0, to_read = 0;  ///< while stored pages are read: of how many
};

/// What a crawl works with; tests hand in their own.
struct CrawlTools {
  Fetcher& fetcher;
  const Clock& clock = system_clock();
  ReadPage read_page;                             ///< empty: every HTML page counts as article
  std::function<void(const Progress&)> progress;  ///< empty: none
  std::stop_token stop;                           ///< ends the run cleanly after the pages under way
};

/// Visits what is due at every configured site, politely, and stores it: one transaction a page, so that a run can be
/// killed at any moment and the next goes on from there. The caller holds the WriteLock.
/// @return the report, which is stored in the archive, too. Fault::config without sites, Fault::usage for an address
///         outside every site; disk and corrupt are thrown as Failure.
Result<archive::RunReport> crawl(const Config& config, const CrawlOptions& options, const CrawlTools& tools);

/// Reads what runs with `read_later`, or that were killed, have stored: what is an article, and whose copy. Does
/// nothing where there is no archive. The caller holds the WriteLock. @return what it came to, by site
Result<archive::RunReport> read_stored(const Config& config, const ReadPage& read_page, const Clock& clock,
                                       const std::function<void(const Progress&)>& progress, std::stop_token stop);

/// With `dry_run`: the addresses that a run would visit now, most overdue first.
Result<std::vector<std::string>> due_now(const Config& config, const CrawlOptions& options, const Clock& clock);

}  // namespace caravan::crawl
