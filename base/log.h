#pragma once

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace caravan {

enum class LogLevel : unsigned char { debug, info, warning, error, quiet };

/// Lines below this level are dropped. Default: info. Any thread.
void set_log_level(LogLevel level);
LogLevel log_level();

/// Writes one line to standard error, level first. Control characters are made visible, so that a page's title cannot
/// reach the terminal as commands. Any thread; a line is never mixed with another.
void log_line(LogLevel level, std::string_view text);

template <class... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  if (level >= log_level()) log_line(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace caravan
