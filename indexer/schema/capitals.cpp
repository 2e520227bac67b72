#include "indexer/schema/capitals.h"

#include <algorithm>

#include <fmt/format.h>

namespace caravan::schema {
namespace {

/// No word begins so, and stemmers leave words with it alone.
constexpr char mark = '&';
/// Neighbours farther away are not looked for.
constexpr std::size_t reach = 80;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_capital(c) || is_small(c) || static_cast<unsigned char>(c) >= 0x80; }

/// What stands on one side.
struct Side {
  std::size_t capitals = 0;    ///< words in capitals next to each other
  bool other_follows = false;  ///< and a word in small letters behind them
};

void look_at(std::string_view word, Side& side) {
  if (std::any_of(word.begin(), word.end(), is_small))
    side.other_follows = true;
  else if (std::count_if(word.begin(), word.end(), is_capital) > 1)
    ++side.capitals;
  // a single letter, or one of another script, says nothing
}

bool is_decided(const Side& side) { return side.other_follows || side.capitals > 1; }

Side side_before(std::string_view text, std::size_t begin) {
  Side side;
  const std::size_t least = begin > reach ? begin - reach : 0;
  for (std::size_t at = begin; at > least && !is_decided(side);) {
    const std::size_t last = at;
    while (at > least && is_letter(text[at - 1])) --at;
    if (at < last) look_at(text.substr(at, last - at), side);
    while (at > least && !is_letter(text[at - 1])) --at;
  }
  return side;
}

Side side_behind(std::string_view text, std::size_t end) {
  Side side;
  const std::size_t most = std::min(text.size(), end + reach);
  for (std::size_t at = end; at < most && !is_decided(side);) {
    const std::size_t first = at;
    while (at < most && is_letter(text[at])) ++at;
    if (at > first) look_at(text.substr(first, at - first), side);
    while (at < most && !is_letter(text[at])) ++at;
  }
  return side;
}

}  // namespace

bool is_in_capitals(std::string_view written) {
  for (const std::string_view possessive : {"'s", "\u2019s"})
    if (written.ends_with(possessive)) written.remove_suffix(possessive.size());
  return std::count_if(written.begin(), written.end(), is_capital) > 1 &&
         std::all_of(written.begin(), written.end(), [](char c) { return is_capital(c) || c == '.'; });
}

bool stands_out_in_capitals(std::string_view text, std::size_t begin, std::size_t end) {
  if (!is_in_capitals(text.substr(begin, end - begin))) return false;
  const Side before = side_before(text, begin), behind = side_behind(text, end);
  const std::size_t neighbours = before.capitals + behind.capitals;
  return neighbours == 0 || (neighbours == 1 && (before.other_follows || behind.other_follows));
}

std::string acronym_word(std::string_view stop_word) { return fmt::format("{}{}", mark, stop_word); }

std::string_view stop_word_of(std::string_view acronym_word) {
  return acronym_word.size() > 1 && acronym_word[0] == mark ? acronym_word.substr(1) : std::string_view();
}

}  // namespace caravan::schema
