#include "cli/wrap.h"

#include "base/unicode.h"

namespace caravan::cli {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// What is never torn apart: a run without white space, or one wide character with the narrow ones that follow it
/// (closing punctuation, combining marks).
std::size_t end_of_piece(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  bool wide_before = false;
  while (at < text.size() && !is_space(text[at])) {
    std::size_t next = at;
    next_code_point(text, next);
    const bool wide = display_width(text.substr(at, next - at)) == 2;
    if (at > begin && (wide || wide_before)) break;
    wide_before = wide;
    at = next;
  }
  return at;
}

}  // namespace

std::vector<Line> wrap(std::string_view text, std::size_t width) {
  std::vector<Line> lines;
  Line line;
  std::size_t used = 0, gap = 0;  // columns of the line, and of the white space behind it
  bool open = false;
  const auto close = [&] {
    if (open) lines.push_back(line);
    open = false;
    used = gap = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      if (text[at] == '\n') close();
      gap = open ? 1 : 0;
      ++at;
      continue;
    }
    const std::size_t end = end_of_piece(text, at);
    const std::size_t columns = display_width(text.substr(at, end - at));
    if (open && used + gap + columns > width) close();
    if (!open) line.begin = at;
    used += (open ? gap : 0) + columns;
    gap = 0;
    line.end = at = end;
    open = true;
  }
  close();
  return lines;
}

}  // namespace caravan::cli
