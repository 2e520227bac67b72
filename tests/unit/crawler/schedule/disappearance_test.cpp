#include "crawler/schedule/disappearance.h"

#include <string_view>

#include <gtest/gtest.h>

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;

const Instant tonight = std::chrono::sys_days(2026y / 11 / 24);

TEST(Disappearance, TakesTwoVisitsFarEnoughApart) {
  struct Case {
    std::string_view name;
    std::optional<Instant> first_gone;
    bool gone;
  };
  const Case cases[] = {
      {"never seen gone before", std::nullopt, false},
      {"seen gone a moment ago", tonight - 1s, false},
      {"seen gone one second too late", tonight - 24h + 1s, false},
      {"seen gone long enough ago", tonight - 24h, true},
      {"seen gone in the future: the clock was set back", tonight + 24h, false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_gone_for_good(c.first_gone, tonight, 24h), c.gone) << c.name;
}

struct BudgetCase {
  std::string_view name;
  std::int64_t removals, articles;
  bool within;
};
constexpr BudgetCase budget_cases[] = {
    {"none", 0, 0, true},
    {"few of a small site", 10, 20, true},
    {"more than a few of a small site", 11, 20, false},
    {"a twentieth", 50, 1000, true},
    {"more than a twentieth", 51, 1000, false},
};

TEST(Disappearance, HoldsWhatGoesOverTheBudget) {
  for (const BudgetCase& c : budget_cases) EXPECT_EQ(within_budget(c.removals, c.articles), c.within) << c.name;
  EXPECT_TRUE(within_budget(1000, 1000, {100, 0})) << "everything may go";
  EXPECT_FALSE(within_budget(1, 1000, {0, 0})) << "nothing may go";
  EXPECT_TRUE(within_budget(5, 1000, {0.5, 0}));
}

}  // namespace
}  // namespace caravan::crawl
