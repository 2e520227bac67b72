#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/crawl.h"
#include "crawler/discovery.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/site_plan.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// What a judgement may ask of the run it is part of.
struct RunFacts {
  const SitePlan& site;
  const archive::FrontierRows& frontier;
  LinkRules rules;
  const ReadPage& read_page;  ///< may be empty
  /// Notes that one address redirects to another; why that must not be followed (a loop, too many hops), or empty.
  std::function<std::string(const url::Url& from, const url::Url& to)> redirected;
};

/// What an answer means for its page.
struct Judgement {
  archive::PageVisit visit;        ///< all but `body`, see judge()
  bool body_counts = false;        ///< `visit.body` is to be the answer's body
  std::string looks;               ///< of what may be an error page with status 200; see soft_404.h
  bool held = false;               ///< looks like a removal or a replacement that is not believed
  bool first_gone = false;         ///< an article that was not seen gone before; it stays
  bool unchanged = false;          ///< 304, or what extraction reads is as it was
  bool skipped = false;            ///< no page that we read: `visit.content_type` says what
  std::vector<url::Url> links;     ///< of a page in markup: where it led
  std::vector<std::string> notes;  ///< for the report
};

/// Reads an answer and decides, by the rules of DESIGN.md: what is archived, what may leave, what was found, when the
/// page is due again. Changes nothing.
/// @param page      as the frontier knows it before this visit
/// @param asked_for by name on the command line: what is gone for good leaves without a budget
Judgement judge(const archive::PageRow& page, const url::Url& address, const FetchResult& result, Instant now,
                bool asked_for, const RunFacts& run);

/// The visit of a page whose answer turned out to be what the site says of pages that do not exist, whatever its
/// status.
Judgement judge_soft_404(const archive::PageRow& page, const url::Url& address, Instant now, bool asked_for,
                         const RunFacts& run);

/// The visit of a page that robots rules forbid.
archive::PageVisit refused_visit(const archive::PageRow& page, Instant now, const RunFacts& run);

}  // namespace caravan::crawl
