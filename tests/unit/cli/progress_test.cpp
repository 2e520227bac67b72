#include "cli/progress.h"

#include <sstream>

#include <gtest/gtest.h>

namespace caravan::cli {
namespace {

using namespace std::chrono_literals;

class Progress : public testing::Test {
 protected:
  std::function<ProgressLine::Steady()> clock() {
    return [this] { return now_; };
  }
  void wait(std::chrono::milliseconds time) { now_ += time; }

  std::ostringstream out_, notes_;
  ProgressLine::Steady now_{};
};

TEST_F(Progress, RewritesOneLineForAPersonAndTakesItAway) {
  Terminal terminal(out_, notes_, {.notes_are_terminal = true, .width = 80}, false);
  {
    ProgressLine line(terminal, true, clock());
    wait(2s);
    line.show(20, "20 pages, 5 waiting", "https://example.org/a");
    line.show(21, "21 pages, 4 waiting");  // too soon to be read
    wait(2s);
    line.show(40, "40 pages, 0 waiting");
  }
  EXPECT_EQ(notes_.str(),
            "\r20 pages, 5 waiting, 10.0/s  https://example.org/a\x1b[K"
            "\r40 pages, 0 waiting, 10.0/s\x1b[K"
            "\r\x1b[K");
  EXPECT_EQ(out_.str(), "");
}

TEST_F(Progress, NeverReachesTheLastColumn) {
  Terminal terminal(out_, notes_, {.notes_are_terminal = true, .width = 20}, false);
  {
    ProgressLine line(terminal, true, clock());
    wait(2s);
    line.show(20, "20 pages", "https://example.org/a/long/address");
  }
  EXPECT_EQ(notes_.str(), "\r20 pages, 10.0/s  h\x1b[K\r\x1b[K");
}

TEST_F(Progress, WritesALineNowAndThenForALog) {
  Terminal terminal(out_, notes_, {.notes_are_terminal = false}, false);
  {
    ProgressLine line(terminal, true, clock());
    for (std::uint64_t second = 1; second <= 20; ++second) {
      wait(1s);
      line.show(second * 3, "pages", "https://example.org/a");
    }
  }
  EXPECT_EQ(notes_.str(), "pages, 3.0/s\npages, 3.0/s\n");
}

TEST_F(Progress, IsSilentWhenNotWantedOrQuiet) {
  Terminal loud(out_, notes_, {.notes_are_terminal = true}, false);
  Terminal quiet(out_, notes_, {.notes_are_terminal = true}, true);
  {
    ProgressLine unwanted(loud, false, clock()), hushed(quiet, true, clock());
    wait(60s);
    unwanted.show(1, "1 page");
    hushed.show(1, "1 page");
  }
  EXPECT_EQ(notes_.str(), "");
}

}  // namespace
}  // namespace caravan::cli
