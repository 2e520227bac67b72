#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/archive/archive_writer.h"
#include "crawler/crawl.h"
#include "crawler/lane.h"
#include "crawler/robots_desk.h"
#include "crawler/site_plan.h"
#include "crawler/site_run.h"
#include "crawler/stored_pages.h"

namespace caravan::crawl {

/// One run: hands pages to hosts at their pace, fetches side by side, and stores what comes back. The exchange with
/// a host goes on while the page before it is read and stored.
class Conductor {
 public:
  /// @param unread  reads what was stored; nullptr: nobody does, or not in this run
  Conductor(const std::vector<SitePlan>& plans, const CrawlOptions& options, const CrawlTools& tools,
            archive::ArchiveWriter& writer, std::int64_t run, StoredPages* unread);

  /// A sentence for the report, about the run as a whole.
  void note(std::string sentence) { notes_.push_back(std::move(sentence)); }

  /// @throws Failure (disk, corrupt)
  archive::RunReport run(const std::vector<url::Url>& named);

 private:
  using Time = Lane::Time;
  struct Finished {
    Job job;
    FetchResult result;
  };

  void prepare_site(std::size_t site);
  void read_stored();
  void ask_for(const url::Url& url);
  void loop();
  void fill();
  void put(Job job, bool in_front);
  Lane& lane_of(const url::Url& url);
  void start_lanes();
  bool start_next(Lane& lane);
  void start_page(Lane& lane, Job job, const archive::PageRow& page);
  void start(Lane& lane, Job job, FetchRequest request);
  FetchRequest request_for(const Job& job) const;
  void start_robots(Lane& lane, std::size_t site, const std::string& origin, const url::Url& url);
  void robots_answered(Lane& lane, std::size_t site, const std::string& origin, const url::Url& url,
                       const FetchResult& result);
  void sitemaps_from(const std::string& origin, std::size_t site);
  void host_answered(Lane& lane, std::size_t site, const FetchResult& result);
  void close(Lane& lane, const std::string& reason);

  void handle(Finished finished);
  bool ask_probes();
  bool settle_suspects();
  void store(const Job& job, const Judgement& judgement, std::size_t bytes);
  void refuse(const Job& job, const archive::PageRow& page);
  void drop(const Job& job);
  void follow(const archive::PageVisit& visit);
  RunFacts facts_of(std::size_t site) const;
  bool may_follow(std::size_t site, const url::Url& url) const;
  const std::string* other_site(std::size_t site, const url::Url& url) const;
  std::chrono::milliseconds pause_of(std::size_t site, const url::Url& url) const;

  bool stopping() const;
  std::size_t put_aside() const;
  void wait();
  void show_progress(const std::string& url);
  void account_for_waiting();
  archive::RunReport head() const;
  archive::RunReport changes();

  const std::vector<SitePlan>& plans_;
  const CrawlOptions& options_;
  const CrawlTools& tools_;
  archive::ArchiveWriter& writer_;
  std::int64_t run_;
  StoredPages* unread_;
  Instant started_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::optional<Time> deadline_;
  std::vector<std::unique_ptr<SiteRun>> sites_;
  std::unordered_map<std::string, std::unique_ptr<Lane>> lanes_;
  RobotsDesk robots_;
  std::vector<Finished> finished_;
  bool named_only_ = false;
  bool answered_ = false;  // since wait() began
  std::vector<std::string> notes_;
  Progress progress_;
  Time last_counted_{};
};

}  // namespace caravan::crawl
