#include "crawler/schedule/revisit.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;
using archive::Outcome;
using archive::VisitRow;

const Instant start = std::chrono::sys_days(2026y / 1 / 1);
const RevisitLimits limits{24h, 24h * 30};

/// One visit: f first or changed, u unchanged, x failed, g gone, r refused; and how many hours after the last.
struct Step {
  char letter;
  int hours;
};

Outcome outcome_of(char letter) {
  switch (letter) {
    case 'f':
      return Outcome::fetched;
    case 'u':
      return Outcome::not_modified;
    case 'x':
      return Outcome::failed;
    case 'g':
      return Outcome::gone;
    default:
      return Outcome::refused;
  }
}

std::vector<VisitRow> history_of(const std::vector<Step>& steps) {
  std::vector<VisitRow> history;
  Instant at = start;
  for (const Step& step : steps) {
    at += std::chrono::hours(step.hours);
    VisitRow row;
    row.at = at;
    row.outcome = outcome_of(step.letter);
    row.changed = step.letter == 'f';
    history.push_back(row);
  }
  return history;
}

struct Case {
  std::string_view name;
  std::vector<Step> steps;
  std::chrono::seconds interval;
};
constexpr std::chrono::seconds day = 24h;
constexpr std::chrono::seconds slack(std::chrono::seconds interval) { return interval * 90 / 100; }

const Case cases[] = {
    {"a new page", {{'f', 0}}, slack(day)},
    {"unchanged once", {{'f', 0}, {'u', 24}}, slack(day * 2)},
    {"unchanged twice", {{'f', 0}, {'u', 24}, {'u', 48}}, slack(day * 4)},
    {"unchanged for long", {{'f', 0}, {'u', 24}, {'u', 48}, {'u', 96}, {'u', 192}, {'u', 384}}, slack(day * 30)},
    {"changed every time", {{'f', 0}, {'f', 24}, {'f', 24}, {'f', 24}}, slack(day)},
    {"visited again at once (--full)", {{'f', 0}, {'u', 0}}, slack(day)},
    {"failed once", {{'f', 0}, {'x', 24}}, 1h},
    {"failed thrice", {{'f', 0}, {'x', 24}, {'x', 1}, {'x', 2}}, 4h},
    {"failed for long", {{'x', 0}, {'x', 1}, {'x', 2}, {'x', 4}, {'x', 8}, {'x', 16}, {'x', 24}}, slack(day)},
    {"gone once", {{'f', 0}, {'g', 24}}, day},
    {"gone thrice", {{'f', 0}, {'g', 24}, {'g', 24}, {'g', 48}}, day * 4},
    {"refused", {{'r', 0}}, slack(day)},
    {"a failure is no change", {{'f', 0}, {'u', 24}, {'x', 48}, {'u', 1}}, slack(std::chrono::hours(98))},
};

TEST(Revisit, IntervalFollowsWhatTheVisitsFound) {
  for (const Case& c : cases) {
    const auto history = history_of(c.steps);
    EXPECT_EQ(next_visit(history, limits, day) - history.back().at, c.interval) << c.name;
  }
}

TEST(Revisit, AFrequentChangeShortensTheIntervalAgain) {
  const auto calm = history_of({{'f', 0}, {'u', 48}, {'u', 96}, {'u', 192}});
  const auto lively = history_of({{'f', 0}, {'u', 48}, {'f', 96}, {'f', 192}});
  EXPECT_LT(next_visit(lively, limits, day) - lively.back().at, next_visit(calm, limits, day) - calm.back().at);
}

TEST(Revisit, StaysWithinItsBoundsWhateverTheHistory) {
  for (const char last : {'f', 'u'})
    for (std::size_t visits = 1; visits <= 32; ++visits) {
      const auto history = history_of(std::vector<Step>(visits, {last, 1}));
      const auto interval = next_visit(history, limits, day) - history.back().at;
      EXPECT_GE(interval, slack(limits.min));
      EXPECT_LE(interval, slack(limits.max));
    }
}

}  // namespace
}  // namespace caravan::crawl
