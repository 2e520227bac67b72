#include "crawler/robots_desk.h"

#include <utility>

namespace caravan::crawl {

const RobotsVerdict& RobotsDesk::verdict(const std::string& origin, Instant now) {
  auto known = verdicts_.find(origin);
  if (known == verdicts_.end())
    known = verdicts_.emplace(origin, robots_verdict(writer_.frontier().robots(origin), now)).first;
  return known->second;
}

const RobotsVerdict* RobotsDesk::known(std::string_view origin) const {
  const auto found = verdicts_.find(std::string(origin));
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
  const auto* got = std::get_if<FetchAnswer>(&result);
  if (got != nullptr) {
    answer = {got->status, got->body, got->header("etag"), got->header("last-modified")};
    const bool redirect = got->status >= 300 && got->status < 400 && got->status != 304;
    if (redirect && hops_[origin]++ < max_robots_redirects) {
      const Result<url::Url> next = url::Url::resolve(where, got->header("location"));
      if (next && !got->header("location").empty()) return *next;
    }
  } else if (const auto& failure = std::get<FetchFailure>(result); failure.kind == FetchFailure::Kind::too_large) {
    answer.status = 500;  // it exists, and it cannot be known what it says
  }
  settle(origin, answer, now);
  return std::nullopt;
}

void RobotsDesk::settle(const std::string& origin, const RobotsAnswer& answer, Instant now) {
  const archive::RobotsRow row = after_robots_answer(writer_.frontier().robots(origin), origin, answer, now);
  writer_.save(row);
  RobotsVerdict verdict = robots_verdict(row, now);
  // Asked once in a run is asked enough.
  if (verdict.standing == RobotsVerdict::Standing::ask) verdict.standing = RobotsVerdict::Standing::disallow_all;
  verdicts_.insert_or_assign(origin, std::move(verdict));
  asking_.erase(origin);
}

}  // namespace caravan::crawl
