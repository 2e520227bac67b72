#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sqlite.h"
#include "tests/unit/crawler/archive/visits.h"

namespace caravan::archive {
namespace {

using namespace test;
using testing::IsEmpty;

std::string body_of(int number) {
  std::string body = "<p>" + std::to_string(number) + " ";
  for (int i = 0; i < 300; ++i) body += static_cast<char>('a' + (number * 7 + i * i) % 26);
  return body;
}

/// Stores pages until it is killed; says after each commit how many are safe.
[[noreturn]] void store_forever(const std::filesystem::path& file, int first, int report_to) {
  ArchiveWriter writer = value_or_throw(ArchiveWriter::open(file, {.pages = 3, .age = hours(1)}));
  for (int number = first;; ++number) {
    const std::string body = body_of(number);
    PageVisit visit = fetched("/" + std::to_string(number), body);
    visit.discovered = {{at("/" + std::to_string(number + 1)), PageKind::page, 1}};
    writer.store(visit);
    if (number % 5 != 0) continue;
    writer.commit();
    if (::write(report_to, &number, sizeof number) != sizeof number) ::_exit(1);
  }
}

/// Runs store_forever in a child and kills it after `commits` commits. @return the last page that was reported safe.
int run_and_kill(const std::filesystem::path& file, int first, int commits) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    store_forever(file, first, ends[1]);
  }
  ::close(ends[1]);
  int safe = 0;
  for (int i = 0; i < commits; ++i)
    if (::read(ends[0], &safe, sizeof safe) != sizeof safe) break;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  int later = 0;
  while (::read(ends[0], &later, sizeof later) == sizeof later) safe = later;
  ::close(ends[0]);
  return safe;
}

TEST(Interruption, KilledAtAnyMomentNothingCommittedIsLostAndNothingIsHalf) {
  caravan::test::TemporaryFolder folder;
  const std::filesystem::path file = folder / "crawl.db";
  int first = 1;
  for (int round = 1; round <= 8; ++round) {
    const int safe = run_and_kill(file, first, round);
    ASSERT_GE(safe, first) << "the child could not work";
    EXPECT_THAT(value_or_throw(check(file)), IsEmpty());
    const ArchiveReader reader = value_or_throw(ArchiveReader::open(file));
    const FrontierRows frontier = value_or_throw(FrontierRows::open(file));
    for (int number = 1; number <= safe; ++number) {
      const auto snapshot = reader.newest(at("/" + std::to_string(number)));
      ASSERT_TRUE(snapshot) << number;
      EXPECT_EQ(snapshot->body, body_of(number));
    }
    // What was stored last is followed by exactly one page that is due: the run goes on there.
    const DueBatch due = frontier.due({.site = "A", .due_by = night});
    ASSERT_EQ(due.pages.size(), 1u);
    first = std::stoi(due.pages[0].url.substr(at("/").size()));
    EXPECT_GT(first, safe);
  }
}

TEST(Interruption, AFullDiskLosesNothingThatWasCommitted) {
  caravan::test::TemporaryFolder folder;
  const std::filesystem::path file = folder / "crawl.db";
  {
    ArchiveWriter writer = value_or_throw(ArchiveWriter::open(file));
    writer.store(fetched("/0", body_of(0)));
    writer.commit();
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{256 * 1024, 256 * 1024};
    ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      ArchiveWriter writer = value_or_throw(ArchiveWriter::open(file, {.pages = 1}));
      for (int number = 1;; ++number) writer.store(fetched("/" + std::to_string(number), body_of(number)));
    } catch (const Failure& failure) {
      ::_exit(failure.error().fault == Fault::disk ? 0 : 1);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "not reported as a fault of the disk";
  EXPECT_THAT(value_or_throw(check(file)), IsEmpty());
  EXPECT_EQ(value_or_throw(ArchiveReader::open(file)).newest(at("/0"))->body, body_of(0));
  ArchiveWriter writer = value_or_throw(ArchiveWriter::open(file));
  EXPECT_EQ(writer.store(fetched("/after", "<p>there is room again")).version, Stored::Version::first);
}

}  // namespace
}  // namespace caravan::archive
