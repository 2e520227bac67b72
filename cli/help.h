#pragma once

#include <string>
#include <vector>

#include "cli/command_line.h"

namespace caravan::cli {

/// `caravan --help`: every command with its gist, and the options that all of them know.
std::string overview(const std::vector<CommandHelp>& commands);

/// `caravan COMMAND --help`.
std::string command_page(const CommandHelp& command);

}  // namespace caravan::cli
