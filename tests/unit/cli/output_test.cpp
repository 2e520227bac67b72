#include "cli/output.h"

#include <csignal>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"

namespace caravan::cli {
namespace {

struct Pipe {
  Pipe() {
    if (::pipe(ends) != 0) std::abort();
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~Pipe() {
    close_reader();
    ::close(ends[1]);
  }
  void close_reader() {
    if (ends[0] >= 0) ::close(ends[0]);
    ends[0] = -1;
  }
  int ends[2];
};

TEST(Output, WritesAtFlush) {
  Pipe pipe;
  Output out(pipe.ends[1], "standard output");
  out << "ranked" << 1 << '\n' << std::flush;
  char buffer[16] = {};
  EXPECT_EQ(::read(pipe.ends[0], buffer, sizeof buffer), 8);
  EXPECT_STREQ(buffer, "ranked1\n");
}

TEST(Output, AClosedPipeIsSaidSo) {
  Pipe pipe;
  pipe.close_reader();
  Output out(pipe.ends[1], "standard output");
  out << "nobody reads this";
  EXPECT_THROW(out.flush(), ClosedPipe);
}

TEST(Output, AFullDiskIsAFailure) {
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  Output out(full, "standard output");
  try {
    for (int i = 0; i < 100'000; ++i) out << "lines enough to fill the buffer\n";
    FAIL() << "the disk was full";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().fault, Fault::disk);
    EXPECT_EQ(failure.error().what, "cannot write standard output: No space left on device");
    EXPECT_NE(failure.error().remedy, "");
  }
  ::close(full);
}

}  // namespace
}  // namespace caravan::cli
