// The conductor's second half: what becomes of the pages that came back.
#include <algorithm>
#include <utility>

#include "crawler/conductor.h"

namespace caravan::crawl {
namespace {

using archive::PageRow;
using Steady = std::chrono::steady_clock;

constexpr int tries_when_throttled = 3;
constexpr std::chrono::seconds between_counts{1};

std::size_t body_bytes(const FetchResult& result) {
  const auto* answer = std::get_if<FetchAnswer>(&result);
  return answer == nullptr ? 0 : answer->body.size();
}

/// The status of an answer that asks for patience, or 0.
int throttled_with(const FetchResult& result) {
  const auto* answer = std::get_if<FetchAnswer>(&result);
  return answer != nullptr && host_answer(answer->status) == HostAnswer::throttled ? answer->status : 0;
}

}  // namespace

void Conductor::handle(Finished finished) {
  Job& job = finished.job;
  SiteRun& site = *sites_[job.site];
  --site.in_lanes;
  job.status = throttled_with(finished.result);
  if (job.status != 0 && ++job.tries < tries_when_throttled && !stopping() && !lane_of(job.url).closed())
    return put(std::move(job), true);
  if (job.probe) {
    if (const auto* answer = std::get_if<FetchAnswer>(&finished.result))
      site.suspects.probed(job.url, looks_of(job.url, *answer, tools_.read_page, tools_.clock.now()));
    return;
  }
  const std::optional<PageRow> page = writer_.frontier().page(job.page);
  if (!page) return;
  Judgement judgement = judge(*page, job.url, finished.result, tools_.clock.now(), job.asked_for, facts_of(job.site));
  if (page->live && page->article && judgement.unchanged) site.suspects.saw_alive(page->fingerprint);
  if (auto* answer = std::get_if<FetchAnswer>(&finished.result);
      answer != nullptr && site.suspects.take(job, judgement, answer->body))
    return;
  if (judgement.body_counts) judgement.visit.body = std::get<FetchAnswer>(finished.result).body;
  if (!page->last_visit && !judgement.links.empty())
    site.traps().visited(job.url, judgement.links, [&] {
      const archive::PageVisit& visit = judgement.visit;
      return visit.unread ? tools_.read_page(job.url, visit.content_type, visit.body, visit.at).article : visit.article;
    });
  store(job, judgement, body_bytes(finished.result));
}

/// Where pages answered what may be an error page: the sites are asked for addresses that cannot exist.
bool Conductor::ask_probes() {
  bool asked = false;
  for (std::size_t i = 0; i < sites_.size() && !stopping(); ++i) {
    const std::optional<url::Url> probe = sites_[i]->suspects.probe();
    if (probe) put({.site = i, .url = *probe, .asked_for = false, .probe = true}, false);
    asked = asked || probe;
  }
  return asked;
}

/// @return whether anything was stored, which may have led to new pages
bool Conductor::settle_suspects() {
  bool any = false;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const auto gone = [&](const Job& job) -> std::optional<Judgement> {
      const std::optional<PageRow> page = writer_.frontier().page(job.page);
      if (!page) return std::nullopt;
      return judge_soft_404(*page, job.url, tools_.clock.now(), job.asked_for, facts_of(i));
    };
    for (Suspect& suspect : sites_[i]->suspects.settle(gone)) {
      if (suspect.judgement.body_counts) suspect.judgement.visit.body = suspect.body;
      store(suspect.job, suspect.judgement, suspect.body.size());
      any = true;
    }
  }
  return any;
}

void Conductor::store(const Job& job, const Judgement& judgement, std::size_t bytes) {
  SiteRun& site = *sites_[job.site];
  const archive::Stored stored = writer_.store(judgement.visit);
  site.count(judgement, stored, bytes);
  // Looking for due pages once more costs a pass over all that the site has, so only for what can have made one due.
  const bool redirected = judgement.visit.outcome == archive::Outcome::redirected;
  if (stored.discovered > 0 || stored.removed || redirected) site.exhausted = false;
  if (judgement.visit.kind != archive::PageKind::page)  // it may have found pages of every site
    for (const auto& one : sites_) one->exhausted = false;
  site.due().let_go(job.page);
  if (job.asked_for && redirected) follow(judgement.visit);
  ++progress_.done;
  if (judgement.visit.outcome == archive::Outcome::failed) ++progress_.failed;
  progress_.bytes += bytes;
  show_progress(job.url.str());
}

/// A person who names a page that has moved means the page at its new place.
void Conductor::follow(const archive::PageVisit& visit) {
  std::string target = visit.moved_to;
  if (target.empty() && !visit.discovered.empty()) target = visit.discovered.front().url;
  if (const Result<url::Url> url = url::Url::parse(target)) ask_for(*url);
}

void Conductor::refuse(const Job& job, const PageRow& page) {
  --sites_[job.site]->in_lanes;
  Judgement judgement;
  judgement.visit = refused_visit(page, tools_.clock.now(), facts_of(job.site));
  sites_[job.site]->count(judgement, writer_.store(judgement.visit), 0);
  sites_[job.site]->due().let_go(job.page);
}

/// Takes a page out of this run without a visit; it stays as due as it was.
void Conductor::drop(const Job& job) {
  --sites_[job.site]->in_lanes;
  sites_[job.site]->due().leave_out(job.page);
}

RunFacts Conductor::facts_of(std::size_t site) const {
  SiteRun& run = *sites_[site];
  return {plans_[site], writer_.frontier(),
          LinkRules{plans_[site], [this, site](const url::Url& url) { return may_follow(site, url); },
                    [this, site](const url::Url& url) { return other_site(site, url); }},
          tools_.read_page, [&run](const url::Url& from, const url::Url& to) { return run.redirected(from, to); }};
}

bool Conductor::may_follow(std::size_t site, const url::Url& url) const {
  if (!sites_[site]->traps().reason_against(url).empty()) return false;
  const RobotsVerdict* rules = robots_.known(url.origin());
  return rules == nullptr || rules->standing == RobotsVerdict::Standing::disallow_all ||
         rules->allows(plans_[site].product_token, url.path_and_query());
}

const std::string* Conductor::other_site(std::size_t site, const url::Url& url) const {
  for (std::size_t other = 0; other < plans_.size(); ++other)
    if (other != site && plans_[other].scope.allows(url) && may_follow(other, url)) return &plans_[other].settings.name;
  return nullptr;
}

std::chrono::milliseconds Conductor::pause_of(std::size_t site, const url::Url& url) const {
  const RobotsVerdict* rules = robots_.known(url.origin());
  return pause_between(plans_[site].settings.crawl.delay,
                       rules == nullptr ? std::nullopt : rules->rules.crawl_delay(plans_[site].product_token));
}

void Conductor::show_progress(const std::string& url) {
  if (!tools_.progress) return;
  if (Steady::now() - last_counted_ >= between_counts) {
    last_counted_ = Steady::now();
    progress_.waiting = 0;
    for (const auto& site : sites_) {
      archive::DueQuery query;
      query.site = site->name();
      if (!options_.full) query.due_by = tools_.clock.now();
      query.not_in_run = run_;
      progress_.waiting +=
          named_only_ ? site->in_lanes : static_cast<std::uint64_t>(writer_.frontier().count_due(query));
    }
  }
  progress_.url = url;
  tools_.progress(progress_);
}

}  // namespace caravan::crawl
