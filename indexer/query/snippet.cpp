#include "indexer/query/snippet.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/unicode.h"
#include "indexer/query/sentences.h"

namespace caravan::query {
namespace {

constexpr std::size_t max_passages = 3;
constexpr std::string_view ellipsis = "\u2026";
/// A text at hand is looked through from the front until it has shown enough, in steps of so many bytes. What stands
/// behind the last step is not looked at.
constexpr std::size_t step = 16'000, max_looked_at = 256'000;
/// With more words than that, the front of a text shows enough: it is gone through in steps of so many bytes.
constexpr std::size_t many_words = 24, short_step = 4'000;
/// So many matching places are enough to choose from, once every word of the query was seen.
constexpr std::size_t enough_matches = 24;

struct Candidate {
  Range sentence;
  double score = 0;
  std::set<std::size_t> shows;  ///< which of the query's words
  std::size_t focus = 0;        ///< where its matches begin
  bool taken = false;
};

/// How often each of the query's words is in the text, or in what was looked at of it.
using Uses = std::map<std::size_t, double>;

Uses uses_in(const std::vector<Match>& matches) {
  Uses uses;
  for (const Match& match : matches) ++uses[match.what];
  return uses;
}

/// Sentences that match; a word that the text says seldom counts more than one that is everywhere in it.
std::vector<Candidate> candidates_of(schema::StoredText& text, const std::vector<Match>& matches, Uses uses) {
  std::vector<Candidate> candidates;
  for (const Match& match : matches) {
    if (candidates.empty() || match.begin >= candidates.back().sentence.end)
      candidates.push_back({sentence_around(text, match.begin), 0, {}, match.begin, false});
    Candidate& candidate = candidates.back();
    const bool fresh = candidate.shows.insert(match.what).second;
    candidate.score += fresh ? 1.0 + 1.0 / std::max(1.0, uses[match.what]) : 0.1;
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

std::vector<Range> choose(schema::StoredText& stored, std::vector<Candidate> candidates, std::size_t width) {
  const std::string_view text = stored.view();
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
    const Range lead = lead_of(stored, width);
    if (lead.begin < lead.end) chosen.push_back(lead);
  }
  std::sort(chosen.begin(), chosen.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  return chosen;
}

/// What matches of a stretch of the text.
std::vector<Match> matches_in(schema::StoredText& text, Range range, Marker& marker) {
  std::vector<Match> matches = marker.find(text.view().substr(range.begin, range.end - range.begin));
  for (Match& match : matches) {
    match.begin += range.begin;
    match.end += range.begin;
  }
  return matches;
}

/// The text from the front to where it has shown enough, at a white space.
std::vector<Match> look_through(std::string_view body, Marker& marker) {
  std::vector<Match> found;
  std::set<std::size_t> seen;
  std::size_t done = 0;
  const std::size_t stride = marker.distinct() > many_words ? short_step : step;
  while (done < body.size() && done < max_looked_at && marker.distinct() > 0) {
    std::size_t end = std::min(body.size(), done + stride);
    while (end < body.size() && !is_space(body[end]) && end - done < 2 * stride) ++end;
    while (end < body.size() && (static_cast<unsigned char>(body[end]) & 0xC0U) == 0x80) ++end;
    for (Match match : marker.find(body.substr(done, end - done))) {
      match.begin += done;
      match.end += done;
      seen.insert(match.what);
      found.push_back(match);
    }
    done = end;
    if (found.size() >= enough_matches && seen.size() >= std::min<std::size_t>(marker.distinct(), 8)) break;
  }
  return found;
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

/// @param matches_of  what matches of a range
template <class MatchesOf>
Snippet joined(schema::StoredText& text, const std::vector<Range>& ranges, const MatchesOf& matches_of) {
  Snippet snippet;
  std::size_t before = 0;
  for (const Range& range : ranges) {
    const bool gap = !only_space_before(text, before, range.begin);
    if (!snippet.text.empty()) snippet.text += ' ';
    if (gap) (snippet.text += ellipsis) += ' ';
    append(snippet, text.view(), range, matches_of(range));
    before = range.end;
  }
  if (!snippet.text.empty() && !only_space_behind(text, before, text.size())) {
    const char last = snippet.text.back();
    if (last != '.' && last != '!' && last != '?') (snippet.text += ' ') += ellipsis;
  }
  return snippet;
}

std::size_t in_bounds(int width) { return static_cast<std::size_t>(std::clamp(width, 40, 1000)); }

}  // namespace

Snippet cut_snippet(std::string_view body, Marker& marker, int width) {
  schema::StoredText text(body);
  const std::vector<Match> matches = look_through(body, marker);
  const std::vector<Range> ranges = choose(text, candidates_of(text, matches, uses_in(matches)), in_bounds(width));
  return joined(text, ranges, [&](const Range&) -> const std::vector<Match>& { return matches; });
}

Snippet cut_snippet(schema::StoredText& text, const WordPlaces& places, Marker& marker, int width) {
  if (text.map() == nullptr) return cut_snippet(text.view(), marker, width);
  Uses uses;
  for (const WordPlaces::Place& place : places.places) ++uses[place.what];
  std::vector<Range> looked_at;
  std::vector<Match> matches;
  for (const Range& spot : spots_of(places, text)) {
    looked_at.push_back(between_words(text, spot));
    for (const Match& match : matches_in(text, looked_at.back(), marker))
      if (matches.empty() || match.begin >= matches.back().end) matches.push_back(match);
  }
  const std::vector<Range> ranges = choose(text, candidates_of(text, matches, std::move(uses)), in_bounds(width));
  return joined(text, ranges, [&](const Range& range) {
    const bool is_marked = std::any_of(looked_at.begin(), looked_at.end(), [&](const Range& each) {
      return each.begin <= range.begin && range.end <= each.end;
    });
    return is_marked ? matches : matches_in(text, between_words(text, range), marker);
  });
}

Snippet marked(std::string_view text, Marker& marker) {
  Snippet snippet{std::string(text), {}};
  for (const Match& match : marker.find(text)) snippet.marks.emplace_back(match.begin, match.end);
  return snippet;
}

}  // namespace caravan::query
