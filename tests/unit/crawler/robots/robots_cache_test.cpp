#include "crawler/robots/robots_cache.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace caravan::crawl {
namespace {

using archive::RobotsRow;
using std::chrono::hours;
using Standing = RobotsVerdict::Standing;

constexpr std::string_view rules = "User-agent: *\nDisallow: /private\n";
const Instant evening = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) + hours(20);

RobotsAnswer answer(int status, std::string_view body = {}) { return {status, body, "\"1\"", "a date"}; }

RobotsRow row_after(int status, std::optional<RobotsRow> before = std::nullopt, Instant at = evening) {
  return after_robots_answer(before, "https://a.org", answer(status, status == 200 ? rules : ""), at);
}

TEST(RobotsVerdict, AsksFirst) {
  EXPECT_EQ(robots_verdict(std::nullopt, evening).standing, Standing::ask);
  EXPECT_FALSE(robots_verdict(std::nullopt, evening).allows("caravan", "/x"));
}

TEST(RobotsVerdict, TakesEachAnswerAsRfc9309Section2_3_1Says) {
  struct Case {
    int status;
    Standing standing;
  };
  constexpr Case cases[] = {
      {200, Standing::rules},        {204, Standing::rules},        {301, Standing::allow_all},
      {400, Standing::allow_all},    {401, Standing::allow_all},    {403, Standing::allow_all},
      {404, Standing::allow_all},    {410, Standing::allow_all},    {429, Standing::disallow_all},
      {500, Standing::disallow_all}, {503, Standing::disallow_all}, {0, Standing::disallow_all},
  };
  for (const Case& c : cases) EXPECT_EQ(robots_verdict(row_after(c.status), evening).standing, c.standing) << c.status;
}

TEST(RobotsVerdict, RulesHoldForADay) {
  const RobotsRow row = row_after(200);
  EXPECT_FALSE(robots_verdict(row, evening + hours(23)).allows("caravan", "/private"));
  EXPECT_TRUE(robots_verdict(row, evening + hours(23)).allows("caravan", "/public"));
  EXPECT_EQ(robots_verdict(row, evening).ask_again, evening + hours(24));
  EXPECT_EQ(robots_verdict(row, evening + hours(24)).standing, Standing::ask);
}

TEST(RobotsVerdict, AnAbsenceHoldsForADay) {
  EXPECT_TRUE(robots_verdict(row_after(404), evening + hours(23)).allows("caravan", "/private"));
  EXPECT_EQ(robots_verdict(row_after(404), evening + hours(24)).standing, Standing::ask);
}

TEST(RobotsVerdict, AFailureIsAskedAgainSoon) {
  const RobotsVerdict verdict = robots_verdict(row_after(503), evening + std::chrono::minutes(59));
  EXPECT_EQ(verdict.standing, Standing::disallow_all);
  EXPECT_EQ(verdict.ask_again, evening + robots_retry_after);
  EXPECT_EQ(verdict.note, "robots.txt answered 503: nothing was visited");
  EXPECT_EQ(robots_verdict(row_after(503), evening + hours(1)).standing, Standing::ask);
}

TEST(RobotsVerdict, WhileItFailsTheLastCopySpeaks) {
  const RobotsRow good = row_after(200);
  const Instant next_evening = evening + hours(24);
  const RobotsRow failing = row_after(503, good, next_evening);
  EXPECT_EQ(failing.good, evening);
  EXPECT_EQ(failing.failing_since, next_evening);
  const RobotsVerdict verdict = robots_verdict(failing, next_evening);
  EXPECT_EQ(verdict.standing, Standing::rules);
  EXPECT_FALSE(verdict.allows("caravan", "/private"));
  EXPECT_TRUE(verdict.allows("caravan", "/public"));
  EXPECT_EQ(verdict.note, "robots.txt answered 503: went by the copy of 2026-03-01T20:00:00Z");
}

TEST(RobotsVerdict, NoCopySpeaksForever) {
  RobotsRow row = row_after(200);
  const Instant late = evening + robots_copy_lasts + hours(1);
  row = row_after(0, row, late);
  EXPECT_EQ(robots_verdict(row, late).standing, Standing::disallow_all);
  EXPECT_EQ(robots_verdict(row, late).note, "robots.txt could not be had: nothing was visited");
}

TEST(RobotsVerdict, AnAbsenceForgetsTheCopy) {
  RobotsRow row = row_after(404, row_after(200), evening + hours(24));
  EXPECT_EQ(row.body, "");
  row = row_after(500, row, evening + hours(48));
  EXPECT_EQ(robots_verdict(row, evening + hours(48)).standing, Standing::disallow_all);
}

TEST(RobotsVerdict, NotModifiedConfirmsTheCopy) {
  const RobotsRow row = row_after(304, row_after(200), evening + hours(24));
  EXPECT_EQ(row.good, evening + hours(24));
  EXPECT_EQ(robots_verdict(row, evening + hours(30)).standing, Standing::rules);
  EXPECT_FALSE(robots_verdict(row, evening + hours(30)).allows("caravan", "/private"));
}

TEST(RobotsVerdict, NotModifiedWithoutACopyIsAFailure) {
  EXPECT_EQ(robots_verdict(row_after(304), evening).standing, Standing::disallow_all);
}

TEST(RobotsVerdict, SuccessEndsTheFailures) {
  const RobotsRow row = row_after(200, row_after(503), evening + hours(2));
  EXPECT_EQ(row.failing_since, std::nullopt);
  EXPECT_EQ(robots_verdict(row, evening + hours(3)).standing, Standing::rules);
}

TEST(RobotsVerdict, FailuresInARowKeepTheirBeginning) {
  EXPECT_EQ(row_after(500, row_after(0), evening + hours(2)).failing_since, evening);
}

TEST(RobotsVerdict, AClockSetBackMakesItAskAgain) {
  EXPECT_EQ(robots_verdict(row_after(200), evening - hours(1)).standing, Standing::ask);
}

}  // namespace
}  // namespace caravan::crawl
