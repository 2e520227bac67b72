#include "crawler/discover/timestamp.h"

#include <string_view>

#include <gtest/gtest.h>

#include "base/day.h"

namespace caravan::crawl {
namespace {

TEST(Timestamp, IsReadInTheFormsThatSitemapsAndFeedsUse) {
  struct Case {
    std::string_view text, instant;  ///< "": none
  };
  constexpr Case cases[] = {
      {"2026", "2026-01-01T00:00:00Z"},
      {"2026-03", "2026-03-01T00:00:00Z"},
      {"2026-03-01", "2026-03-01T00:00:00Z"},
      {" 2026-03-01\n", "2026-03-01T00:00:00Z"},
      {"2026-03-01T02:30Z", "2026-03-01T02:30:00Z"},
      {"2026-03-01T02:30+02:00", "2026-03-01T00:30:00Z"},
      {"2026-03-01T22:30:15-05:00", "2026-03-02T03:30:15Z"},
      {"2026-03-01T02:30:15.123456+0100", "2026-03-01T01:30:15Z"},
      {"2026-03-01 02:30:15", "2026-03-01T02:30:15Z"},
      {"Sun, 01 Mar 2026 02:30:15 GMT", "2026-03-01T02:30:15Z"},
      {"Sun, 1 Mar 2026 02:30:15 +0800", "2026-02-28T18:30:15Z"},
      {"1 Mar 2026 02:30 EST", "2026-03-01T07:30:00Z"},
      {"Sunday, 1 March 26 02:30 CEST", "2026-03-01T00:30:00Z"},
      {"01-Mar-99 02:30:00 UT", "1999-03-01T02:30:00Z"},
      {"1 Mar 2026", "2026-03-01T00:00:00Z"},
      {"1 Mar 2026 02:30 Mars/Olympus", "2026-03-01T02:30:00Z"},
      {"2026-02-30", ""},
      {"2026-13-01", ""},
      {"2026-03-01T25:00Z", ""},
      {"30 Feb 2026 02:30 GMT", ""},
      {"yesterday", ""},
      {"20260301", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    const std::optional<Instant> instant = parse_timestamp(c.text);
    EXPECT_EQ(instant ? iso(*instant) : "", c.instant) << c.text;
  }
}

}  // namespace
}  // namespace caravan::crawl
