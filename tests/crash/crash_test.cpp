// kill -9 at any moment, and a disk that is full: after each, every promise of DESIGN.md is audited.
#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crawler/archive/archive_reader.h"
#include "crawler/archive/soundness.h"
#include "tests/support/loopback_site.h"
#include "tests/support/temporary_folder.h"

extern char** environ;

namespace caravan::test {
namespace {

constexpr int pages = 120;

/// A site whose pages change from round to round, and which remembers every body it ever sent in full.
class ChangingSite {
 public:
  ChangingSite() : server_([this](const Request& request) { return reply_to(request); }) {}

  std::string url() const { return server_.url("/"); }
  std::string url(int page) const { return server_.url("/p" + std::to_string(page) + "x"); }
  void next_round() {
    const std::scoped_lock lock(mutex_);
    ++round_;
    server_.forget();
  }
  std::string body(int page) const {
    const std::scoped_lock lock(mutex_);
    return body_of(page);
  }
  bool was_ever(const std::string& url, const std::string& body) const {
    for (int round = 0; round <= round_; ++round)
      for (int page = 0; page < pages; ++page)
        if (this->url(page) == url && body_in(page, round) == body) return true;
    return false;
  }
  std::set<std::string> fetched_anew() const {
    std::set<std::string> urls;
    for (const Request& request : server_.seen())
      if (request.header("if-none-match").empty()) urls.insert(server_.url(request.target));
    return urls;
  }

 private:
  /// Each page changes every seventh round, not all in the same.
  static std::string body_in(int page, int round) {
    return "<html><p>ARTICLE " + std::to_string(page) + ", version " + std::to_string((round + page) / 7) + "</p>" +
           std::string(2000, 'x') + "</html>";
  }
  std::string body_of(int page) const { return body_in(page, round_); }

  Reply reply_to(const Request& request) {
    Reply reply;
    reply.headers = {{"Content-Type", "text/html"}};
    const std::scoped_lock lock(mutex_);
    if (request.target == "/") {
      reply.body = "<html>";
      for (int page = 0; page < pages; ++page) reply.body += "<a href='/p" + std::to_string(page) + "x'>p</a>";
      reply.body += "</html>";
    } else if (request.target.starts_with("/p")) {
      reply.body = body_of(std::atoi(request.target.c_str() + 2));
    } else {
      reply.status = 404;
      return reply;
    }
    const std::string tag = "\"" + std::to_string(std::hash<std::string>{}(reply.body)) + "\"";
    reply.headers.emplace_back("ETag", tag);
    if (request.header("if-none-match") == tag) {
      reply.status = 304;
      reply.body.clear();
    }
    return reply;
  }

  mutable std::mutex mutex_;
  int round_ = 0;
  LoopbackSite server_;
};

struct State {
  std::map<std::string, std::string> live;  // bodies by address
  std::vector<archive::Change> changes;
  std::vector<archive::RunReport> runs;
};

class Crash : public testing::Test {
 protected:
  std::filesystem::path crawl_db() const { return folder_ / "data" / "crawl.db"; }

  pid_t start(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{CRASH_CRAWLER, (folder_ / "data").string(), site_.url()};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, words[0].c_str(), nullptr, nullptr, pointers.data(), environ), 0);
    return child;
  }
  static int end_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  /// What the archive holds, after its own check found it sound. Nothing before the first commit.
  State audited() const {
    State state;
    if (!std::filesystem::exists(crawl_db())) return state;
    const auto findings = archive::check(crawl_db());
    // Stopped between the file and its tables.
    if (!findings && (findings.error().fault == Fault::not_found || findings.error().fault == Fault::config))
      return state;
    EXPECT_TRUE(findings) << findings.error().what;
    if (findings) {
      EXPECT_TRUE(findings->empty()) << findings->front();
    }
    const auto reader = archive::ArchiveReader::open(crawl_db());
    if (!reader) return state;
    reader->for_each_live([&](const archive::Snapshot& page) { state.live[page.url] = page.body; });
    state.changes = reader->changes_after(0, 1'000'000);
    state.runs = reader->runs(1);
    return state;
  }

  void expect_nothing_lost(const State& before, const State& after) const {
    for (const auto& [url, body] : before.live) EXPECT_TRUE(after.live.contains(url)) << url;
    for (const auto& [url, body] : after.live)
      if (url != site_.url()) {
        EXPECT_TRUE(site_.was_ever(url, body)) << url << " holds what was never sent";
      }
    // Versions of pages that are no articles give way to newer ones; of articles none is ever taken back.
    std::set<std::int64_t> sequences;
    for (const archive::Change& change : after.changes) sequences.insert(change.sequence);
    for (const archive::Change& change : before.changes)
      if (change.url != site_.url()) {
        EXPECT_TRUE(sequences.contains(change.sequence)) << change.sequence << " " << change.url;
      }
    expect_counted(before, after);
  }

  /// The report of a run that was killed tells exactly what the run stored.
  void expect_counted(const State& before, const State& after) const {
    const std::int64_t last = before.changes.empty() ? 0 : before.changes.back().sequence;
    const auto stored = std::count_if(after.changes.begin(), after.changes.end(), [&](const archive::Change& change) {
      return change.sequence > last && change.url != site_.url();
    });
    std::int64_t counted = 0;
    const bool anew = !after.runs.empty() && (before.runs.empty() || after.runs[0].run > before.runs[0].run);
    if (anew)
      for (const archive::SiteReport& site : after.runs[0].sites) counted += site.added + site.changed;
    EXPECT_EQ(counted, stored);
  }

  ChangingSite site_;
  TemporaryFolder folder_;
};

int rounds() {
  const char* wanted = getenv("CARAVAN_CRASH_ROUNDS");
  return wanted == nullptr ? 60 : std::atoi(wanted);
}

TEST_F(Crash, KilledAtAnyMomentLosesNothing) {
  std::mt19937 random(20261124);
  std::uniform_int_distribution<int> microseconds(0, 120'000);
  State before;
  int killed = 0;
  for (int round = 0; round < rounds(); ++round) {
    const pid_t child = start();
    usleep(static_cast<useconds_t>(microseconds(random)));  // the moment is the point of the test
    kill(child, SIGKILL);
    killed += end_of(child) == -1 ? 1 : 0;
    const State after = audited();
    expect_nothing_lost(before, after);
    // What was stored is only asked about, not fetched again.
    for (const std::string& url : site_.fetched_anew())
      EXPECT_FALSE(before.live.contains(url)) << url << " was stored, and fetched again";
    before = after;
    site_.next_round();
  }
  EXPECT_GT(killed, 0);
  EXPECT_EQ(end_of(start()), 0);
  const State end = audited();
  EXPECT_TRUE(end.runs.at(0).complete);
  EXPECT_EQ(end.live.size(), pages + 1U);
  for (int page = 0; page < pages; ++page) EXPECT_TRUE(end.live.at(site_.url(page)) == site_.body(page)) << page;
}

TEST_F(Crash, AFullDiskEndsTheRunAndHarmsNothing) {
  State before;
  for (const char* bytes : {"1000", "30000", "60000", "80000"}) {
    EXPECT_EQ(end_of(start({bytes})), 4) << bytes;
    const State after = audited();
    expect_nothing_lost(before, after);
    before = after;
  }
  EXPECT_EQ(end_of(start()), 0);
  EXPECT_EQ(audited().live.size(), pages + 1U);
}

}  // namespace
}  // namespace caravan::test
