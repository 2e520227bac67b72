// kill -9 in the middle of a crawl: the next run goes on and loses nothing.

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/place.h"
#include "tests/support/loopback_site.h"

namespace caravan::test {
namespace {

constexpr int pages = 150;

std::string article(int number) {
  std::string text;
  for (int paragraph = 0; paragraph < 4; ++paragraph)
    text += fmt::format(
        "<p>Paragraph {} of dispatch {} says what harbour masters, customs officers and the captains of small vessels "
        "told each other in the winter, when the strait was closed to all but those who knew its sandbanks.</p>",
        paragraph, number);
  return fmt::format(
      "<!doctype html><html lang=en><head><title>Dispatch {0}</title><meta charset=utf-8></head><body><article>"
      "<h1>Dispatch number {0} from the strait</h1><time datetime=2020-01-01>1 January "
      "2020</time>{1}</article></body></html>",
      number, text);
}

std::string listing() {
  std::string links;
  for (int i = 0; i < pages; ++i) links += fmt::format("<li><a href=\"/dispatch/{0}\">Dispatch {0}</a>", i);
  return "<!doctype html><title>All dispatches</title><ul>" + links + "</ul>";
}

Reply answer(const Request& request) {
  Reply reply;
  reply.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  if (request.target == "/") {
    reply.body = listing();
  } else if (request.target.rfind("/dispatch/", 0) == 0) {
    reply.body = article(std::stoi(request.target.substr(10)));
  } else {
    reply.status = 404;
  }
  return reply;
}

/// Kills the program when so many dispatches were asked for.
class Killer {
 public:
  void aim(const Program& program, int after) {
    const std::lock_guard guard(mutex_);
    program_ = &program;
    left_ = after;
  }
  void rest() {
    const std::lock_guard guard(mutex_);
    program_ = nullptr;
  }
  void count() {
    const std::lock_guard guard(mutex_);
    if (program_ != nullptr && --left_ == 0) program_->signal(SIGKILL);
  }

 private:
  std::mutex mutex_;
  const Program* program_ = nullptr;
  int left_ = 0;
};

TEST(Kill, TheNextRunGoesOnWhereTheKilledOneStopped) {
  Killer killer;
  LoopbackSite site([&killer](const Request& request) {
    if (request.target != "/" && request.target != "/robots.txt") killer.count();
    return answer(request);
  });
  Place place;
  place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()), "1d");
  for (const int after : {20, 50, 70}) {
    Program program(CARAVAN_PROGRAM, {.arguments = {"--config", place.config().string(), "update"}});
    killer.aim(program, after);
    EXPECT_EQ(program.wait().status, 128 + SIGKILL);
    killer.rest();
    place.caravan({"check"});
  }
  const auto status = nlohmann::json::parse(place.expect(0, {"status", "--format", "json"}));
  const auto stored = status["archive"]["pages"].get<int>();
  site.forget();
  place.expect(0, {"update"});

  int asked = 0;
  for (const Request& request : site.seen()) asked += request.target.rfind("/dispatch/", 0) == 0 ? 1 : 0;
  EXPECT_LE(asked, pages + 1 - stored) << "what was stored is not fetched again";
  EXPECT_EQ(lines_of(place.expect(0, {"export"})).size(), static_cast<std::size_t>(pages));
  place.expect(0, {"check"});
}

TEST(Kill, AnInterruptEndsTheRunAfterThePagesUnderWay) {
  std::atomic<const Program*> running = nullptr;
  std::atomic<int> asked = 0;
  LoopbackSite site([&](const Request& request) {
    if (++asked == 30 && running.load() != nullptr) running.load()->signal(SIGINT);
    return answer(request);
  });
  Place place;
  place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()), "1d");
  {
    Program program(CARAVAN_PROGRAM, {.arguments = {"--config", place.config().string(), "crawl"}});
    running = &program;
    const ProgramResult result = program.wait();
    running = nullptr;
    EXPECT_EQ(result.status, 3) << result.err;
  }
  EXPECT_LT(asked, pages);
  place.expect(0, {"update"});
  EXPECT_EQ(lines_of(place.expect(0, {"export"})).size(), static_cast<std::size_t>(pages));
}

int rounds() {
  const char* wanted = getenv("CARAVAN_CRASH_ROUNDS");
  return wanted == nullptr ? 6 : std::atoi(wanted);
}

TEST(Kill, TheIndexCanBeOpenedWheneverIndexingWasKilled) {
  std::atomic<int> edition = 0;
  LoopbackSite site([&](const Request& request) {
    Reply reply = answer(request);
    const auto winter = reply.body.find("winter,");
    if (winter != std::string::npos) reply.body.insert(winter, fmt::format("{}th ", edition.load()));
    return reply;
  });
  Place place;
  place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()));
  std::mt19937 random(20261124);
  bool searchable = false;
  for (int round = 0; round < rounds(); ++round, ++edition) {
    if (round % 3 == 0) place.expect(0, {"crawl", "--full"});
    Program program(CARAVAN_PROGRAM, {.arguments = {"--config", place.config().string(), "index"}});
    usleep(static_cast<useconds_t>(random() % 400'000));  // the moment is the point of the test
    program.signal(SIGKILL);
    const bool whole = program.wait().status == 0;
    const ProgramResult found = place.caravan({"search", "harbour"});
    EXPECT_TRUE(found.status == 0 || (!searchable && found.status == 2)) << found.err;
    searchable = searchable || whole || found.status == 0;
    if (searchable) {
      EXPECT_EQ(place.expect(0, {"check"}), "archive: sound\nindex: sound\n");
    }
  }
  place.expect(0, {"update", "--full"});
  EXPECT_EQ(lines_of(place.expect(0, {"export"})).size(), static_cast<std::size_t>(pages));
  EXPECT_EQ(place.expect(0, {"check"}), "archive: sound\nindex: sound\n");
  int generations = 0;
  for (const auto& entry : std::filesystem::directory_iterator(place.data() / "index"))
    generations += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(generations, 1) << "what was killed leaves no half generation";
}

TEST(Kill, ASecondRunIsToldWhoWritesAndHarmsNothing) {
  std::promise<void> reached, go_on;
  std::atomic<bool> waiting = false;
  LoopbackSite site([&](const Request& request) {
    if (request.target == "/dispatch/7" && !waiting.exchange(true)) {
      reached.set_value();
      go_on.get_future().wait();
    }
    return answer(request);
  });
  Place place;
  place.configure(fmt::format("[[site]]\nname = \"Strait\"\nseeds = [\"{}\"]\n", site.url()), "1d");
  Program first(CARAVAN_PROGRAM, {.arguments = {"--config", place.config().string(), "update"}});
  reached.get_future().wait();
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"update"}, {"crawl", "--full"}, {"index", "--rebuild"}, {"backup", "saved"}}) {
    const ProgramResult second = place.caravan(arguments);
    EXPECT_EQ(second.status, 4) << arguments[0];
    EXPECT_THAT(second.err, testing::HasSubstr("(caravan update)")) << arguments[0];
  }
  place.expect(0, {"status"});  // who only reads need not wait
  go_on.set_value();
  EXPECT_EQ(first.wait().status, 0);
  EXPECT_EQ(lines_of(place.expect(0, {"export"})).size(), static_cast<std::size_t>(pages));
  EXPECT_EQ(place.expect(0, {"check"}), "archive: sound\nindex: sound\n");
}

}  // namespace
}  // namespace caravan::test
