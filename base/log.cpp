#include "base/log.h"

#include <atomic>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/unicode.h"

namespace caravan {

namespace {

std::atomic<LogLevel> level_now{LogLevel::info};

spdlog::logger& logger() {
  static const auto made = [] {
    auto created = spdlog::stderr_logger_mt("caravan");
    created->set_pattern("%v");
    created->set_level(spdlog::level::trace);
    return created;
  }();
  return *made;
}

}  // namespace

void set_log_level(LogLevel level) { level_now = level; }

LogLevel log_level() { return level_now; }

void log_line(LogLevel level, std::string_view text) {
  constexpr std::string_view names[] = {"debug: ", "", "warning: ", "error: ", ""};
  if (level < level_now.load() || level == LogLevel::quiet) return;
  logger().log(spdlog::level::info, "{}{}", names[static_cast<std::size_t>(level)], printable(text));
  logger().flush();
}

}  // namespace caravan
