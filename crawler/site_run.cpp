#include "crawler/site_run.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/quantity.h"
#include "base/unicode.h"
#include "crawler/schedule/disappearance.h"

namespace caravan::crawl {
namespace {

using archive::Outcome;
using archive::PageKind;
using archive::Stored;

constexpr int max_hops = 10;
constexpr std::size_t max_reasons = 40;
constexpr std::size_t max_notes = 40;
constexpr std::size_t max_examples = 5;

template <class Example>
void add_example(std::vector<Example>& examples, Example one) {
  if (examples.size() < max_examples) examples.push_back(std::move(one));
}

void add_reason(std::vector<archive::FailureReason>& reasons, const std::string& reason, std::int64_t count,
                const std::string& url) {
  const auto known = std::ranges::find(reasons, reason, &archive::FailureReason::reason);
  if (known != reasons.end()) {
    known->count += count;
  } else if (reasons.size() < max_reasons) {
    reasons.push_back({reason, count, url});
  } else {
    reasons.back().count += count;
  }
}

/// Where the article of a page that was visited is now, as far as the visit tells.
const std::string& place_after(const archive::PageVisit& visit) {
  if (!visit.moved_to.empty()) return visit.moved_to;
  return visit.duplicate_of.empty() ? visit.url : visit.duplicate_of;
}

}  // namespace

SiteRun::SiteRun(const SitePlan& plan, archive::ArchiveWriter& writer, std::int64_t run, bool full, Instant now,
                 bool tells_articles)
    : plan_(plan),
      writer_(writer),
      due_(writer.frontier(), plan.settings.name, run, full),
      traps_(now, tells_articles) {
  report_.site = plan.settings.name;
}

std::string SiteRun::redirected(const url::Url& from, const url::Url& to) {
  const auto known = redirects_.find(from.str());
  const int hops = known == redirects_.end() ? 1 : known->second.hops + 1;
  const std::string too_many = fmt::format("redirected more than {} times", max_hops);
  if (hops > max_hops) return too_many;
  // Where a chain was broken off it must not begin anew the next night, and grow by as many addresses each time.
  if (known == redirects_.end())
    if (const auto page = writer_.frontier().page(from.str()); page && page->last_error == too_many) return too_many;
  for (auto step = known; step != redirects_.end(); step = redirects_.find(step->second.from))
    if (step->second.from == to.str()) return "redirects in a circle";
  redirects_.insert_or_assign(to.str(), Hop{from.str(), hops});
  return {};
}

void SiteRun::count(const Judgement& judgement, const Stored& stored, std::size_t bytes) {
  const archive::PageVisit& visit = judgement.visit;
  counts().bytes += static_cast<std::int64_t>(bytes);
  count_moved(stored, place_after(visit));
  if (stored.removed && visit.article) count_gone(visit.url);
  for (const std::string& sentence : judgement.notes) note(sentence);
  if (judgement.held) {
    ++counts().held;
    add_reason(counts().holds, visit.error, 1, visit.url);
  }
  if (visit.outcome == Outcome::failed) {
    count_failure(visit.error, visit.url);
  } else if (visit.kind == PageKind::page) {
    if (judgement.skipped) ++skipped_[printable(visit.content_type.substr(0, visit.content_type.find(';')))];
    if (judgement.unchanged) ++counts().not_modified;
    if (visit.outcome == Outcome::fetched && !judgement.unchanged) ++counts().fetched;
    if (visit.outcome == Outcome::refused) ++counts().refused;
    if (visit.outcome == Outcome::gone) {
      ++counts().missing;
      add_example(counts().missing_examples, visit.url);
    }
    if (judgement.first_gone) {
      ++counts().first_gone;
      add_example(counts().first_gone_examples, visit.url);
    }
  }
  if (visit.unread) {
    ++counts().unread;
  } else if (visit.article) {
    count_article(stored);
  }
}

void SiteRun::count_reading(const archive::PageRow& page, bool article, const Stored& stored) {
  if (report_.unread > 0) --counts().unread;  // none where a run before this one stored it
  count_moved(stored, page.url);
  if (article) count_article(stored);
}

void SiteRun::count_moved(const Stored& stored, const std::string& to) {
  counts().moved += static_cast<std::int64_t>(stored.moved_from.size());
  for (const std::string& from : stored.moved_from)
    add_example(counts().moved_examples, archive::MovedArticle{from, to});
}

void SiteRun::count_article(const Stored& stored) {
  if (stored.version == Stored::Version::none) return;
  // What a page that moved here brings along is no new article.
  if (stored.version == Stored::Version::next) {
    ++counts().changed;
  } else if (stored.moved_from.empty()) {
    ++counts().added;
  }
}

void SiteRun::count_failure(const std::string& reason, const std::string& url) {
  ++counts().failed;
  add_reason(counts().failures, reason, 1, url);
}

void SiteRun::count_gone(std::string url) {
  ++counts().gone;
  add_example(counts().gone_examples, std::move(url));
}

void SiteRun::worked_at(std::chrono::steady_clock::time_point now) {
  if (!first_request_) first_request_ = now;
  counts().took = std::chrono::duration_cast<std::chrono::milliseconds>(now - *first_request_);
}

void SiteRun::note(std::string sentence) {
  if (notes_seen_.size() < max_notes && notes_seen_.insert(sentence).second)
    counts().notes.push_back(std::move(sentence));
}

void SiteRun::end(Instant now) {
  remove_condemned(now);
  for (std::string& sentence : traps_.notes()) note(std::move(sentence));
  if (std::string sentence = suspects.note(); !sentence.empty()) note(std::move(sentence));
  if (report_.unread > 0)
    note(fmt::format("{} stored and not read yet, so that nobody knows which are articles: caravan index reads them",
                     format_count(static_cast<std::uint64_t>(report_.unread), "page", "pages")));
  if (limit_reached)
    note(fmt::format("stopped at max_pages = {}; the rest waits for the next run", settings().max_pages));
  for (const auto& [type, count] : skipped_)
    note(fmt::format("{} passed over: {}", format_count(static_cast<std::uint64_t>(count), "file", "files"),
                     type.empty() ? "not in markup" : type));
  std::ranges::stable_sort(counts().failures, std::ranges::greater{}, &archive::FailureReason::count);
}

void SiteRun::remove_condemned(Instant now) {
  const archive::SiteTotals totals = writer_.frontier().totals(name());
  if (totals.condemned == 0) return;
  const RemovalBudget budget{settings().removal_share, static_cast<std::int64_t>(settings().removal_floor)};
  if (within_budget(totals.condemned, totals.live_articles, budget)) {
    for (std::string& url : writer_.frontier().condemned_articles(name(), max_examples))
      add_example(counts().gone_examples, std::move(url));
    writer_.remove_condemned(name(), now);
    counts().gone += totals.condemned_articles;
    return;
  }
  counts().held += totals.condemned;
  const std::vector<std::string> examples = writer_.frontier().condemned_articles(name(), 1);
  add_reason(counts().holds, fmt::format("more than removal_share = {}% would leave at once", budget.percent),
             totals.condemned, examples.empty() ? std::string() : examples.front());
  note(fmt::format(
      "{} of {} articles would leave at once, more than removal_share = {}%: held. Look at the site; where they are "
      "really gone, name them (caravan crawl URL...), or raise removal_share for this site for one run",
      totals.condemned, totals.live_articles, budget.percent));
}

}  // namespace caravan::crawl
