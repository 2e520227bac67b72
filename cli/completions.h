#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.h"

namespace caravan::cli {

/// The completion script for a shell, made from the same declarations as parsing and help.
/// @param shell  "bash", "zsh" or "fish"
std::string completion_script(std::string_view shell, const std::vector<CommandHelp>& commands);

}  // namespace caravan::cli
