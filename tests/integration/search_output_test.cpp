// What search writes: formats as golden files, pipes, terminals and colour.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/unicode.h"
#include "tests/integration/place.h"

namespace caravan::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

constexpr std::string_view articles =
    R"({"id":"a1","url":"https://harbour.example/piracy","title":"Piracy in the Malacca Strait","authors":[{"name":"Devika Rao","role":"Fellow","institution":"Deccan Forum"},"Wei Li"],"themes":["Peace & Security"],"series":"Harbour Papers","published":"2018-10-12","language":"en","site":"Harbour","body":"Patrols made piracy rare in the narrow waters between Sumatra and Malaya.\n\nPirates went elsewhere."}
{"id":"b2","url":"https://harbour.example/trade","title":"Trade Winds","authors":["Wei Li"],"themes":["Trade","Peace & Security"],"published":"2019-01-02","language":"en","site":"Harbour","body":"Monsoon and trade, and a little piracy on the way."}
{"id":"c3","url":"https://harbour.example/zh","title":"马六甲海峡的海盗","authors":["王小明"],"themes":["Peace & Security"],"published":"2020-03-04","language":"zh","site":"Harbour","body":"海盗在马六甲海峡越来越少。"}
)";

class SearchOutput : public testing::Test {
 protected:
  void SetUp() override {
    place_.configure("");
    place_.expect_with_input(0, {"import", "-"}, std::string(articles));
  }
  Place place_;
};

/// What differs from machine to machine and run to run.
std::string settled(std::string text) {
  text = std::regex_replace(text, std::regex("\"took_ms\": [0-9.]+"), "\"took_ms\": 0");
  text = std::regex_replace(text, std::regex("\"score\": ?[-0-9.e+]+"), "\"score\": 0");
  return text;
}

/// Compared with a file below golden/, which CARAVAN_UPDATE_GOLDEN=1 writes anew.
void expect_golden(const std::string& name, const std::string& actual) {
  const fs::path file = fs::path(CARAVAN_SOURCE_DIR) / "tests" / "integration" / "golden" / name;
  if (std::getenv("CARAVAN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  EXPECT_EQ(actual, std::string(std::istreambuf_iterator<char>(stream), {})) << file;
}

TEST_F(SearchOutput, Formats) {
  for (const char* format : {"text", "json", "ndjson", "urls", "bibtex", "ris", "csl-json"})
    expect_golden(std::string("piracy.") + format, settled(place_.expect(0, {"search", "piracy", "--format", format})));
  expect_golden("facets.text", place_.expect(0, {"search", "piracy", "--facets", "--theme", "trade", "--limit", "1"}));
}

TEST_F(SearchOutput, TsvAndTrecNameColumnsAndScores) {
  const std::string tsv = place_.expect(0, {"search", "piracy", "--format", "tsv"});
  EXPECT_THAT(tsv, testing::StartsWith("rank\tscore\tid\tpublished\tsite\ttitle\tauthors\tthemes\tseries\turl\n1\t"));
  EXPECT_EQ(std::count(tsv.begin(), tsv.end(), '\n'), 3);
  EXPECT_THAT(place_.expect_with_input(0, {"search", "--batch", "-", "--format", "trec", "--limit", "1000"},
                                       "{\"id\":\"q1\",\"query\":\"piracy\"}\n\n{\"id\":7,\"text\":\"monsoon\"}\n"),
              testing::MatchesRegex("q1 Q0 [ab][12] 1 [0-9.]+ caravan\nq1 Q0 [ab][12] 2 [0-9.]+ caravan\n"
                                    "7 Q0 b2 1 [0-9.]+ caravan\n"));
}

TEST_F(SearchOutput, BatchesAnswerInJsonLines) {
  const auto answers = lines_of(place_.expect_with_input(0, {"search", "--batch", "-", "--format", "ndjson"},
                                                         "{\"id\":\"q1\",\"query\":\"piracy\"}\n"));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0]["id"], "q1");
  EXPECT_EQ(answers[0]["total"], 2);
}

TEST_F(SearchOutput, NothingFoundIsSaidAndIsItsOwnStatus) {
  const auto result = place_.caravan({"search", "zeppelin"});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("nothing found"));
  const auto quiet = place_.caravan({"-q", "search", "zeppelin"});
  EXPECT_EQ(quiet.status, 1);
  EXPECT_EQ(quiet.err, "");
  EXPECT_EQ(nlohmann::json::parse(place_.expect(1, {"search", "zeppelin", "--format", "json"}))["total"], 0);
  EXPECT_EQ(place_.expect(1, {"suggest", "zeppel"}), "");
}

TEST_F(SearchOutput, FiltersNarrow) {
  EXPECT_EQ(place_.expect(0, {"search", "piracy", "--theme", "TRADE", "--format", "urls"}),
            "https://harbour.example/trade\n");
  EXPECT_EQ(place_.expect(0, {"search", "piracy", "--until", "2018", "--format", "urls"}),
            "https://harbour.example/piracy\n");
  EXPECT_EQ(place_.expect(0, {"search", "--sort", "newest", "--format", "urls", "--limit", "1"}),
            "https://harbour.example/zh\n");
  EXPECT_EQ(place_.expect(0, {"search", "piracy", "-monsoon", "--format", "urls"}), "https://harbour.example/piracy\n");
}

TEST_F(SearchOutput, APipeGetsNoEscapesAndATerminalDoes) {
  EXPECT_THAT(place_.expect(0, {"search", "piracy"}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(place_.expect(0, {"--color", "always", "search", "piracy"}), HasSubstr("\x1b[1;33m"));
  const auto on_terminal = place_.caravan(ProgramSetup{
      .arguments = {"search", "piracy"}, .environment = {{"NO_COLOR", ""}, {"TERM", "xterm"}}, .terminal_width = 60});
  EXPECT_THAT(on_terminal.out, AllOf(HasSubstr("\x1b[1;33m"), HasSubstr("2 articles")));
  for (const std::pair<std::string, std::string>& variable :
       {std::pair<std::string, std::string>{"NO_COLOR", "1"}, {"TERM", "dumb"}}) {
    const auto plain = place_.caravan(
        ProgramSetup{.arguments = {"search", "piracy"}, .environment = {variable}, .terminal_width = 60});
    EXPECT_THAT(plain.out, Not(HasSubstr("\x1b"))) << variable.first;
  }
  const auto never =
      place_.caravan(ProgramSetup{.arguments = {"--color", "never", "search", "piracy"}, .terminal_width = 60});
  EXPECT_THAT(never.out, Not(HasSubstr("\x1b")));
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();  // a terminal's line end
    if (line.find("://") == std::string::npos) longest = std::max(longest, display_width(line));
  }
  return longest;
}

TEST_F(SearchOutput, LinesFitTheWidth) {
  for (const unsigned short width : std::initializer_list<unsigned short>{40, 60, 79}) {
    const auto on_terminal =
        place_.caravan(ProgramSetup{.arguments = {"--color", "never", "search", "patrols"}, .terminal_width = width});
    EXPECT_LE(longest_line(on_terminal.out), width);
  }
  const auto piped =
      place_.caravan(ProgramSetup{.arguments = {"search", "patrols"}, .environment = {{"COLUMNS", "40"}}});
  EXPECT_LE(longest_line(piped.out), 40u);
}

TEST_F(SearchOutput, AReaderThatStopsReadingIsNoError) {
  std::string many;
  for (int i = 0; i < 3000; ++i)
    many += fmt::format("{{\"id\":\"m{0}\",\"title\":\"Notice {0}\",\"text\":\"{1}\"}}\n", i, std::string(200, 'x'));
  place_.expect_with_input(0, {"import", "-"}, many);
  Program program(CARAVAN_PROGRAM, {.arguments = {"--config", place_.config().string(), "export"}});
  program.close_output();
  const ProgramResult result = program.wait();
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
}

TEST_F(SearchOutput, SuggestionsFacetsAndSimilarArticles) {
  EXPECT_THAT(place_.expect(0, {"suggest", "pira"}), HasSubstr("piracy"));
  EXPECT_THAT(place_.expect(0, {"facets", "theme"}),
              AllOf(HasSubstr("       3   Peace & Security\n"), HasSubstr("       1   Trade\n")));
  const auto facets = nlohmann::json::parse(place_.expect(0, {"facets", "--format", "json"}));
  EXPECT_EQ(facets["author"][0]["value"], "Wei Li");
  EXPECT_THAT(place_.expect(0, {"similar", "a1", "--format", "urls"}), HasSubstr("https://harbour.example/"));
}

TEST_F(SearchOutput, TheReaderLearnsHowAQueryWasRead) {
  const auto slip = place_.caravan({"search", "monsooon"});
  EXPECT_THAT(slip.err, AllOf(HasSubstr("read as: monsoon\n"), Not(HasSubstr("did you mean"))));
  const auto unbalanced = place_.caravan({"search", "\"piracy"});
  EXPECT_EQ(unbalanced.status, 0) << "a wrong query never fails";
}

TEST_F(SearchOutput, HelpAndVersionNeedNoConfiguration) {
  const auto help = run(CARAVAN_PROGRAM, {.arguments = {"--help"}, .folder = place_.folder()});
  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.out, HasSubstr("caravan COMMAND --help"));
  EXPECT_EQ(run(CARAVAN_PROGRAM, {.arguments = {"search", "--help"}}).status, 0);
  EXPECT_EQ(run(CARAVAN_PROGRAM, {}).status, 2);
  const auto slip = run(CARAVAN_PROGRAM, {.arguments = {"serach", "asia"}});
  EXPECT_EQ(slip.status, 2);
  EXPECT_EQ(slip.err, "caravan: there is no command 'serach'\n  did you mean caravan search?\n");
  EXPECT_THAT(run(CARAVAN_PROGRAM, {.arguments = {"completions", "bash"}}).out,
              HasSubstr("complete -F _caravan caravan"));
}

}  // namespace
}  // namespace caravan::test
