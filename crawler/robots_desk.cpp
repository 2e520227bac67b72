#include "crawler/robots_desk.h"

#include <utility>

#include <fmt/format.h>

namespace caravan::crawl {

const RobotsVerdict& RobotsDesk::verdict(const std::string& origin, Instant now) {
  auto known = verdicts_.find(origin);
  if (known == verdicts_.end()) {
    const auto stored = writer_.frontier().robots(origin);
    // A failure of an earlier run says nothing about now: each run asks once.
    const bool failed_before = stored && stored->failing_since;
    known = verdicts_.emplace(origin, failed_before ? RobotsVerdict{} : robots_verdict(stored, now)).first;
  }
  return known->second;
}

const RobotsVerdict* RobotsDesk::known(std::string_view origin) const {
  const auto found = verdicts_.find(origin);
  return found == verdicts_.end() || found->second.standing == RobotsVerdict::Standing::ask ? nullptr : &found->second;
}

FetchRequest RobotsDesk::question(const std::string& origin, const url::Url& where, const CrawlSettings& settings) {
  FetchRequest request{.url = where, .user_agent = settings.user_agent};
  request.accept = "text/plain,*/*;q=0.5";
  // More than is read of it; a server that sends more than that does not send a robots.txt.
  request.max_body = std::uint64_t{16} * max_robots_bytes;
  request.timeout = settings.timeout;
  request.allow_private_addresses = settings.allow_private_addresses;
  if (asking_.insert(origin).second) {
    hops_[origin] = 0;
    // Only the first hop is asked conditionally: the copy was had through the same redirects, if any.
    if (const auto stored = writer_.frontier().robots(origin)) {
      request.if_none_match = stored->etag;
      request.if_modified_since = stored->last_modified;
    }
  }
  return request;
}

std::optional<url::Url> RobotsDesk::answered(const std::string& origin, const url::Url& where,
                                             const FetchResult& result, Instant now) {
  RobotsAnswer answer;
  std::string reason;
  const auto* got = std::get_if<FetchAnswer>(&result);
  if (got != nullptr) {
    answer = {got->status, got->body, got->header("etag"), got->header("last-modified")};
    const bool redirect = got->status >= 300 && got->status < 400 && got->status != 304;
    if (redirect && hops_[origin]++ < max_robots_redirects) {
      const Result<url::Url> next = url::Url::resolve(where, got->header("location"));
      if (next && !got->header("location").empty()) return *next;
    }
  } else {
    const auto& failure = std::get<FetchFailure>(result);
    reason = failure.reason;
    if (failure.kind == FetchFailure::Kind::too_large) answer.status = 500;  // it exists, but what does it say
  }
  settle(origin, answer, reason, now);
  return std::nullopt;
}

void RobotsDesk::settle(const std::string& origin, const RobotsAnswer& answer, std::string_view reason, Instant now) {
  const archive::RobotsRow row = after_robots_answer(writer_.frontier().robots(origin), origin, answer, now);
  writer_.save(row);
  RobotsVerdict verdict = robots_verdict(row, now);
  // Asked once in a run is asked enough.
  if (verdict.standing == RobotsVerdict::Standing::ask) verdict.standing = RobotsVerdict::Standing::disallow_all;
  if (!reason.empty() && !verdict.note.empty()) verdict.note += fmt::format(" ({})", reason);
  verdicts_.insert_or_assign(origin, std::move(verdict));
  asking_.erase(origin);
}

}  // namespace caravan::crawl
