#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "crawler/archive/frontier_rows.h"
#include "crawler/robots/robots.h"

namespace caravan::crawl {

/// RFC 9309 section 2.4: a copy is not used longer than a day, unless robots.txt cannot be reached.
inline constexpr std::chrono::hours robots_fresh_for{24};
/// While robots.txt fails it is asked again after this.
inline constexpr std::chrono::hours robots_retry_after{1};
/// House rule on section 2.3.1.4: how long a last good copy speaks for a host whose robots.txt fails. After that
/// nothing is visited until it answers.
inline constexpr std::chrono::hours robots_copy_lasts{24 * 30};
/// Section 2.3.1.2: redirects to follow, also to other hosts. More: as if it did not exist.
inline constexpr int max_robots_redirects = 5;

/// What the stored answer of an origin means now.
struct RobotsVerdict {
  enum class Standing : unsigned char {
    ask,          ///< robots.txt must be asked for first
    rules,        ///< `rules` decide
    allow_all,    ///< there is no robots.txt (4xx)
    disallow_all  ///< it cannot be reached, and there is no copy to go by
  } standing = Standing::ask;
  Robots rules;
  Instant ask_again;  ///< from when on it should be asked for anew
  std::string note;   ///< for the report, when something is wrong: "robots.txt answered 503: nothing was visited"

  bool allows(std::string_view product_token, std::string_view path_and_query) const;
};
RobotsVerdict robots_verdict(const std::optional<archive::RobotsRow>& stored, Instant now);

/// One try for robots.txt.
struct RobotsAnswer {
  int status = 0;         ///< after redirects; 0: no complete answer; 3xx: redirected too often
  std::string_view body;  ///< with 2xx
  std::string etag, last_modified;
};
/// What is to be stored after it. 2xx replaces the copy; 304 confirms it; 4xx but 429 forgets it (section 2.3.1.3);
/// anything else leaves it (section 2.3.1.4; 429 is a request to slow down, not an absence: house rule).
archive::RobotsRow after_robots_answer(const std::optional<archive::RobotsRow>& stored, std::string origin,
                                       const RobotsAnswer& answer, Instant now);

}  // namespace caravan::crawl
