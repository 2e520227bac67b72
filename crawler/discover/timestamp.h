#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace caravan::crawl {

/// A moment as sitemaps and feeds write it: W3C date-time and RFC 3339 ("2026-03", "2026-03-01",
/// "2026-03-01T02:00+01:00", fractions of a second), or RFC 822 ("Sun, 1 Mar 2026 02:00 EST", weekday optional, years
/// of two digits, zone names). A missing time is midnight, a missing or unknown zone UTC. nullopt: none of these, or no
/// such day.
std::optional<Instant> parse_timestamp(std::string_view text);

}  // namespace caravan::crawl
