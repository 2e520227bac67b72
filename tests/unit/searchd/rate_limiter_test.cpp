#include "searchd/rate_limiter.h"

#include <gtest/gtest.h>

namespace caravan::searchd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Some moment; tests turn it by adding.
constexpr RateLimiter::Moment start{seconds(1000)};

int passed(RateLimiter& limiter, const std::string& client, const Rate& rate, RateLimiter::Moment now, int requests) {
  int count = 0;
  for (int i = 0; i < requests; ++i) count += limiter.count(client, rate, now) ? 0 : 1;
  return count;
}

TEST(RateLimiter, LetsABurstThroughAndThenTheRate) {
  RateLimiter limiter;
  const Rate rate{2, 5};
  EXPECT_EQ(passed(limiter, "a", rate, start, 20), 5);
  EXPECT_EQ(passed(limiter, "b", rate, start, 20), 5) << "each client has its own";
  EXPECT_EQ(passed(limiter, "a", rate, start + milliseconds(499), 20), 0);
  EXPECT_EQ(passed(limiter, "a", rate, start + milliseconds(500), 20), 1);
  EXPECT_EQ(passed(limiter, "a", rate, start + seconds(2), 20), 3);
  EXPECT_EQ(passed(limiter, "a", rate, start + seconds(60), 20), 5) << "a pause fills it, and no more";
  EXPECT_EQ(limiter.refused(), 15U + 15 + 20 + 19 + 17 + 15);
}

TEST(RateLimiter, SaysHowLongToWait) {
  RateLimiter limiter;
  const Rate rate{0.1, 1};
  EXPECT_FALSE(limiter.count("a", rate, start));
  EXPECT_EQ(limiter.count("a", rate, start), seconds(10));
  EXPECT_EQ(limiter.count("a", rate, start + milliseconds(6500)), seconds(4));
  EXPECT_FALSE(limiter.count("a", rate, start + seconds(10)));
}

TEST(RateLimiter, ZeroIsNoLimit) {
  RateLimiter limiter;
  EXPECT_EQ(passed(limiter, "a", {0, 1}, start, 1000), 1000);
  EXPECT_EQ(limiter.clients(), 0U);
}

TEST(RateLimiter, ForgetsWhoHasBeenQuietLongest) {
  RateLimiter limiter(3);
  const Rate rate{1, 1};
  for (const char* client : {"a", "b", "c"}) EXPECT_FALSE(limiter.count(client, rate, start));
  EXPECT_TRUE(limiter.count("a", rate, start));
  for (int i = 0; i < 10'000; ++i) {
    limiter.count("a", rate, start);
    limiter.count(std::to_string(i), rate, start);
    ASSERT_LE(limiter.clients(), 3U);
  }
  EXPECT_TRUE(limiter.count("a", rate, start)) << "who goes on asking is not forgotten";
}

}  // namespace
}  // namespace caravan::searchd
