#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace caravan::cli {

/// A command line that was understood.
struct CommandLine {
  Options options;
  const Command* command = nullptr;  ///< nullptr: there is nothing to run but `text` to print
  std::string text;                  ///< of --help and --version
};

/// What --help would say is in `text` when there is no command, too; then this is no error, but no work either.
/// @param arguments  without the program's name
/// @return Fault::usage with the nearest known name for a misspelt command or option.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);

/// One option as help, completions and the manual's check see it.
struct OptionHelp {
  std::vector<std::string> names;  ///< "--limit", "-n"; empty for a positional
  std::string value;               ///< "N", "FILE", "text|json" (only these are accepted); empty: a switch
  std::string help;
  bool required = false, repeated = false;
};

struct CommandHelp {
  std::string_view name, gist;
  std::vector<OptionHelp> options;
  std::string examples;  ///< one a line
};

/// Every command with its options, made from the same declarations that parsing uses; the first one, with an empty
/// name, holds the options that stand before or behind any command.
std::vector<CommandHelp> command_help();

}  // namespace caravan::cli
