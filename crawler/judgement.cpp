#include "crawler/judgement.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/unicode.h"
#include "crawler/body_kind.h"
#include "crawler/html/charset.h"
#include "crawler/robots/robots.h"
#include "crawler/sameness.h"
#include "crawler/schedule/disappearance.h"
#include "crawler/schedule/revisit.h"
#include "crawler/soft_404.h"

namespace caravan::crawl {
namespace {

using archive::Effect;
using archive::Outcome;
using archive::PageKind;
using archive::PageRow;
using std::chrono::floor;
using std::chrono::seconds;

bool is_blank(std::string_view body) { return body.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}
bool is_permanent(int status) { return status == 301 || status == 308; }

class Judge {
 public:
  Judge(const PageRow& page, const url::Url& address, Instant now, bool asked_for, const RunFacts& run)
      : page_(page), address_(address), run_(run), asked_for_(asked_for) {
    verdict_.visit.url = page.url;
    verdict_.visit.site = run.site.settings.name;
    verdict_.visit.kind = page.kind;
    verdict_.visit.at = now;
    verdict_.visit.article = page.article;
  }

  Judgement of(const FetchResult& result) {
    if (const auto* failure = std::get_if<FetchFailure>(&result)) {
      failed(failure->reason);
    } else {
      of_answer(std::get<FetchAnswer>(result));
    }
    verdict_.visit.next_due = next_due();
    return std::move(verdict_);
  }

  Judgement soft_404() {
    gone();
    verdict_.visit.next_due = next_due();
    return std::move(verdict_);
  }

  archive::PageVisit refused() {
    verdict_.visit.outcome = Outcome::refused;
    verdict_.visit.error = "forbidden by robots.txt";
    take_away();
    verdict_.visit.next_due = next_due();
    return std::move(verdict_.visit);
  }

 private:
  void gone();
  void of_answer(const FetchAnswer& answer);
  void of_redirect(const FetchAnswer& answer);
  void of_body(const FetchAnswer& answer);
  void of_listing(const FetchAnswer& answer);
  void of_page(const FetchAnswer& answer);
  void of_reading(const FetchAnswer& answer, const html::PageLinks& links);
  void find_links(html::PageLinks& links);
  std::string suspicion(const PageReading& reading) const;

  void failed(std::string reason) {
    verdict_.visit.outcome = Outcome::failed;
    verdict_.visit.error = std::move(reason);
  }
  void held(std::string reason) {
    failed(std::move(reason));
    verdict_.held = true;
  }
  void forbids_still(const FetchAnswer& answer);
  void not_modified(const FetchAnswer& answer) {
    verdict_.visit.outcome = Outcome::not_modified;
    verdict_.visit.etag = answer.header("etag");
    verdict_.visit.last_modified = answer.header("last-modified");
    verdict_.unchanged = true;
  }
  void fetched(const FetchAnswer& answer) {
    verdict_.visit.outcome = Outcome::fetched;
    verdict_.visit.etag = answer.header("etag");
    verdict_.visit.last_modified = answer.header("last-modified");
    verdict_.body_counts = true;
  }
  /// The article is to leave: at once where a person asked for this very page, else within the budget.
  void take_away() {
    if (page_.live) verdict_.visit.effect = asked_for_ ? Effect::remove : Effect::condemn;
    // A copy takes nothing but its own address along.
    if (!page_.live && !page_.duplicate_of.empty()) verdict_.visit.effect = Effect::remove;
  }
  bool have_it() const { return page_.live || page_.unread || !page_.duplicate_of.empty(); }
  /// What is new need not be compared with anything, so reading it can wait.
  bool can_be_read_later() const {
    return run_.read_page && !page_.live && page_.duplicate_of.empty() && (page_.snapshot.value == 0 || page_.unread);
  }
  bool is_home(const url::Url& url) const { return url.path() == "/" || run_.site.is_seed(url.str()); }
  bool may_lead_to(const url::Url& url) const {
    return page_.kind == PageKind::page ? run_.site.scope.allows(url) : run_.site.scope.allows_host(url);
  }
  RobotsTag tag_of(const FetchAnswer& answer) const;
  bool every_run() const;
  Instant next_due() const;

  const PageRow& page_;
  const url::Url& address_;
  const RunFacts& run_;
  bool asked_for_;
  bool pdf_ = false;
  Judgement verdict_;
};

void Judge::gone() {
  verdict_.visit.outcome = Outcome::gone;
  verdict_.first_gone = page_.live && page_.article && !page_.first_gone;
  const seconds gone_after = floor<seconds>(run_.site.settings.crawl.gone_after);
  if (is_gone_for_good(page_.first_gone, verdict_.visit.at, gone_after)) take_away();
}

void Judge::of_answer(const FetchAnswer& answer) {
  verdict_.visit.status = answer.status;
  if (answer.status == 304) {
    if (page_.etag.empty() && page_.last_modified.empty()) return failed("HTTP 304 to an unconditional request");
    return page_.kind != PageKind::page || have_it() ? not_modified(answer) : forbids_still(answer);
  }
  if (answer.status == 404 || answer.status == 410) {
    return gone();
  }
  if (is_redirect(answer.status)) return of_redirect(answer);
  if (answer.status == 200 || answer.status == 203) return of_body(answer);
  failed(fmt::format("HTTP {}", answer.status));
}

/// A page that forbids indexing is not kept, but its validators are: it answers that it is what it was. Where only the
/// header forbade it, the body's validators say nothing of the header, and not every server repeats it with a 304:
/// without it the next visit asks for the whole page.
void Judge::forbids_still(const FetchAnswer& answer) {
  verdict_.visit.outcome = Outcome::forbidden_by_header;
  for (const archive::VisitRow& visit : run_.frontier.visits(page_.id))
    if (visit.outcome == Outcome::forbidden || visit.outcome == Outcome::forbidden_by_header)
      verdict_.visit.outcome = visit.outcome;
  verdict_.visit.error = "noindex";
  verdict_.unchanged = true;
  if (verdict_.visit.outcome == Outcome::forbidden_by_header && !tag_of(answer).noindex) return;
  const auto or_before = [](std::string anew, const std::string& before) { return anew.empty() ? before : anew; };
  verdict_.visit.etag = or_before(answer.header("etag"), page_.etag);
  verdict_.visit.last_modified = or_before(answer.header("last-modified"), page_.last_modified);
}

void Judge::of_redirect(const FetchAnswer& answer) {
  const std::string location = answer.header("location");
  if (location.empty()) return failed("a redirect without an address");
  const Result<url::Url> resolved = url::Url::resolve(address_, location);
  if (!resolved) return failed("a redirect to what is no address");
  const url::Url target = url::without_tracking(*resolved, run_.site.settings.crawl.ignore_parameters);
  if (target == address_) return failed("redirects to itself");
  if (!may_lead_to(target)) {
    const std::string where = printable(target.origin());
    if (run_.site.is_seed(page_.url))
      verdict_.notes.push_back(fmt::format("the seed {} redirects to {}, outside the site's scope: add it to allow",
                                           page_.url, printable(target.str())));
    if (page_.live) return held(fmt::format("redirects out of the site's scope, to {}", where));
    verdict_.visit.outcome = Outcome::redirected;
    return;
  }
  if (std::string reason = run_.redirected(address_, target); !reason.empty()) return failed(std::move(reason));
  if (page_.live && page_.article && is_home(target)) {
    verdict_.looks = looks_of_redirect(target);
    return held("redirects to the home page");
  }
  verdict_.visit.outcome = Outcome::redirected;
  if (is_permanent(answer.status)) {
    verdict_.visit.moved_to = target.str();
  } else {
    verdict_.visit.discovered.push_back({target.str(), page_.kind, page_.depth});
  }
}

void Judge::of_body(const FetchAnswer& answer) {
  if (page_.kind != PageKind::page) return of_listing(answer);
  verdict_.visit.content_type = answer.header("content-type");
  if (!answer.body_skipped && is_blank(answer.body)) return failed("an empty page");
  const BodyKind kind = answer.body_skipped ? BodyKind::other : kind_of_body(verdict_.visit.content_type, answer.body);
  if (kind == BodyKind::other) {
    const std::string type = media_type(verdict_.visit.content_type);
    if (page_.live) return held(fmt::format("is no page any more but {}", printable(type)));
    verdict_.visit.outcome = Outcome::fetched;
    verdict_.visit.article = false;
    verdict_.skipped = true;
    return;
  }
  if (may_be_cut(answer, kind)) return failed("perhaps cut short: neither its length nor its end is told");
  pdf_ = kind == BodyKind::pdf;
  verdict_.visit.content_type = honest_type(verdict_.visit.content_type, kind);
  of_page(answer);
}

void Judge::of_listing(const FetchAnswer& answer) {
  const std::string hash = sha256(answer.body);
  if (hash == page_.content_hash) return not_modified(answer);
  Listing listing = page_.kind == PageKind::sitemap
                        ? read_sitemap_listing(answer.body, address_, page_.depth, verdict_.visit.at, run_.rules)
                        : read_feed_listing(answer.body, address_, page_.depth, !page_.last_visit, run_.rules);
  verdict_.visit.discovered = std::move(listing.found);
  if (!listing.problem.empty())
    verdict_.notes.push_back(fmt::format("{} {}: {}", page_.kind == PageKind::sitemap ? "sitemap" : "feed", page_.url,
                                         printable(listing.problem)));
  fetched(answer);
}

RobotsTag Judge::tag_of(const FetchAnswer& answer) const {
  RobotsTag all;
  for (const auto& [name, value] : answer.headers) {
    if (name != "x-robots-tag") continue;
    const RobotsTag tag = read_robots_tag(value, run_.site.product_token);
    all.noindex = all.noindex || tag.noindex;
    all.nofollow = all.nofollow || tag.nofollow;
  }
  return all;
}

void Judge::of_page(const FetchAnswer& answer) {
  const RobotsTag tag = tag_of(answer);
  if (have_it() && !tag.noindex && sha256(answer.body) == page_.content_hash) return not_modified(answer);
  html::PageLinks links;
  if (!pdf_) links = html::read_links(html::decode(answer.body, verdict_.visit.content_type).text, address_);
  links.nofollow = links.nofollow || tag.nofollow;
  if (links.noindex || tag.noindex) {
    verdict_.visit.outcome = links.noindex ? Outcome::forbidden : Outcome::forbidden_by_header;
    verdict_.visit.error = "noindex";
    verdict_.visit.etag = answer.header("etag");
    verdict_.visit.last_modified = answer.header("last-modified");
    take_away();
    find_links(links);
    return;
  }
  find_links(links);
  if (!can_be_read_later()) return of_reading(answer, links);
  fetched(answer);
  verdict_.visit.effect = Effect::store;
  verdict_.visit.article = true;
  verdict_.visit.unread = true;
}

void Judge::of_reading(const FetchAnswer& answer, const html::PageLinks& links) {
  const PageReading reading =
      run_.read_page ? run_.read_page(address_, verdict_.visit.content_type, answer.body, verdict_.visit.at)
                     : PageReading{true, {}};
  const bool another_text =
      page_.live && (page_.article || reading.article) && reading.fingerprint != page_.fingerprint;
  if (another_text) verdict_.looks = looks_of_reading(reading.fingerprint);
  if (std::string reason = suspicion(reading); !reason.empty()) return held(std::move(reason));
  fetched(answer);
  verdict_.visit.effect = Effect::store;
  verdict_.visit.article = reading.article;
  verdict_.visit.fingerprint = reading.fingerprint;
  verdict_.visit.sketch = reading.sketch;
  verdict_.unchanged = page_.live && !is_new_version(page_, sha256(answer.body), reading.fingerprint);
  if (!reading.article) return;
  PageClaims claims{links.canonical, links.versions, reading.fingerprint, reading.sketch};
  if (reading.continues) claims.canonical.reset();
  Sameness same = sameness_of(page_, address_, claims, run_.site, run_.frontier);
  verdict_.visit.duplicate_of = std::move(same.original);
  verdict_.visit.canonical = std::move(same.canonical);
  verdict_.visit.versions = std::move(same.versions);
  if (!verdict_.visit.duplicate_of.empty()) verdict_.visit.effect = Effect::none;
}

void Judge::find_links(html::PageLinks& links) {
  if (links.nofollow) return;
  verdict_.visit.discovered = discovered_links(links, page_.depth, run_.rules);
  if (page_.depth <= 1)  // the feeds of the site stand on its front pages
    for (archive::Discovered& feed : discovered_feeds(links, address_, page_.depth == 0, run_.rules))
      verdict_.visit.discovered.push_back(std::move(feed));
  verdict_.links = std::move(links.links);
}

/// Why an answer may not replace the article that stands at this address: error pages that come with 200.
std::string Judge::suspicion(const PageReading& reading) const {
  if (!page_.live || !page_.article || reading.fingerprint.empty() || reading.fingerprint == page_.fingerprint)
    return {};
  if (!reading.article) return "reads as no article any more";
  const auto twin = run_.frontier.live_with_fingerprint(run_.site.settings.name, reading.fingerprint);
  if (twin && twin->url != page_.url && twin->fingerprint == reading.fingerprint)
    return fmt::format("now says the same as {}", twin->url);
  return {};
}

/// Pages where new articles appear are looked at by every run.
bool Judge::every_run() const {
  if (run_.site.is_seed(page_.url)) return true;
  const bool answered = verdict_.visit.outcome == Outcome::fetched || verdict_.visit.outcome == Outcome::not_modified;
  if (page_.kind != PageKind::page) return answered;
  return answered && !verdict_.skipped && !verdict_.visit.article && !pdf_ && !is_named_pdf(address_);
}

Instant Judge::next_due() const {
  const archive::PageVisit& visit = verdict_.visit;
  if (every_run()) return visit.at;
  const CrawlSettings& settings = run_.site.settings.crawl;
  const RevisitLimits limits{floor<seconds>(settings.revisit_min), floor<seconds>(settings.revisit_max)};
  if (verdict_.skipped) return visit.at + limits.max;
  std::vector<archive::VisitRow> history = run_.frontier.visits(page_.id);
  std::erase_if(history, [&](const archive::VisitRow& before) { return before.at > visit.at; });  // a wrong clock's
  history.push_back({visit.at, visit.outcome, visit.status, visit.outcome == Outcome::fetched && !verdict_.unchanged});
  return next_visit(history, limits, floor<seconds>(settings.gone_after));
}

}  // namespace

Judgement judge(const PageRow& page, const url::Url& address, const FetchResult& result, Instant now, bool asked_for,
                const RunFacts& run) {
  return Judge(page, address, now, asked_for, run).of(result);
}

Judgement judge_soft_404(const PageRow& page, const url::Url& address, Instant now, bool asked_for,
                         const RunFacts& run) {
  return Judge(page, address, now, asked_for, run).soft_404();
}

archive::PageVisit refused_visit(const PageRow& page, Instant now, const RunFacts& run) {
  const Result<url::Url> address = url::Url::parse(page.url);
  return Judge(page, *address, now, false, run).refused();
}

}  // namespace caravan::crawl
