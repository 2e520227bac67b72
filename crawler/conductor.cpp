#include "crawler/conductor.h"

#include <algorithm>
#include <map>
#include <stop_token>
#include <utility>

#include <fmt/format.h>

#include "base/day.h"
#include "base/log.h"
#include "base/quantity.h"
#include "crawler/body_kind.h"

namespace caravan::crawl {
namespace {

using archive::PageKind;
using archive::PageRow;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t pages_in_lanes = 512;  // of one site; the rest waits in the archive
constexpr std::chrono::seconds longest_wait{10};
constexpr milliseconds before_commit{5};
constexpr std::uint64_t largest_sitemap = 52'428'800;

std::string times(int count) { return count == 1 ? "once" : fmt::format("{} times in a row", count); }

}  // namespace

Conductor::Conductor(const std::vector<SitePlan>& plans, const CrawlOptions& options, const CrawlTools& tools,
                     archive::ArchiveWriter& writer, std::int64_t run, StoredPages* unread)
    : plans_(plans),
      options_(options),
      tools_(tools),
      writer_(writer),
      run_(run),
      unread_(unread),
      started_(tools.clock.now()),
      robots_(writer) {
  if (options.max_time) deadline_ = Steady::now() + *options.max_time;
  for (const SitePlan& plan : plans)
    sites_.push_back(std::make_unique<SiteRun>(plan, writer, run, options.full, started_, bool(tools.read_page)));
}

archive::RunReport Conductor::run(const std::vector<url::Url>& named) {
  named_only_ = !named.empty();
  writer_.report_with([this] { return changes(); });
  read_stored();  // of a run that was killed
  for (std::size_t site = 0; site < sites_.size() && !named_only_; ++site) prepare_site(site);
  for (const url::Url& url : named) ask_for(url);
  const std::stop_callback wake(tools_.stop, [this] { tools_.fetcher.wake(); });
  do {
    loop();
    if (ask_probes()) loop();
  } while (settle_suspects());
  account_for_waiting();
  bool complete = !stopping();
  read_stored();
  for (const auto& site : sites_) {
    site->end(tools_.clock.now());
    complete = complete && !site->limit_reached;
  }
  archive::RunReport result = head();
  result.complete = complete;
  result.closed = true;
  for (const auto& site : sites_) result.sites.push_back(site->report());
  writer_.report_with({});
  writer_.save_run(result);
  return result;
}

void Conductor::read_stored() {
  if (unread_ == nullptr) return;
  const auto count = [this](const PageRow& page, bool article, const archive::Stored& stored) {
    const auto site = std::ranges::find(sites_, page.site, [](const auto& one) { return one->name(); });
    if (site != sites_.end()) (*site)->count_reading(page, article, stored);
  };
  const auto show = [this](std::uint64_t read, std::uint64_t of, const std::string& url) {
    progress_.read = read;
    progress_.to_read = of;
    progress_.url = url;
    if (tools_.progress) tools_.progress(progress_);
  };
  unread_->read(tools_.clock.now(), count, show, tools_.stop);
  progress_.read = progress_.to_read = 0;
}

void Conductor::prepare_site(std::size_t site) {
  std::vector<archive::Discovered> seeds;
  for (const url::Url& seed : plans_[site].seeds) seeds.push_back({seed.str(), PageKind::page, 0});
  writer_.discover(sites_[site]->name(), seeds, started_);
}

void Conductor::ask_for(const url::Url& url) {
  const std::optional<std::size_t> site = site_of(plans_, url);
  if (!site) return;
  const archive::Discovered found{url.str(), PageKind::page, 0};
  writer_.discover(sites_[*site]->name(), {&found, 1}, started_);
  const std::optional<PageRow> page = writer_.frontier().page(url.str());
  if (!page || sites_[*site]->due().in_hand(page->id)) return;
  sites_[*site]->due().take(page->id);
  put({.site = *site, .page = page->id, .url = url, .kind = page->kind, .asked_for = true}, false);
}

void Conductor::loop() {
  for (;;) {
    if (!stopping()) {
      fill();
      start_lanes();
    }
    if (!finished_.empty()) {
      tools_.fetcher.run(milliseconds(0));  // sends what was just started
      for (Finished& one : std::exchange(finished_, {})) handle(std::move(one));
      continue;
    }
    const bool queued =
        std::ranges::any_of(lanes_, [](const auto& lane) { return lane.second->opens_at().has_value(); });
    if (tools_.fetcher.under_way() == 0 && (!queued || stopping())) return;
    wait();
  }
}

/// Pages that are due go to the queues of their hosts, those of a host that is left alone nowhere.
void Conductor::fill() {
  if (named_only_) return;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    SiteRun& site = *sites_[i];
    while (!site.exhausted && !site.limit_reached && site.in_lanes < pages_in_lanes) {
      const std::optional<archive::DuePage> page = site.due().next(tools_.clock.now());
      if (!page) {
        site.exhausted = true;
        break;
      }
      const Result<url::Url> url = url::Url::parse(page->url);
      if (!url) continue;  // written by a program that knew other rules; in hand for good
      put({.site = i, .page = page->id, .url = *url, .kind = page->kind}, false);
    }
  }
}

void Conductor::put(Job job, bool in_front) {
  Lane& lane = lane_of(job.url);
  if (lane.closed()) {
    sites_[job.site]->due().leave_out(job.page);
    sites_[job.site]->note(lane.why_closed());
    return;
  }
  ++sites_[job.site]->in_lanes;
  if (in_front) {
    lane.queue.push_front(std::move(job));
  } else {
    lane.queue.push_back(std::move(job));
  }
}

Lane& Conductor::lane_of(const url::Url& url) {
  std::string host = Lane::host_of(url);
  auto known = lanes_.find(host);
  if (known != lanes_.end()) return *known->second;
  std::size_t connections = 1;
  if (const auto site = site_of(plans_, url)) connections = plans_[*site].settings.crawl.connections_per_host;
  auto lane = std::make_unique<Lane>(host, std::max<std::size_t>(1, connections));
  if (const auto row = writer_.frontier().host(host); row && row->not_before) {
    const auto left = *row->not_before - tools_.clock.now();
    if (left > longest_wait_in_run && left <= longest_rest) {
      lane->close(fmt::format("{} asked to be left alone until {}", host, iso(*row->not_before)));
    } else if (left.count() > 0 && left <= longest_rest) {
      lane->wait_until(Steady::now() + left);
    }
  }
  return *lanes_.emplace(std::move(host), std::move(lane)).first->second;
}

void Conductor::start_lanes() {
  // The map may grow while a page's host is looked up, so no iterator is held across a start.
  std::vector<Lane*> ready;
  for (const auto& [host, lane] : lanes_)
    if (!lane->queue.empty()) ready.push_back(lane.get());
  for (Lane* lane : ready)
    while (!lane->queue.empty() && lane->may_start(Steady::now()) && !stopping() && start_next(*lane)) {
    }
}

/// False when the lane must wait for an answer before it goes on.
bool Conductor::start_next(Lane& lane) {
  Job job = std::move(lane.queue.front());
  lane.queue.pop_front();
  SiteRun& site = *sites_[job.site];
  if (site.visited >= site.settings().max_pages) {
    site.limit_reached = true;
    drop(job);
    return true;
  }
  const std::string origin(job.url.origin());
  if (robots_.asking(origin)) {
    lane.queue.push_front(std::move(job));
    return false;
  }
  const Instant now = tools_.clock.now();
  const RobotsVerdict& rules = robots_.verdict(origin, now);
  if (rules.standing == RobotsVerdict::Standing::ask) {
    const std::size_t asker = job.site;
    lane.queue.push_front(std::move(job));
    start_robots(lane, asker, origin, *url::Url::resolve(lane.queue.front().url, "/robots.txt"));
    return true;
  }
  sitemaps_from(origin, job.site);
  if (!rules.note.empty()) site.note(rules.note);
  if (rules.standing == RobotsVerdict::Standing::disallow_all) {
    drop(job);
    return true;
  }
  if (job.probe) {
    rules.allows(site.plan().product_token, job.url.path_and_query()) ? start(lane, job, request_for(job)) : drop(job);
    return true;
  }
  const std::optional<PageRow> page = writer_.frontier().page(job.page);
  if (!page) {
    drop(job);
  } else if (!rules.allows(site.plan().product_token, job.url.path_and_query())) {
    refuse(job, *page);
  } else if (!page->last_visit && !job.asked_for && !site.traps().reason_against(job.url).empty()) {
    writer_.reschedule(job.page, std::nullopt);
    drop(job);
  } else {
    start_page(lane, std::move(job), *page);
  }
  return true;
}

FetchRequest Conductor::request_for(const Job& job) const {
  const CrawlSettings& settings = sites_[job.site]->settings();
  FetchRequest request{.url = job.url, .user_agent = settings.user_agent};
  request.max_body = settings.max_body;
  request.timeout = settings.timeout;
  request.allow_private_addresses = settings.allow_private_addresses;
  return request;
}

void Conductor::start_page(Lane& lane, Job job, const PageRow& page) {
  FetchRequest request = request_for(job);
  request.if_none_match = page.etag;
  request.if_modified_since = page.last_modified;
  if (job.kind == PageKind::page) {
    request.wants_body = [url = job.url](const FetchAnswer& head) { return wants_page_body(url, head); };
  } else {
    request.accept = "application/xml,text/xml,application/atom+xml,application/rss+xml,*/*;q=0.5";
    request.max_body = std::max(request.max_body, largest_sitemap);
  }
  ++sites_[job.site]->visited;
  start(lane, std::move(job), std::move(request));
}

void Conductor::start(Lane& lane, Job job, FetchRequest request) {
  SiteRun& site = *sites_[job.site];
  ++site.counts().requests;
  site.worked_at(Steady::now());
  lane.started(Steady::now(), pause_of(job.site, job.url));
  tools_.fetcher.start(std::move(request), [this, &lane, job = std::move(job)](FetchResult result) mutable {
    host_answered(lane, job.site, result);
    finished_.push_back({std::move(job), std::move(result)});
  });
}

void Conductor::start_robots(Lane& lane, std::size_t site, const std::string& origin, const url::Url& url) {
  ++sites_[site]->counts().requests;
  sites_[site]->worked_at(Steady::now());
  lane.started(Steady::now(), pause_of(site, url));
  tools_.fetcher.start(
      robots_.question(origin, url, sites_[site]->settings()),
      [this, &lane, site, origin, url](FetchResult result) { robots_answered(lane, site, origin, url, result); });
}

void Conductor::robots_answered(Lane& lane, std::size_t site, const std::string& origin, const url::Url& url,
                                const FetchResult& result) {
  host_answered(lane, site, result);
  if (const auto next = robots_.answered(origin, url, result, tools_.clock.now()))
    return start_robots(lane, site, origin, *next);
  // Said here, too: a run that ends now asks for no page of the site any more.
  if (const RobotsVerdict* rules = robots_.known(origin); rules != nullptr && !rules->note.empty())
    sites_[site]->note(rules->note);
}

/// Once for each site and origin; where robots.txt names none, the usual place is tried.
void Conductor::sitemaps_from(const std::string& origin, std::size_t site) {
  if (named_only_ || !sites_[site]->origins_seen.insert(origin).second) return;
  const RobotsVerdict* rules = robots_.known(origin);
  if (rules == nullptr) return;
  std::vector<archive::Discovered> found;
  for (const std::string& address : rules->rules.sitemaps()) {
    const Result<url::Url> sitemap = url::Url::parse(address);
    if (sitemap && plans_[site].scope.allows_host(*sitemap)) found.push_back({sitemap->str(), PageKind::sitemap, 0});
  }
  const bool front = std::ranges::any_of(plans_[site].seeds, [&](const auto& seed) { return seed.origin() == origin; });
  if (found.empty() && front) found.push_back({origin + "/sitemap.xml", PageKind::sitemap, 0});
  if (writer_.discover(sites_[site]->name(), found, tools_.clock.now()) > 0) sites_[site]->exhausted = false;
}

void Conductor::host_answered(Lane& lane, std::size_t site, const FetchResult& result) {
  answered_ = true;
  sites_[site]->worked_at(Steady::now());
  const auto* answer = std::get_if<FetchAnswer>(&result);
  const int status = answer != nullptr ? answer->status : 0;
  // What one page does wrong says nothing about its host.
  const auto* failure = std::get_if<FetchFailure>(&result);
  const bool silent = failure != nullptr && failure->kind != FetchFailure::Kind::too_large &&
                      failure->kind != FetchFailure::Kind::bad_answer;
  const HostAnswer kind = failure == nullptr ? host_answer(status) : silent ? HostAnswer::silent : HostAnswer::fine;
  const Instant now = tools_.clock.now();
  const auto retry_after = answer != nullptr ? read_retry_after(answer->header("retry-after"), now) : std::nullopt;
  const HostVerdict verdict = lane.finished(Steady::now(), kind, plans_[site].settings.crawl.delay, retry_after);
  if (kind == HostAnswer::throttled || verdict.give_up) {
    const Instant until = now + std::chrono::ceil<std::chrono::seconds>(verdict.wait);
    writer_.save(archive::HostRow{lane.host(), until, verdict.health.failures});
  }
  if (!verdict.give_up) return;
  if (verdict.wait > longest_wait_in_run) {
    close(lane, fmt::format("{} asked to be left alone for {}", lane.host(), format_duration(verdict.wait)));
  } else {
    close(lane, fmt::format("{} was given up after {} failures in a row; its pages wait for the next run", lane.host(),
                            verdict.health.failures));
  }
}

void Conductor::close(Lane& lane, const std::string& reason) {
  if (lane.closed()) return;
  lane.close(reason);
  for (const Job& job : std::exchange(lane.queue, {})) {
    sites_[job.site]->note(reason);
    drop(job);
  }
}

bool Conductor::stopping() const {
  return tools_.stop.stop_requested() || (deadline_ && Steady::now() >= *deadline_) ||
         (options_.max_pages &&
          progress_.done + put_aside() + tools_.fetcher.under_way() + finished_.size() >= *options_.max_pages);
}

std::size_t Conductor::put_aside() const {
  std::size_t count = 0;
  for (const auto& site : sites_) count += site->suspects.size();
  return count;
}

void Conductor::wait() {
  const Time now = Steady::now();
  Time until = now + longest_wait;
  if (deadline_ && !stopping()) until = std::min(until, *deadline_);
  if (!stopping())
    for (const auto& [host, lane] : lanes_)
      if (const auto opens = lane->opens_at()) until = std::min(until, *opens);
  // Never none at all: a lane may be open and yet wait for somebody else's question about the same robots.txt.
  const auto left = std::max(std::chrono::ceil<milliseconds>(until - now), milliseconds(1));
  answered_ = false;
  tools_.fetcher.run(std::min(left, before_commit));
  if (answered_ || left <= before_commit) return;
  writer_.commit();  // nothing came at once, so there is time for the disk
  tools_.fetcher.run(left - before_commit);
}

/// A run that ends early tells of hosts that did not answer well, whose pages nobody came to count.
void Conductor::account_for_waiting() {
  for (const auto& [host, lane] : lanes_) {
    std::map<std::size_t, std::uint64_t> waiting;
    for (const Job& job : lane->queue) {
      ++waiting[job.site];
      if (job.status != 0) sites_[job.site]->count_failure(fmt::format("HTTP {}", job.status), job.url.str());
    }
    if (lane->failures_in_a_row() == 0) continue;
    for (const auto& [site, pages] : waiting)
      sites_[site]->note(fmt::format("{} had failed {} when the run ended, with {} still to be asked", host,
                                     times(lane->failures_in_a_row()), format_count(pages, "address", "addresses")));
  }
}

/// What the report says without its sites.
archive::RunReport Conductor::head() const {
  archive::RunReport result;
  result.run = run_;
  result.started = started_;
  result.ended = tools_.clock.now();
  result.took = std::chrono::duration_cast<milliseconds>(Steady::now() - begun_);
  result.closed = false;
  result.notes = notes_;
  return result;
}

archive::RunReport Conductor::changes() {
  archive::RunReport result = head();
  for (const auto& site : sites_)
    if (site->take_changed()) result.sites.push_back(site->report());
  return result;
}

}  // namespace caravan::crawl
