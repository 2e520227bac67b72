#include "cli/command_line.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace caravan::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

CommandLine parsed(const std::vector<std::string>& arguments) {
  auto line = parse_command_line(arguments);
  EXPECT_TRUE(line) << (line ? "" : line.error().what);
  return line ? std::move(*line) : CommandLine{};
}

TEST(CommandLine, ReadsASearch) {
  const CommandLine line =
      parsed({"search", "maritime", "security", "--theme",  "Peace & Security", "--theme", "Trade",  "--author",
              "Wei Li", "--since",  "2018",     "--until",  "2019-06",          "--sort",  "newest", "-n",
              "5",      "--offset", "10",       "--facets", "--format",         "ndjson"});
  ASSERT_NE(line.command, nullptr);
  EXPECT_EQ(line.command->name, "search");
  const SearchOptions& search = line.options.search;
  EXPECT_EQ(search.request.query, "maritime security");
  EXPECT_THAT(search.request.filters.values,
              testing::UnorderedElementsAre(Pair("theme", "Peace & Security"), Pair("theme", "Trade"),
                                            Pair("author", "Wei Li")));
  EXPECT_EQ(search.request.filters.since, parse_iso_day("2018-01-01"));
  EXPECT_EQ(search.request.filters.until, parse_iso_day("2019-06-30"));
  EXPECT_EQ(search.request.sort, query::Sort::newest);
  EXPECT_EQ(search.request.limit, 5u);
  EXPECT_EQ(search.request.offset, 10u);
  EXPECT_TRUE(search.request.facets);
  EXPECT_EQ(search.format, ResultFormat::ndjson);
}

struct QueryCase {
  const char* name;
  std::vector<std::string> words;
  const char* query;
};

TEST(CommandLine, TakesQueriesAsTheyAreTyped) {
  const QueryCase cases[] = {
      {"plain words", {"climate", "change"}, "climate change"},
      {"a word to leave out", {"asia", "-brexit"}, "asia -brexit"},
      {"a phrase to leave out", {"asia", "-\"free trade\""}, "asia -\"free trade\""},
      {"a short word to leave out, behind two hyphens", {"--", "asia", "-v"}, "asia -v"},
      {"a word within hyphens", {"EU-ASEAN", "17+1"}, "EU-ASEAN 17+1"},
      {"brackets", {"(a", "OR", "b)", "title:asem"}, "(a OR b) title:asem"},
      {"nothing", {}, ""},
  };
  for (const QueryCase& c : cases) {
    std::vector<std::string> arguments{"search"};
    arguments.insert(arguments.end(), c.words.begin(), c.words.end());
    EXPECT_EQ(parsed(arguments).options.search.request.query, c.query) << c.name;
  }
}

TEST(CommandLine, GlobalOptionsStandBeforeOrBehindTheCommand) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--config", "a.toml", "--data", "d", "-q", "--color", "never", "status"},
        std::vector<std::string>{"status", "--config", "a.toml", "--data=d", "-q", "--color", "never"}}) {
    const CommandLine line = parsed(arguments);
    ASSERT_NE(line.command, nullptr);
    EXPECT_EQ(line.command->name, "status");
    EXPECT_EQ(line.options.global.config, "a.toml");
    EXPECT_EQ(line.options.global.data, "d");
    EXPECT_TRUE(line.options.global.quiet);
    EXPECT_EQ(line.options.global.colour, Colour::never);
  }
}

TEST(CommandLine, ReadsACrawl) {
  const CrawlOptions crawl = parsed({"update", "--full", "--max-pages", "40", "--max-time", "2h", "--report", "r.json",
                                     "https://example.org/a", "https://example.org/b"})
                                 .options.crawl;
  EXPECT_TRUE(crawl.full);
  EXPECT_EQ(crawl.max_pages, 40u);
  EXPECT_EQ(crawl.max_time, 2h);
  EXPECT_EQ(crawl.report, "r.json");
  EXPECT_THAT(crawl.urls, ElementsAre("https://example.org/a", "https://example.org/b"));
}

struct WrongCase {
  std::vector<std::string> arguments;
  const char* what;
  const char* remedy;
};

TEST(CommandLine, RefusesWithTheNearestName) {
  const WrongCase cases[] = {
      {{"serach", "asia"}, "there is no command 'serach'", "did you mean caravan search?"},
      {{"frobnicate"}, "there is no command 'frobnicate'", "see: caravan --help"},
      {{"search", "asia", "--limt", "3"}, "search: there is no option --limt", "did you mean --limit?"},
      {{"search", "asia", "--thme=x"}, "search: there is no option --thme", "did you mean --theme?"},
      {{"--cofnig", "x", "search"}, "there is no command 'x'", ""},
      {{"status", "--datta", "d"}, "status: there is no option --datta", "did you mean --data?"},
      {{"search", "asia", "--format", "jsn"}, "--format: there is no 'jsn'", "did you mean json?"},
      {{"search", "asia", "--format", "excel"}, "--format: there is no 'excel'", "accepted: text, json, ndjson"},
      {{"search", "asia", "--since", "soon"}, "--since: ", ""},
      {{"search", "asia", "--limit", "many"}, "--limit", "write for example --limit 1"},
      {{"crawl", "--max-time", "a while"}, "--max-time: ", ""},
      {{"show"}, "show: ID|URL is missing", "write: caravan show ID|URL"},
      {{"suggest"}, "suggest: PREFIX is missing", "write: caravan suggest PREFIX"},
      {{"search", "x", "--limit", "-1"}, "--limit: '-1' is no whole number from 0 to 10000", "--limit 1"},
      {{"search", "x", "--limit", "abc"}, "--limit: 'abc'", "write for example"},
      {{"search", "x", "-n", "99999999999999999999"}, "is no whole number from 0 to 10000", ""},
      {{"search", "x", "--offset", "-1"}, "--offset: '-1'", ""},
      {{"crawl", "--max-pages", "-3"}, "--max-pages: '-3' is no whole number from 1", "--max-pages 1"},
      {{"crawl", "--max-pages", "0"}, "--max-pages: '0'", ""},
      {{"show", "x", "--snapshot", "0"}, "--snapshot: '0'", ""},
      {{"diff", "https://a.example/", "https://b.example/"},
       "'https://b.example/' is not the number of a version",
       "caravan diff ID|URL FROM TO"},
      {{"diff", "x", "1", "-2"}, "", ""},
      {{"show", "a", "b"}, "show: 'b' is one argument too many", "see: caravan show --help"},
      {{"completions", "tcsh"}, "there are no completions for 'tcsh'", "accepted: bash, zsh, fish"},
      {{"-v", "-q", "status"}, "excludes", ""},
  };
  for (const WrongCase& c : cases) {
    const auto line = parse_command_line(c.arguments);
    ASSERT_FALSE(line) << c.arguments.front();
    EXPECT_EQ(line.error().fault, Fault::usage);
    EXPECT_THAT(line.error().what, HasSubstr(c.what));
    EXPECT_THAT(line.error().remedy, HasSubstr(c.remedy));
  }
}

TEST(CommandLine, HelpIsTextAndNothingToRun) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, std::vector<std::string>{"--help"}, std::vector<std::string>{"search", "--help"},
        std::vector<std::string>{"--version"}, std::vector<std::string>{"show", "-h"}}) {
    const CommandLine line = parsed(arguments);
    EXPECT_EQ(line.command, nullptr);
    EXPECT_NE(line.text, "");
  }
  EXPECT_THAT(parsed({"search", "--help"}).text, HasSubstr("caravan search"));
  EXPECT_THAT(parsed({"--version"}).text, testing::MatchesRegex("caravan [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, EveryCommandHasGistExamplesAndHelpForEachOption) {
  for (const CommandHelp& command : command_help()) {
    if (!command.name.empty()) {
      EXPECT_NE(command.gist, "") << command.name;
      EXPECT_THAT(command.examples, HasSubstr("caravan ")) << command.name;
    }
    for (const OptionHelp& option : command.options) EXPECT_NE(option.help, "") << command.name;
  }
}

TEST(CommandLine, HelpFitsATerminal) {
  for (const CommandHelp& command : command_help()) {
    std::vector<std::string> arguments{"--help"};
    if (!command.name.empty()) arguments.insert(arguments.begin(), std::string(command.name));
    std::istringstream lines(parsed(arguments).text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_TRUE(line.size() <= 80u || line.find("caravan ") != std::string::npos) << line;
  }
}

}  // namespace
}  // namespace caravan::cli
