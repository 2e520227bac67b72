#include "cli/progress.h"

#include <fmt/format.h>

#include "base/unicode.h"

namespace caravan::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto rewritten_every = 100ms;
constexpr auto logged_every = 10s;

/// At most so many columns, never half a character.
std::string cut(std::string_view text, std::size_t columns) {
  std::size_t at = 0, used = 0;
  while (at < text.size()) {
    std::size_t next = at;
    next_code_point(text, next);
    used += display_width(text.substr(at, next - at));
    if (used > columns) break;
    at = next;
  }
  return std::string(text.substr(0, at));
}

}  // namespace

ProgressLine::ProgressLine(Terminal& terminal, bool enabled, std::function<Steady()> now)
    : terminal_(terminal),
      enabled_(enabled && !terminal.quiet()),
      now_(std::move(now)),
      began_(now_()),
      shown_(began_) {}

ProgressLine::~ProgressLine() {
  if (line_is_there_) terminal_.raw_note("\r\x1b[K");
}

std::string ProgressLine::rate(std::uint64_t done, Steady now) const {
  const double seconds = std::chrono::duration<double>(now - began_).count();
  return seconds < 1 ? "" : fmt::format(", {:.1f}/s", static_cast<double>(done) / seconds);
}

void ProgressLine::show(std::uint64_t done, std::string_view text, std::string_view detail) {
  if (!enabled_) return;
  const Steady now = now_();
  const bool watched = terminal_.progress_is_watched();
  if (now - shown_ < (watched ? std::chrono::milliseconds(rewritten_every) : std::chrono::milliseconds(logged_every)))
    return;
  shown_ = now;
  std::string line = Terminal::plain(fmt::format("{}{}", text, rate(done, now)));
  if (!watched) {
    terminal_.raw_note(line + "\n");
    return;
  }
  if (!detail.empty()) line += "  " + Terminal::plain(detail);
  terminal_.raw_note("\r" + cut(line, terminal_.width() - 1) + "\x1b[K");
  line_is_there_ = true;
}

}  // namespace caravan::cli
