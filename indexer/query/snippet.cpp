#include "indexer/query/snippet.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/unicode.h"

namespace caravan::query {
namespace {

constexpr std::size_t max_passages = 3;
constexpr std::string_view ellipsis = "\u2026";
/// What stands behind is not looked at: a book's answer is in front, or nowhere that a snippet can show.
constexpr std::size_t max_looked_at = 400'000;

struct Range {
  std::size_t begin = 0, end = 0;
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
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

/// Sentences in order, without the space between them.
std::vector<Range> sentences_of(std::string_view text) {
  std::vector<Range> sentences;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end) {
    Range range{begin, end};
    while (range.begin < range.end && is_space(text[range.begin])) ++range.begin;
    while (range.end > range.begin && is_space(text[range.end - 1])) --range.end;
    if (range.begin < range.end) sentences.push_back(range);
    begin = end;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const char32_t c = next_code_point(text, at);
    if (c == U'\n') {
      finish(here);
    } else if (c == U'\u3002' || c == U'\uFF01' || c == U'\uFF1F' || c == U'\u0964') {
      finish(at);
    } else if (c == U'.' || c == U'!' || c == U'?') {
      std::size_t after = at;
      while (after < text.size()) {
        std::size_t next = after;
        if (!closes(next_code_point(text, next))) break;
        after = next;
      }
      const bool space = after >= text.size() || is_space(text[after]);
      if (space && !(c == U'.' && is_abbreviation(text, here))) finish(at = after);
    }
  }
  finish(text.size());
  return sentences;
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
  std::size_t sentence = 0;
  double score = 0;
  std::set<std::size_t> shows;  ///< which of the query's words
  std::size_t focus = 0;        ///< where its matches begin
};

/// Sentences that match; a word that the text says seldom counts more than one that is everywhere in it.
std::vector<Candidate> candidates_of(const std::vector<Range>& sentences, const std::vector<Match>& matches) {
  std::map<std::size_t, double> uses;
  for (const Match& match : matches) ++uses[match.what];
  std::vector<Candidate> candidates;
  std::size_t next = 0;
  for (std::size_t s = 0; s < sentences.size() && next < matches.size(); ++s) {
    Candidate candidate{s, 0, {}, 0};
    while (next < matches.size() && matches[next].begin < sentences[s].begin) ++next;
    for (; next < matches.size() && matches[next].begin < sentences[s].end; ++next) {
      if (candidate.shows.empty()) candidate.focus = matches[next].begin;
      const bool fresh = candidate.shows.insert(matches[next].what).second;
      candidate.score += fresh ? 1.0 + 1.0 / uses[matches[next].what] : 0.1;
    }
    if (!candidate.shows.empty()) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

/// The best candidate for what is not shown yet; the earlier one where two are as good.
const Candidate* best_of(const std::vector<Candidate>& candidates, const std::set<std::size_t>& shown,
                         const std::set<std::size_t>& taken) {
  const Candidate* best = nullptr;
  double most = 0;
  for (const Candidate& candidate : candidates) {
    if (taken.contains(candidate.sentence)) continue;
    const auto fresh = std::count_if(candidate.shows.begin(), candidate.shows.end(),
                                     [&](std::size_t what) { return !shown.contains(what); });
    const double score = candidate.score * (taken.empty() ? 1.0 : 0.3) + static_cast<double>(fresh);
    if (score > most) {
      most = score;
      best = &candidate;
    }
  }
  return best;
}

std::vector<Range> choose(std::string_view text, const std::vector<Range>& sentences, const std::vector<Match>& matches,
                          std::size_t width) {
  const std::vector<Candidate> candidates = candidates_of(sentences, matches);
  std::vector<Range> chosen;
  std::set<std::size_t> shown, taken;
  std::size_t left = width;
  while (chosen.size() < max_passages && (chosen.empty() || left >= width / 4)) {
    const Candidate* best = best_of(candidates, shown, taken);
    if (best == nullptr) break;
    const Range range = window(text, sentences[best->sentence], best->focus, left);
    chosen.push_back(range);
    taken.insert(best->sentence);
    shown.insert(best->shows.begin(), best->shows.end());
    left -= std::min(left, length(text.substr(range.begin, range.end - range.begin)) + 3);
  }
  if (chosen.empty() && !sentences.empty()) {
    Range lead{sentences.front().begin, sentences.front().end};
    for (const Range& sentence : sentences) {
      if (length(text.substr(lead.begin, sentence.end - lead.begin)) > width) break;
      lead.end = sentence.end;
    }
    chosen.push_back(window(text, lead, lead.begin, width));
  }
  std::sort(chosen.begin(), chosen.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  return chosen;
}

/// Whether only white space stands between two places.
bool only_space(std::string_view text, std::size_t begin, std::size_t end) {
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
                     is_space);
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
  std::size_t looked_at = std::min(body.size(), max_looked_at);
  while (looked_at > 0 && looked_at < body.size() && is_continuation(body[looked_at])) --looked_at;
  const std::string_view text = body.substr(0, looked_at);
  const std::vector<Match> matches = marker.find(text);
  const std::vector<Range> sentences = sentences_of(text);
  Snippet snippet;
  std::size_t before = 0;
  for (const Range& range : choose(text, sentences, matches, static_cast<std::size_t>(std::clamp(width, 40, 1000)))) {
    const bool gap = !only_space(text, std::min(before, range.begin), range.begin);
    if (!snippet.text.empty()) snippet.text += ' ';
    if (gap) (snippet.text += ellipsis) += ' ';
    append(snippet, text, range, matches);
    before = range.end;
  }
  if (!snippet.text.empty() && !only_space(text, before, text.size())) {
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
