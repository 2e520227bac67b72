#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crawler/archive/archive_writer.h"
#include "crawler/judgement.h"
#include "crawler/schedule/due_pages.h"
#include "crawler/site_plan.h"
#include "crawler/soft_404.h"
#include "crawler/traps.h"

namespace caravan::crawl {

/// One site during one run: what it has still to visit, and what has come of it so far.
class SiteRun {
 public:
  /// @param plan, writer  must outlive this object
  SiteRun(const SitePlan& plan, archive::ArchiveWriter& writer, std::int64_t run, bool full, Instant now,
          bool tells_articles);

  const SitePlan& plan() const { return plan_; }
  const std::string& name() const { return plan_.settings.name; }
  const CrawlSettings& settings() const { return plan_.settings.crawl; }
  DuePages& due() { return due_; }
  TrapWatch& traps() { return traps_; }
  const TrapWatch& traps() const { return traps_; }
  const archive::SiteReport& report() const { return report_; }
  /// The same for counting.
  archive::SiteReport& counts() {
    changed_ = true;
    return report_;
  }
  /// Whether anything was counted since this was last asked.
  bool take_changed() { return std::exchange(changed_, false); }

  /// A request was sent, or an answer came: the time that the site takes ends here for now.
  void worked_at(std::chrono::steady_clock::time_point now);

  /// Why `to` must not be followed from `from`: a loop, or too many hops; empty: it may.
  std::string redirected(const url::Url& from, const url::Url& to);

  /// Counts a visit that was stored.
  void count(const Judgement& judgement, const archive::Stored& stored, std::size_t bytes);
  /// Counts a page that was stored unread and has been read now.
  void count_reading(const archive::PageRow& page, bool article, const archive::Stored& stored);
  void count_failure(const std::string& reason, const std::string& url);
  void note(std::string sentence);

  /// Carries out the removals that the visits decided, or holds them; then completes the report.
  void end(Instant now);

  std::uint64_t visited = 0;  ///< pages asked for in this run
  std::size_t in_lanes = 0;   ///< pages that wait in lanes or are under way
  bool exhausted = false;     ///< nothing more was due when last looked
  bool limit_reached = false;
  Suspects suspects;
  std::set<std::string> origins_seen;  ///< whose robots.txt was asked for sitemaps

 private:
  void count_gone(std::string url);
  void remove_condemned(Instant now);
  void count_article(const archive::Stored& stored);
  void count_moved(const archive::Stored& stored, const std::string& to);

  struct Hop {
    std::string from;
    int hops = 0;
  };
  const SitePlan& plan_;
  archive::ArchiveWriter& writer_;
  DuePages due_;
  TrapWatch traps_;
  archive::SiteReport report_;
  bool changed_ = true;
  std::optional<std::chrono::steady_clock::time_point> first_request_;
  std::unordered_map<std::string, Hop> redirects_;
  std::map<std::string, std::int64_t> skipped_;  // by media type
  std::set<std::string> notes_seen_;
};

}  // namespace caravan::crawl
