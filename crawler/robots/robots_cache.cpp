#include "crawler/robots/robots_cache.h"

#include <utility>

#include <fmt/format.h>

#include "base/day.h"

namespace caravan::crawl {

namespace {

using archive::RobotsRow;
using Standing = RobotsVerdict::Standing;

/// Section 2.3.1.3, and 2.3.1.2 for redirects without end.
bool says_there_is_none(int status) { return status >= 300 && status < 500 && status != 304 && status != 429; }

bool is_good(int status) { return (status >= 200 && status < 300) || status == 304; }

std::string what_failed(const RobotsRow& row) {
  return row.status == 0 ? "robots.txt could not be had" : fmt::format("robots.txt answered {}", row.status);
}

RobotsVerdict while_failing(const RobotsRow& row, Instant now) {
  RobotsVerdict verdict;
  verdict.ask_again = row.asked + robots_retry_after;
  if (row.good && now - *row.good <= robots_copy_lasts) {
    verdict.standing = Standing::rules;
    verdict.rules = parse_robots(row.body);
    verdict.note = fmt::format("{}: went by the copy of {}", what_failed(row), iso(*row.good));
  } else {
    verdict.standing = Standing::disallow_all;
    verdict.note = fmt::format("{}: nothing was visited", what_failed(row));
  }
  return verdict;
}

}  // namespace

bool RobotsVerdict::allows(std::string_view product_token, std::string_view path_and_query) const {
  switch (standing) {
    case Standing::allow_all:
      return true;
    case Standing::rules:
      return rules.allows(product_token, path_and_query);
    case Standing::ask:
    case Standing::disallow_all:
      return false;
  }
  return false;
}

RobotsVerdict robots_verdict(const std::optional<RobotsRow>& stored, Instant now) {
  RobotsVerdict verdict;
  verdict.ask_again = now;
  // An answer from the future means that the clock was set back: nobody knows how old it is.
  if (!stored || stored->asked > now) return verdict;
  const bool fails = stored->failing_since.has_value();
  if (now - stored->asked >= (fails ? std::chrono::hours(robots_retry_after) : robots_fresh_for)) return verdict;
  if (fails) return while_failing(*stored, now);
  verdict.ask_again = stored->asked + robots_fresh_for;
  if (says_there_is_none(stored->status)) {
    verdict.standing = Standing::allow_all;
  } else {
    verdict.standing = Standing::rules;
    verdict.rules = parse_robots(stored->body);
  }
  return verdict;
}

RobotsRow after_robots_answer(const std::optional<RobotsRow>& stored, std::string origin, const RobotsAnswer& answer,
                              Instant now) {
  RobotsRow row = stored.value_or(RobotsRow{});
  row.origin = std::move(origin);
  row.asked = now;
  row.status = answer.status;
  const bool confirms = answer.status == 304 && row.good;
  if (confirms) {
    row.good = now;
    row.failing_since.reset();
    if (!answer.etag.empty()) row.etag = answer.etag;
    if (!answer.last_modified.empty()) row.last_modified = answer.last_modified;
  } else if (is_good(answer.status) && answer.status != 304) {
    row.body = answer.body.substr(0, max_robots_bytes + 1);
    row.good = now;
    row.failing_since.reset();
    row.etag = answer.etag;
    row.last_modified = answer.last_modified;
  } else if (says_there_is_none(answer.status)) {
    row.body.clear();
    row.good.reset();
    row.failing_since.reset();
    row.etag.clear();
    row.last_modified.clear();
  } else if (!row.failing_since) {
    row.failing_since = now;
  }
  return row;
}

}  // namespace caravan::crawl
