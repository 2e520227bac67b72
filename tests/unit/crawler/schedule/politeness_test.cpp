#include "crawler/schedule/politeness.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/day.h"

namespace caravan::crawl {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const Instant now = sys_days(2026y / 11 / 24) + 2h;

struct RetryAfterCase {
  std::string_view name, value;
  std::optional<std::chrono::seconds> wait;
};
const RetryAfterCase retry_after_cases[] = {
    {"seconds", "120", 120s},
    {"seconds with space around", " 7 ", 7s},
    {"none", "0", 0s},
    {"date", "Tue, 24 Nov 2026 02:01:30 GMT", 90s},
    {"date in the old form", "Tuesday, 24-Nov-26 02:01:00 GMT", 60s},
    {"date in the past", "Tue, 24 Nov 2020 02:00:00 GMT", 0s},
    {"more than a week of seconds", "99999999", 168h},
    {"more seconds than a number holds", "99999999999999999999999", 168h},
    {"date next year", "Wed, 24 Nov 2027 02:00:00 GMT", 168h},
    {"empty", "", std::nullopt},
    {"negative", "-5", std::nullopt},
    {"words", "in a while", std::nullopt},
};

TEST(Politeness, ReadsRetryAfterInBothForms) {
  for (const RetryAfterCase& c : retry_after_cases) EXPECT_EQ(read_retry_after(c.value, now), c.wait) << c.name;
}

TEST(Politeness, RobotsMayLengthenThePauseButNotShortenIt) {
  EXPECT_EQ(pause_between(1s, std::nullopt), 1s);
  EXPECT_EQ(pause_between(1s, 10s), 10s);
  EXPECT_EQ(pause_between(1s, 500ms), 1s);
}

struct AnswerCase {
  std::string_view name;
  std::vector<int> statuses;  // 0: silence
  std::optional<std::chrono::seconds> retry_after;
  std::chrono::milliseconds wait;  // after the last one, with a pause of 100 ms
  bool give_up;
};
const AnswerCase answer_cases[] = {
    {"fine", {200}, {}, 100ms, false},
    {"not found is fine", {404}, {}, 100ms, false},
    {"first 503", {503}, {}, 1s, false},
    {"third 429 in a row", {429, 503, 429}, {}, 4s, false},
    {"an answer in between begins anew", {503, 503, 200, 503}, {}, 1s, false},
    {"fourth in a row", {503, 503, 503, 503}, {}, 8s, true},
    {"asked to wait a little", {429}, 3s, 3s, false},
    {"asked to wait less than the pause", {429}, 0s, 100ms, false},
    {"asked to wait an hour", {429}, 3600s, 3600s, true},
    {"silence does not lengthen the pause", {0, 0, 0}, {}, 100ms, false},
    {"silence four times", {0, 0, 0, 0}, {}, 100ms, true},
    {"broken pages", std::vector<int>(19, 500), {}, 100ms, false},
    {"nothing but broken pages", std::vector<int>(20, 500), {}, 100ms, true},
};

TEST(Politeness, FollowsAHostsHealth) {
  for (const AnswerCase& c : answer_cases) {
    HostVerdict verdict;
    for (const int status : c.statuses)
      verdict = after_answer(verdict.health, host_answer(status), 100ms, c.retry_after);
    EXPECT_EQ(verdict.wait, c.wait) << c.name;
    EXPECT_EQ(verdict.give_up, c.give_up) << c.name;
  }
}

}  // namespace
}  // namespace caravan::crawl
