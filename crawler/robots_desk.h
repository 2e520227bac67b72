#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/config.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/fetch/fetcher.h"
#include "crawler/robots/robots_cache.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// What robots.txt of each origin says, as a run goes on: from the archive while it is fresh, from the web once.
class RobotsDesk {
 public:
  explicit RobotsDesk(archive::ArchiveWriter& writer) : writer_(writer) {}

  /// The rules that apply now. Standing::ask: robots.txt of the origin must be asked for first.
  const RobotsVerdict& verdict(const std::string& origin, Instant now);
  /// The same without looking it up; nullptr: not known in this run.
  const RobotsVerdict* known(std::string_view origin) const;

  bool asking(const std::string& origin) const { return asking_.contains(origin); }
  /// One hop of a question. Begin it, and hand in its answer; `next` is where to ask on, if anywhere.
  FetchRequest question(const std::string& origin, const url::Url& where, const CrawlSettings& settings);
  std::optional<url::Url> answered(const std::string& origin, const url::Url& where, const FetchResult& result,
                                   Instant now);

 private:
  /// @param reason  why there was no answer, for the report; "" when there was one
  void settle(const std::string& origin, const RobotsAnswer& answer, std::string_view reason, Instant now);

  archive::ArchiveWriter& writer_;
  std::map<std::string, RobotsVerdict, std::less<>> verdicts_;
  std::set<std::string, std::less<>> asking_;
  std::unordered_map<std::string, int> hops_;
};

}  // namespace caravan::crawl
