#include "cli/completions.h"

#include <array>
#include <cstdio>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/durable_file.h"
#include "tests/support/temporary_folder.h"

namespace caravan::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), got);
  return text;
}

/// What bash offers for the last of these words.
std::string bash_offers(const std::string& words) {
  const test::TemporaryFolder folder;
  const auto script = folder / "completion.bash";
  value_or_throw(replace_file(script, completion_script("bash", command_help())));
  return output_of("bash -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                   "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _caravan; echo \"${COMPREPLY[@]}\"'");
}

TEST(Completions, BashOffersCommandsOptionsAndTheirWords) {
  EXPECT_EQ(bash_offers("caravan sea"), "search\n");
  EXPECT_EQ(bash_offers("caravan --quiet se"), "search\n");
  EXPECT_EQ(bash_offers("caravan search asia --thé"), "\n");
  EXPECT_EQ(bash_offers("caravan search asia --them"), "--theme\n");
  EXPECT_EQ(bash_offers("caravan search asia --conf"), "--config\n");
  EXPECT_EQ(bash_offers("caravan search --format nd"), "ndjson\n");
  EXPECT_EQ(bash_offers("caravan show x --format m"), "markdown\n");
  EXPECT_EQ(bash_offers("caravan completions f"), "fish\n");
  EXPECT_EQ(bash_offers("caravan --color a"), "auto always\n");
}

TEST(Completions, EveryShellKnowsEveryCommandAndOption) {
  const auto commands = command_help();
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell, commands);
    for (const CommandHelp& command : commands) {
      EXPECT_THAT(script, HasSubstr(std::string(command.name))) << shell;
      for (const OptionHelp& option : command.options)
        for (const std::string& name : option.names)
          EXPECT_THAT(script,
                      testing::AnyOf(HasSubstr(name), HasSubstr("-l " + name.substr(name.find_first_not_of('-'))),
                                     HasSubstr("-s " + name.substr(1))))
              << shell;
    }
  }
}

}  // namespace
}  // namespace caravan::cli
