// The nightly job over the specimen site: the first run, the unchanged one, and one after changes.

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::set<std::string> true_titles() {
  std::ifstream truth(std::filesystem::path(CARAVAN_SOURCE_DIR) / "corpus" / "truth.ndjson");
  std::set<std::string> titles;
  for (std::string line; std::getline(truth, line);) titles.insert(nlohmann::json::parse(line)["title"]);
  return titles;
}

std::set<std::string> titles_of(const std::string& ndjson) {
  std::set<std::string> titles;
  for (const nlohmann::json& article : lines_of(ndjson)) titles.insert(article["title"]);
  return titles;
}

/// One number of the report, over all sites.
std::int64_t sum(const nlohmann::json& report, const char* key) {
  std::int64_t total = 0;
  for (const nlohmann::json& site : report["sites"]) total += site.value(key, std::int64_t{0});
  return total;
}

class Nightly : public testing::Test {
 protected:
  void use(const std::vector<std::string>& houses) { place_.configure(specimen_sites(*site_, houses)); }

  /// One update; its report.
  nlohmann::json update(int status = 0, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"update", "--report", "report.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    printed_ = place_.expect(status, arguments);
    return nlohmann::json::parse(place_.read("report.json"));
  }

  std::unique_ptr<SpecimenSite> site_ = specimen();
  Place place_;
  std::string printed_;
};

TEST_F(Nightly, FindsEveryArticleOfTheSpecimen) {
  use(all_houses());
  const auto report = update();
  EXPECT_EQ(titles_of(place_.expect(0, {"export"})), true_titles());
  EXPECT_EQ(report["index"]["added"], true_titles().size());
  for (const char* name : {"Eurasia Forum", "The Monsoon Post", "Silk & Steel Review", "Old Harbour Archive"})
    EXPECT_THAT(printed_, HasSubstr(name));
  EXPECT_THAT(place_.expect(0, {"search", "piracy", "strait"}), HasSubstr("The Strait That Came Off the List"));
  EXPECT_THAT(place_.expect(0, {"check"}), HasSubstr("index: sound"));
}

TEST_F(Nightly, RobotsRulesAreKept) {
  use(all_houses());
  update();
  for (const Request& request : site_->seen()) {
    EXPECT_THAT(request.target, Not(testing::StartsWith("/search")));
    EXPECT_TRUE(request.target.rfind("/private/", 0) != 0 || request.target == "/private/press-kit.html")
        << request.target;
  }
}

TEST_F(Nightly, AnUnchangedSiteCostsConditionalRequestsAndLeavesTheIndexAlone) {
  use(all_houses());
  update();
  const auto index_before = content_of(place_.data() / "index");
  const auto paths = site_->paths();
  std::set<std::string> answering(paths.begin(), paths.end());
  answering.erase("/forum/insights/how-we-edit/");  // forbids indexing, so nothing of it is kept, its ETag neither
  site_->forget();
  const auto report = update(0, {"--full"});
  EXPECT_GT(site_->seen().size(), 100u);
  for (const Request& request : site_->seen()) {
    const bool conditional = !request.header("If-None-Match").empty() || !request.header("If-Modified-Since").empty();
    EXPECT_TRUE(conditional || !answering.contains(request.target)) << request.target;
  }
  EXPECT_EQ(sum(report, "fetched"), 0);
  EXPECT_GT(sum(report, "unchanged"), 100);
  EXPECT_EQ(sum(report, "new") + sum(report, "changed") + sum(report, "gone"), 0);
  EXPECT_THAT(printed_, HasSubstr("index: nothing to change"));
  EXPECT_EQ(content_of(place_.data() / "index"), index_before);
}

constexpr std::string_view new_page = R"(<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A Ferry for the Gulf of Riga | Eurasia Forum</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-09"></head>
<body><article><h1>A Ferry for the Gulf of Riga</h1><p class="byline">By Tomas Avelar Pinhao</p>
<p>For nine winters the proposal had lain in the drawer of one ministry after another, and each of them had written a
careful note on its cover that the matter deserved attention, only not now and not from this budget line.</p>
<p>What changed was not the sea but the rail timetable. When the standard-gauge line reached the coast, the islands found
that a container took longer over the last thirty kilometres than over the six hundred before them.</p>
<p>The ferry that sails from this spring is small, second-hand and painted in the colours of a company that no longer
exists. It carries twelve lorries, sixty passengers and, on most mornings, the only fresh milk of the western villages.</p>
<p>Officials on both shores speak of it as a pilot. The islanders, who have seen pilots come and go, speak of it as the
ferry, and have begun to plan their weddings around its timetable.</p></article></body></html>)";

TEST_F(Nightly, EditedNewAndRemovedPagesAreHandledAndReported) {
  use({"forum"});
  update();
  const std::string edited = "/forum/insights/brexit-seen-from-asia/";
  const std::string removed = "/forum/insights/the-strait-that-came-off-the-list/";
  site_->edit(edited, "</h1>", " Quizzaciously Revisited</h1>");
  site_->add("/forum/insights/a-ferry-for-the-gulf-of-riga/", std::string(new_page));
  site_->edit("/forum/", "</body>", "<a href=\"/forum/insights/a-ferry-for-the-gulf-of-riga/\">A Ferry</a></body>");
  site_->remove(removed);

  auto report = update(0, {"--full"});
  EXPECT_EQ(sum(report, "new"), 1);
  EXPECT_EQ(sum(report, "changed"), 1);
  EXPECT_EQ(sum(report, "gone"), 0) << "one visit is not enough";
  EXPECT_EQ(report["index"]["added"], 1);
  EXPECT_EQ(report["index"]["changed"], 1);
  EXPECT_THAT(place_.expect(0, {"search", "ferry", "gulf", "of", "riga"}), HasSubstr("A Ferry for the Gulf of Riga"));
  EXPECT_THAT(place_.expect(0, {"search", "quizzaciously"}), HasSubstr("Revisited"));
  EXPECT_THAT(place_.expect(0, {"export"}), HasSubstr(removed));

  report = update(0, {"--full"});
  EXPECT_EQ(sum(report, "gone"), 1);
  EXPECT_EQ(report["index"]["removed"], 1);
  EXPECT_THAT(place_.expect(0, {"export"}), Not(HasSubstr(removed)));
  EXPECT_THAT(place_.expect(0, {"history", site_->url(removed)}), HasSubstr(removed)) << "its snapshots stay";
}

TEST_F(Nightly, ASiteThatIsDownLosesNothing) {
  use({"forum"});
  update();
  const std::string before = place_.expect(0, {"export"});
  site_->set_outage(503);
  update(3, {"--full"});
  place_.caravan({"update", "--full", "--max-time", "500ms"});  // the host rests; waiting for it proves nothing
  EXPECT_EQ(place_.expect(0, {"export"}), before);
  site_->set_outage(std::nullopt);
}

TEST_F(Nightly, OnlyWhatIsAskedForIsVisited) {
  use({"forum"});
  place_.expect(0, {"crawl", site_->url("/forum/insights/brexit-seen-from-asia/")});
  std::set<std::string> visited;
  for (const Request& request : site_->seen()) visited.insert(request.target);
  visited.erase("/robots.txt");
  EXPECT_THAT(visited, testing::ElementsAre("/forum/insights/brexit-seen-from-asia/"));
}

TEST_F(Nightly, ADryRunSaysWhatIsDueAndFetchesNothing) {
  use({"forum"});
  EXPECT_EQ(place_.expect(0, {"crawl", "--dry-run"}), site_->url("/forum/") + "\n");
  EXPECT_TRUE(site_->seen().empty());
}

TEST_F(Nightly, ProgressIsOneLineOnATerminalAndNoneWhenNotWanted) {
  use({"forum"});
  const auto silent = place_.caravan({"--no-progress", "update"});
  EXPECT_THAT(silent.err, Not(HasSubstr("waiting")));
  const auto watched = place_.caravan(ProgramSetup{.arguments = {"update", "--full"}, .terminal_width = 80});
  EXPECT_EQ(watched.status, 0);
  EXPECT_THAT(watched.out, HasSubstr("Eurasia Forum"));
}

TEST_F(Nightly, StatusSaysWhatIsDueAndWhatIsWrong) {
  const std::string nobody = "\n[[site]]\nname = \"Nobody\"\nseeds = [\"http://127.0.0.1:1/\"]\n";
  place_.configure(specimen_sites(*site_, {"forum"}) + nobody, "1d");
  const auto report = update(3);
  EXPECT_GT(sum(report, "took_ms"), 0);
  EXPECT_THAT(printed_, HasSubstr("nothing was visited"));
  const auto status = nlohmann::json::parse(place_.expect(0, {"status", "--format", "json"}));
  ASSERT_EQ(status["sites"].size(), 2U);
  EXPECT_GT(status["sites"][0]["articles"], 0);
  EXPECT_FALSE(status["sites"][0]["next_due"].is_null());
  EXPECT_FALSE(status["sites"][0]["last_success"].is_null());
  EXPECT_EQ(status["sites"][1]["articles"], 0);
  EXPECT_TRUE(status["sites"][1]["last_success"].is_null());
  EXPECT_EQ(status["runs"][0]["state"], "complete");
  EXPECT_EQ(status["runs"][0]["sites"], report["sites"]) << "stored as it was printed";
  const std::string text = place_.expect(0, {"status"});
  EXPECT_THAT(text, HasSubstr("what is due"));
  EXPECT_THAT(text, HasSubstr("Nobody: no page has ever answered"));
}

}  // namespace
}  // namespace caravan::test
