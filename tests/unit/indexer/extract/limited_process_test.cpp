#include "indexer/extract/limited_process.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace caravan::extract {
namespace {

using namespace std::chrono_literals;
using End = ProcessOutcome::End;
using testing::HasSubstr;

ProcessOutcome shell(const std::string& script, std::string_view input = "", ProcessLimits limits = {}) {
  return run_limited("/bin/sh", {"-c", script}, input, limits);
}

TEST(LimitedProcess, HandsInputInAndOutputOut) {
  const std::string input(300'000, 'x');
  const ProcessOutcome outcome = shell("cat; echo said >&2; exit 3", input);
  EXPECT_EQ(outcome.end, End::finished);
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.output, input);
  EXPECT_EQ(outcome.said, "said\n");
}

TEST(LimitedProcess, NothingOfOursIsInTheChild) {
  const ProcessOutcome outcome = shell("env; ls /proc/self/fd; grep NoNewPrivs /proc/self/status; ulimit -c");
  EXPECT_THAT(outcome.output, HasSubstr("PATH=/usr/bin:/bin\n"));
  EXPECT_THAT(outcome.output, HasSubstr("LC_ALL=C.UTF-8\n"));
  EXPECT_THAT(outcome.output, testing::Not(HasSubstr("HOME=")));
  EXPECT_THAT(outcome.output, HasSubstr("\n0\n1\n2\n3\n")) << "3 is the folder that ls reads";
  EXPECT_THAT(outcome.output, testing::Not(HasSubstr("\n4\n")));
  EXPECT_THAT(outcome.output, HasSubstr("NoNewPrivs:\t1"));
  EXPECT_TRUE(outcome.output.ends_with("\n0\n"));
}

TEST(LimitedProcess, MayWriteNoFile) {
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder / "written";
  shell("echo something > '" + file.string() + "'");
  EXPECT_TRUE(!std::filesystem::exists(file) || std::filesystem::file_size(file) == 0);
}

TEST(LimitedProcess, SaysWhyItEnded) {
  ProcessLimits quick;
  quick.time = 200ms;
  ProcessLimits quiet;
  quiet.output = 1000;
  ProcessLimits busy;
  busy.cpu = 1s;
  EXPECT_EQ(run_limited("/nowhere/program", {}, "", {}).end, End::missing);
  EXPECT_EQ(shell("exec sleep 600", "", quick).end, End::too_slow);
  EXPECT_EQ(shell("exec >&- 2>&-; exec sleep 600", "", quick).end, End::too_slow) << "silent, but not at its end";
  EXPECT_EQ(shell("while :; do :; done", "", busy).end, End::too_slow);
  EXPECT_EQ(shell("yes", "", quiet).end, End::too_much);
  EXPECT_EQ(shell("kill -SEGV $$").end, End::broke_off);
}

TEST(LimitedProcess, WhatItLeavesBehindEndsWithIt) {
  ProcessLimits limits;
  limits.time = 300ms;
  // The child of the child keeps the pipe open: were it not killed, the next line would wait for it.
  EXPECT_EQ(shell("sleep 600 & sleep 600", "", limits).end, End::too_slow);
  const ProcessOutcome outcome = shell("sleep 600 >/dev/null 2>&1 & echo $!");
  ASSERT_EQ(outcome.end, End::finished);
  const std::string process = "/proc/" + outcome.output.substr(0, outcome.output.find('\n')) + "/status";
  // Killed, it sleeps no more, whether anybody has noted its end or not.
  const std::string until_it_is_gone = "while grep -q '^State:.S' " + process + " 2>/dev/null; do sleep 0.1; done";
  EXPECT_EQ(shell(until_it_is_gone).end, End::finished);
}

TEST(LimitedProcess, ManyComplaintsDoNotFillMemory) {
  const ProcessOutcome outcome = shell("head -c 3000000 /dev/zero | tr '\\0' e >&2; echo done");
  EXPECT_EQ(outcome.output, "done\n");
  EXPECT_EQ(outcome.said.size(), 4096U);
}

}  // namespace
}  // namespace caravan::extract
