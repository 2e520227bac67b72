#include "indexer/query/snippet.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/unicode.h"

namespace caravan::query {
namespace {

constexpr std::size_t max_passages = 3;
constexpr std::string_view ellipsis = "\u2026";
/// A text is looked through from the front until it has shown enough, in steps of so many bytes: a book costs no more
/// than an article. What stands behind the last step is not looked at.
constexpr std::size_t step = 16'000, max_looked_at = 256'000;
/// With more words than that, the front of a text shows enough: it is gone through in steps of so many bytes.
constexpr std::size_t many_words = 24, short_step = 4'000;
/// So many matching places are enough to choose from, once every word of the query was seen.
constexpr std::size_t enough_matches = 24;

struct Range {
  std::size_t begin = 0, end = 0;
};

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

/// Where the sentence ends that has a stop at `at`, or 0 where that is none. `at` is moved behind the character.
std::size_t end_of_sentence(std::string_view text, std::size_t& at) {
  const std::size_t here = at;
  const char byte = text[at];
  if (static_cast<unsigned char>(byte) < 0x80 && byte != '\n' && byte != '.' && byte != '!' && byte != '?') {
    ++at;  // most are such, and this is asked of each
    return 0;
  }
  const char32_t c = next_code_point(text, at);
  if (c == U'\n') return here == 0 ? 1 : here;
  if (c == U'\u3002' || c == U'\uFF01' || c == U'\uFF1F' || c == U'\u0964') return at;
  if (c != U'.' && c != U'!' && c != U'?') return 0;
  std::size_t after = at;
  while (after < text.size()) {
    std::size_t next = after;
    if (!closes(next_code_point(text, next))) break;
    after = next;
  }
  const bool space = after >= text.size() || is_space(text[after]);
  return space && !(c == U'.' && is_abbreviation(text, here)) ? after : 0;
}

/// The sentence around a place, without the space before and after. Where none ends within reach, a stretch of text.
Range sentence_around(std::string_view text, std::size_t place) {
  constexpr std::size_t reach = 1500;
  Range range{place > reach ? place - reach : 0, std::min(text.size(), place + reach)};
  while (range.begin < place && is_continuation(text[range.begin])) ++range.begin;
  while (range.end < text.size() && is_continuation(text[range.end])) ++range.end;
  for (std::size_t at = place; at > range.begin;) {
    --at;
    if (is_continuation(text[at])) continue;
    std::size_t after = at;
    const std::size_t end = end_of_sentence(text, after);
    if (end > 0 && end <= place) {
      range.begin = end;
      break;
    }
  }
  for (std::size_t at = place; at < range.end;) {
    const std::size_t end = end_of_sentence(text, at);
    if (end > place) {
      range.end = end;
      break;
    }
  }
  while (range.begin < range.end && is_space(text[range.begin])) ++range.begin;
  while (range.end > range.begin && is_space(text[range.end - 1])) --range.end;
  return range;
}

/// The last place at or before `at` where a word begins; `lowest` where there is none.
std::size_t word_start(std::string_view text, std::size_t at, std::size_t lowest) {
  std::size_t place = at;
  while (place > lowest && at - place < 40 && !is_space(text[place - 1])) --place;
  if (at - place >= 40) place = at;  // a script without spaces
  while (place > lowest && is_continuation(text[place])) --place;
  return place;
}

/// At most `width` characters of a range, around `focus`, cut between words.
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

struct Candidate {
  Range sentence;
  double score = 0;
  std::set<std::size_t> shows;  ///< which of the query's words
  std::size_t focus = 0;        ///< where its matches begin
  bool taken = false;
};

/// Sentences that match; a word that the text says seldom counts more than one that is everywhere in it.
std::vector<Candidate> candidates_of(std::string_view text, const std::vector<Match>& matches) {
  std::map<std::size_t, double> uses;
  for (const Match& match : matches) ++uses[match.what];
  std::vector<Candidate> candidates;
  for (const Match& match : matches) {
    if (candidates.empty() || match.begin >= candidates.back().sentence.end)
      candidates.push_back({sentence_around(text, match.begin), 0, {}, match.begin, false});
    Candidate& candidate = candidates.back();
    const bool fresh = candidate.shows.insert(match.what).second;
    candidate.score += fresh ? 1.0 + 1.0 / uses[match.what] : 0.1;
  }
  return candidates;
}

/// The best candidate for what is not shown yet; the earlier one where two are as good.
Candidate* best_of(std::vector<Candidate>& candidates, const std::set<std::size_t>& shown, bool first) {
  Candidate* best = nullptr;
  double most = 0;
  for (Candidate& candidate : candidates) {
    if (candidate.taken) continue;
    const auto fresh = std::count_if(candidate.shows.begin(), candidate.shows.end(),
                                     [&](std::size_t what) { return !shown.contains(what); });
    const double score = candidate.score * (first ? 1.0 : 0.3) + static_cast<double>(fresh);
    if (score > most) {
      most = score;
      best = &candidate;
    }
  }
  return best;
}

/// Whole sentences from the beginning, as many as fit.
Range lead_of(std::string_view text, std::size_t width) {
  std::size_t begin = 0;
  while (begin < text.size() && is_space(text[begin])) ++begin;
  Range lead = sentence_around(text, begin);
  for (std::size_t next = lead.end; next < text.size();) {
    while (next < text.size() && is_space(text[next])) ++next;
    if (next >= text.size()) break;
    const Range more = sentence_around(text, next);
    if (more.end <= lead.end || length(text.substr(lead.begin, more.end - lead.begin)) > width) break;
    next = lead.end = more.end;
  }
  return lead.begin < lead.end ? window(text, lead, lead.begin, width) : lead;
}

std::vector<Range> choose(std::string_view text, const std::vector<Match>& matches, std::size_t width) {
  std::vector<Candidate> candidates = candidates_of(text, matches);
  std::vector<Range> chosen;
  std::set<std::size_t> shown;
  std::size_t left = width;
  while (chosen.size() < max_passages && (chosen.empty() || left >= width / 4)) {
    Candidate* best = best_of(candidates, shown, chosen.empty());
    if (best == nullptr) break;
    best->taken = true;
    const Range range = window(text, best->sentence, best->focus, left);
    chosen.push_back(range);
    shown.insert(best->shows.begin(), best->shows.end());
    left -= std::min(left, length(text.substr(range.begin, range.end - range.begin)) + 3);
  }
  if (chosen.empty()) {
    const Range lead = lead_of(text, width);
    if (lead.begin < lead.end) chosen.push_back(lead);
  }
  std::sort(chosen.begin(), chosen.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  return chosen;
}

/// Whether only white space stands between two places.
bool only_space(std::string_view text, std::size_t begin, std::size_t end) {
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
                     is_space);
}

struct Looked {
  std::string_view text;
  std::vector<Match> matches;
};

/// The text from the front to where it has shown enough, at a white space.
Looked look_through(std::string_view body, Marker& marker) {
  Looked looked;
  std::set<std::size_t> seen;
  std::size_t done = 0;
  const std::size_t stride = marker.distinct() > many_words ? short_step : step;
  while (done < body.size() && done < max_looked_at) {
    std::size_t end = std::min(body.size(), done + stride);
    while (end < body.size() && !is_space(body[end]) && end - done < 2 * stride) ++end;
    while (end < body.size() && is_continuation(body[end])) ++end;
    for (Match match : marker.find(body.substr(done, end - done))) {
      match.begin += done;
      match.end += done;
      seen.insert(match.what);
      looked.matches.push_back(match);
    }
    done = end;
    if (marker.distinct() == 0) break;
    if (looked.matches.size() >= enough_matches && seen.size() >= std::min<std::size_t>(marker.distinct(), 8)) break;
  }
  // The sentence of the last match may go on behind.
  std::size_t end = std::min(body.size(), done + 2000);
  while (end < body.size() && is_continuation(body[end])) ++end;
  looked.text = body.substr(0, end);
  return looked;
}

void append(Snippet& snippet, std::string_view text, Range range, const std::vector<Match>& matches) {
  const std::size_t shift = snippet.text.size();
  for (const Match& match : matches) {
    if (match.end <= range.begin || match.begin >= range.end) continue;
    const std::size_t begin = std::max(match.begin, range.begin), end = std::min(match.end, range.end);
    if (snippet.marks.empty()) snippet.first_match = begin;
    snippet.marks.emplace_back(shift + begin - range.begin, shift + end - range.begin);
  }
  snippet.text += text.substr(range.begin, range.end - range.begin);
  std::replace(snippet.text.begin() + static_cast<std::ptrdiff_t>(shift), snippet.text.end(), '\n', ' ');
}

}  // namespace

Snippet cut_snippet(std::string_view body, Marker& marker, int width) {
  const Looked looked = look_through(body, marker);
  const std::string_view text = looked.text;
  Snippet snippet;
  std::size_t before = 0;
  for (const Range& range : choose(text, looked.matches, static_cast<std::size_t>(std::clamp(width, 40, 1000)))) {
    const bool gap = !only_space(text, std::min(before, range.begin), range.begin);
    if (!snippet.text.empty()) snippet.text += ' ';
    if (gap) (snippet.text += ellipsis) += ' ';
    append(snippet, text, range, looked.matches);
    before = range.end;
  }
  if (!snippet.text.empty() && !only_space(body, before, body.size())) {
    const char last = snippet.text.back();
    if (last != '.' && last != '!' && last != '?') (snippet.text += ' ') += ellipsis;
  }
  return snippet;
}

Snippet marked(std::string_view text, Marker& marker) {
  Snippet snippet{std::string(text), {}};
  for (const Match& match : marker.find(text)) snippet.marks.emplace_back(match.begin, match.end);
  return snippet;
}

}  // namespace caravan::query
