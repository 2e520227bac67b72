#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "base/log.h"

namespace caravan::searchd {

/// What the command line says.
struct Options {
  std::optional<std::filesystem::path> config, data;
  std::optional<std::string> listen;
  std::string access_log;  ///< a file, "-" for standard output, empty for none
  LogLevel log_level = LogLevel::info;
};

/// What is left to do with a command line that does not start a daemon: help, version, a mistake.
struct Farewell {
  int status = 0;
  std::string output;  ///< to standard output
  std::string error;   ///< to standard error
};

std::variant<Options, Farewell> parse_options(int argc, const char* const* argv);

}  // namespace caravan::searchd
