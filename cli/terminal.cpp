#include "cli/terminal.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/unicode.h"

namespace caravan::cli {

namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t least_width = 20;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

std::size_t window_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::max<std::size_t>(size.ws_col, least_width);
  const std::string_view columns = environment("COLUMNS");
  std::size_t width = 0;
  const auto [end, error] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
  return error == std::errc() && end == columns.data() + columns.size() && width > 0 ? std::max(width, least_width)
                                                                                     : usual_width;
}

bool wants_colour(Colour colour, bool terminal) {
  if (colour != Colour::automatic) return colour == Colour::always;
  return terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

std::string_view escape_sequence(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::strong:
      return "\x1b[1m";
    case Style::faint:
      return "\x1b[2m";
    case Style::mark:
      return "\x1b[1;33m";
    case Style::link:
      return "\x1b[36m";
    case Style::added:
      return "\x1b[32m";
    case Style::removed:
      return "\x1b[31m";
  }
  return "";
}

}  // namespace

Terminal::Facts Terminal::facts(Colour colour) {
  Facts facts;
  facts.output_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  facts.notes_are_terminal = ::isatty(STDERR_FILENO) == 1;
  facts.width = window_width();
  facts.colour = wants_colour(colour, facts.output_is_terminal);
  return facts;
}

void Terminal::note(std::string_view line) {
  if (quiet_) return;
  out_.flush();
  notes_ << printable(line) << '\n' << std::flush;
}

void Terminal::raw_note(std::string_view text) { notes_ << text << std::flush; }

std::string Terminal::plain(std::string_view text) { return printable(collapse_space(text)); }

std::string Terminal::styled(std::string_view text, Style style) const {
  std::string harmless = plain(text);
  if (!facts_.colour || style == Style::plain || harmless.empty()) return harmless;
  return std::string(escape_sequence(style)) + harmless + "\x1b[0m";
}

std::string Terminal::marked(std::string_view text, std::size_t begin, std::size_t end,
                             std::span<const std::pair<std::size_t, std::size_t>> marks, Style style) const {
  std::string line;
  const auto append = [&](std::size_t from, std::size_t to, Style part) {
    if (from >= to) return;
    std::string piece = printable(text.substr(from, to - from));
    std::replace_if(
        piece.begin(), piece.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
    const bool dress = facts_.colour && part != Style::plain;
    if (dress) line += escape_sequence(part);
    line += piece;
    if (dress) line += "\x1b[0m";
  };
  std::size_t at = begin;
  for (const auto& [mark_begin, mark_end] : marks) {
    if (mark_end <= at || mark_begin >= end) continue;
    append(at, std::max(at, mark_begin), style);
    append(std::max(at, mark_begin), std::min(end, mark_end), Style::mark);
    at = std::min(end, mark_end);
  }
  append(at, end, style);
  return line;
}

}  // namespace caravan::cli
