#include "indexer/query/sentences.h"

#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "indexer/query/marks.h"

namespace caravan::query {
namespace {

/// A sentence goes no further to either side.
constexpr std::size_t reach = 1500;
/// What end_of_sentence() looks at before and behind a stop, at most.
constexpr std::size_t around_stop = 64;
constexpr int max_closers = 12;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool closes(char32_t c) {
  return c == U'"' || c == U')' || c == U']' || c == U'\u201D' || c == U'\u2019' || c == U'\u00BB' || c == U'\u300D';
}

/// "U.S. policy", "e.g. rice", "Mr. Smith", "J. Borrell": such a full stop ends no sentence.
bool is_abbreviation(std::string_view text, std::size_t stop) {
  std::size_t begin = stop;
  while (begin > 0 && stop - begin < 12 && !is_space(text[begin - 1]) && text[begin - 1] != '(') --begin;
  const std::string_view word = text.substr(begin, stop - begin);
  if (word.size() <= 1 || word.find('.') != std::string_view::npos) return true;
  for (const std::string_view known :
       {"Mr", "Mrs", "Ms", "Dr", "Prof", "St", "No", "vs", "cf", "Gen", "Sen", "approx", "ca"})
    if (word == known) return true;
  return false;
}

/// Whether a stop may begin with this byte; few other characters do.
constexpr std::array<bool, 256> stops = [] {
  std::array<bool, 256> table{};
  for (const unsigned char c : {'\n', '.', '!', '?', '\xE0', '\xE3', '\xEF'}) table[c] = true;
  return table;
}();
bool may_stop(char c) { return stops[static_cast<unsigned char>(c)]; }

/// Where the sentence ends that has a stop at `here`, or 0 where that is none.
std::size_t end_of_sentence(std::string_view text, std::size_t here) {
  std::size_t at = here;
  const char32_t c = next_code_point(text, at);
  if (c == U'\n') return here == 0 ? 1 : here;
  if (c == U'\u3002' || c == U'\uFF01' || c == U'\uFF1F' || c == U'\u0964') return at;
  if (c != U'.' && c != U'!' && c != U'?') return 0;
  std::size_t after = at;
  for (int i = 0; i < max_closers && after < text.size(); ++i) {
    std::size_t next = after;
    if (!closes(next_code_point(text, next))) break;
    after = next;
  }
  const bool space = after >= text.size() || is_space(text[after]);
  return space && !(c == U'.' && is_abbreviation(text, here)) ? after : 0;
}

/// The last place at or before `at` where a word begins; `lowest` where there is none.
std::size_t word_start(std::string_view text, std::size_t at, std::size_t lowest) {
  std::size_t place = at;
  while (place > lowest && at - place < 40 && !is_space(text[place - 1])) --place;
  if (at - place >= 40) place = at;  // a script without spaces
  while (place > lowest && is_continuation(text[place])) --place;
  return place;
}

void load_around(schema::StoredText& text, std::size_t at) {
  text.load(at - std::min(at, around_stop), std::min(text.size(), at + around_stop));
}

std::size_t begin_of_sentence(schema::StoredText& text, std::size_t place) {
  const std::string_view view = text.view();
  const std::size_t lowest = place - std::min(place, reach);
  for (std::size_t at = place; at > lowest;) {
    text.load(at - 1, at);
    if (!may_stop(view[--at])) continue;
    load_around(text, at);
    const std::size_t end = end_of_sentence(view, at);
    if (end > 0 && end <= place) return end;
  }
  std::size_t begin = lowest;
  while (begin < place && is_continuation(view[begin])) ++begin;
  return begin;
}

std::size_t end_of_sentence_from(schema::StoredText& text, std::size_t place) {
  const std::string_view view = text.view();
  const std::size_t highest = std::min(text.size(), place + reach);
  std::size_t at = place;
  for (; at < highest; ++at) {
    text.load(at, at + 1);
    if (!may_stop(view[at])) continue;
    load_around(text, at);
    const std::size_t end = end_of_sentence(view, at);
    if (end > place) return end;
  }
  while (at < text.size() && text.has(at) && is_continuation(view[at])) ++at;
  return at;
}

}  // namespace

Range sentence_around(schema::StoredText& text, std::size_t place) {
  const std::string_view view = text.view();
  Range range{begin_of_sentence(text, place), end_of_sentence_from(text, place)};
  while (range.begin < range.end && is_space(view[range.begin])) ++range.begin;
  while (range.end > range.begin && is_space(view[range.end - 1])) --range.end;
  return range;
}

Range window(std::string_view text, Range range, std::size_t focus, std::size_t width) {
  if (length(text.substr(range.begin, range.end - range.begin)) <= width) return range;
  std::size_t begin = focus;
  for (std::size_t characters = 0; begin > range.begin && characters < width / 3; ++characters) {
    --begin;
    while (begin > range.begin && is_continuation(text[begin])) --begin;
  }
  begin = begin == range.begin ? begin : word_start(text, begin, range.begin);
  std::size_t end = begin + prefix(text.substr(begin, range.end - begin), width).size();
  if (end < range.end) {
    const std::size_t cut = word_start(text, end, begin);
    end = cut > begin ? cut : end;
    while (end > begin && is_space(text[end - 1])) --end;
  }
  return {begin, end};
}

Range lead_of(schema::StoredText& text, std::size_t width) {
  const std::string_view view = text.view();
  const auto skip_space = [&](std::size_t at) {
    for (text.load(at, at + 1); at < text.size() && is_space(view[at]); text.load(at, at + 1)) ++at;
    return at;
  };
  const std::size_t begin = skip_space(0);
  if (begin >= text.size()) return {begin, begin};
  Range lead = sentence_around(text, begin);
  for (std::size_t next = lead.end; next < text.size();) {
    next = skip_space(next);
    if (next >= text.size()) break;
    const Range more = sentence_around(text, next);
    if (more.end <= lead.end || length(view.substr(lead.begin, more.end - lead.begin)) > width) break;
    next = lead.end = more.end;
  }
  return lead.begin < lead.end ? window(view, lead, lead.begin, width) : lead;
}

bool only_space_before(schema::StoredText& text, std::size_t begin, std::size_t end) {
  for (std::size_t at = end; at > begin; --at) {
    text.load(at - 1, at);
    if (!is_space(text.view()[at - 1])) return false;
  }
  return true;
}

bool only_space_behind(schema::StoredText& text, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < end; ++at) {
    text.load(at, at + 1);
    if (!is_space(text.view()[at])) return false;
  }
  return true;
}

Range between_words(schema::StoredText& text, Range range) {
  constexpr std::size_t most = 200;
  const std::string_view view = text.view();
  const std::size_t lowest = range.begin - std::min(range.begin, most);
  const std::size_t highest = std::min(text.size(), range.end + most);
  text.load(range.begin, range.end);
  // Pieces end between words: for white space none is read.
  const auto at_hand = [&](std::size_t at) { return text.has(at); };
  while (range.begin > lowest && at_hand(range.begin - 1) && !is_space(view[range.begin - 1])) --range.begin;
  while (range.begin < range.end && is_continuation(view[range.begin])) ++range.begin;
  while (range.end < highest && at_hand(range.end) && !is_space(view[range.end])) ++range.end;
  while (range.end < text.size() && at_hand(range.end) && is_continuation(view[range.end])) ++range.end;
  return range;
}

}  // namespace caravan::query
