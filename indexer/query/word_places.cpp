#include "indexer/query/word_places.h"

#include <algorithm>
#include <bit>
#include <set>
#include <tuple>

#include "indexer/schema/analysis.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

/// Bounds of what one article's passages may cost. Of words: the rarest that are there, and how many are looked for;
/// of each the first places.
constexpr std::size_t enough_words = 8, most_asked = 20, most_places = 100;
constexpr std::size_t most_phrases = 6, most_phrase_places = 40;
constexpr int most_phrase_steps = 3000;
/// Of a beginning: words of the index that are looked at, of these the most frequent that are asked for in an article,
/// and of these as many as are enough.
constexpr std::size_t most_scanned = 300, most_begun_asked = 12, enough_begun = 5;

/// Words this far apart may stand in one sentence.
constexpr std::uint32_t sentence = 24;
/// A spot for each passage, and more where those show not all words; pieces of the text that are read for them, at
/// most.
constexpr std::size_t enough_spots = 3, most_spots = 6, most_pieces = 3;

bool is_unspaced(const std::string& word) {
  schema::Tokenizer tokens(word);
  schema::Token token;
  return tokens.next(token) && token.kind == schema::TokenKind::lone_gram;
}

struct PhrasePart {
  std::string term;
  std::uint32_t offset = 0;
};

/// What is looked up of a phrase: pairs where the script has no spaces, which are rarer than single characters; of
/// words those that say something. Marking reads the rest.
std::vector<PhrasePart> parts_of(const std::vector<std::string>& phrase) {
  std::vector<PhrasePart> parts, small;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    const auto offset = static_cast<std::uint32_t>(i);
    if (i + 1 < phrase.size() && is_unspaced(phrase[i]) && is_unspaced(phrase[i + 1]))
      parts.push_back({phrase[i] + phrase[i + 1], offset});
    else if (!is_unspaced(phrase[i]) || i == 0 || !is_unspaced(phrase[i - 1]))
      (schema::is_stop_word(phrase[i]) ? small : parts).push_back({phrase[i], offset});
  }
  return parts.empty() ? small : parts;
}

/// Where matches stand close together.
struct Window {
  std::size_t first = 0, last = 0;              ///< of the places
  std::uint64_t shows = 0;                      ///< which words, by bits
  double score = 0;                             ///< of what it shows
  Range range;                                  ///< whole strides of the text
  std::size_t first_piece = 0, last_piece = 0;  ///< that hold it: from the first to behind the last
};

std::vector<Window> windows_of(const std::vector<WordPlaces::Place>& places, const schema::StoredText& text) {
  std::vector<std::size_t> numbers;  // of the words that are there, by their bits
  std::vector<double> uses;
  std::vector<std::size_t> bit_of;
  bit_of.reserve(places.size());
  for (const WordPlaces::Place& place : places) {
    const auto known = std::find(numbers.begin(), numbers.end(), place.what);
    bit_of.push_back(std::min<std::size_t>(63, static_cast<std::size_t>(known - numbers.begin())));
    if (known == numbers.end()) {
      numbers.push_back(place.what);
      uses.push_back(0);
    }
    ++uses[bit_of.back()];
  }
  std::vector<Window> windows(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    Window& window = windows[i];
    window.first = i;
    for (std::size_t j = i; j < places.size() && places[j].position < places[i].position + sentence; ++j) {
      const std::uint64_t bit = std::uint64_t{1} << bit_of[j];
      window.score += (window.shows & bit) == 0 ? 1.0 + 1.0 / uses[bit_of[j]] : 0.1;
      window.shows |= bit;
      window.last = j;
    }
    constexpr std::size_t stride = schema::TextMap::stride;
    const WordPlaces::Place& last = places[window.last];
    window.range.begin = text.map()->stride_of(places[i].position) * stride;
    window.range.end = std::min(text.size(), (text.map()->stride_of(last.position + last.words - 1) + 1) * stride);
    std::tie(window.first_piece, window.last_piece) = text.pieces_of(window.range.begin, window.range.end);
  }
  return windows;
}

}  // namespace

/// One article's places as they are gathered.
struct PlaceFinder::Lookup {
  const Xapian::Database& database;
  Xapian::docid document;
  std::uint32_t first, end;  ///< positions of the text
  std::vector<WordPlaces::Place>& places;

  bool add(const std::string& term, std::size_t what) {
    auto at = database.positionlist_begin(document, term);
    const auto last = database.positionlist_end(document, term);
    if (at == last) return false;
    std::size_t found = 0;
    for (at.skip_to(first); at != last && *at < end && found < most_places; ++at, ++found)
      places.push_back({*at, 1, what});
    return found > 0;
  }

  /// @return whether all of the text was looked at
  bool add_phrase(const std::vector<std::string>& phrase, std::size_t what) {
    struct Part {
      Xapian::PositionIterator at, last;
      std::uint32_t offset;
    };
    std::vector<Part> parts;
    for (const auto& [term, offset] : parts_of(phrase)) {
      parts.push_back({database.positionlist_begin(document, term), database.positionlist_end(document, term), offset});
      if (parts.back().at == parts.back().last) return true;
      parts.back().at.skip_to(first + offset);
    }
    std::uint32_t begin = first;
    std::size_t found = 0;
    for (int steps = 0; !parts.empty() && found < most_phrase_places;) {
      bool here = true;
      for (Part& part : parts) {
        for (; part.at != part.last && *part.at < begin + part.offset; ++part.at)
          if (++steps > most_phrase_steps) return false;
        if (part.at == part.last || *part.at >= end) return true;
        here = *part.at == begin + part.offset;
        if (here) continue;
        begin = *part.at - part.offset;
        break;
      }
      if (!here) continue;
      places.push_back({begin++, static_cast<std::uint32_t>(phrase.size()), what});
      ++found;
    }
    return true;
  }
};

double PlaceFinder::frequency(const std::string& term) {
  const auto [known, fresh] = frequencies_.emplace(term, 0);
  if (fresh) known->second = database_.get_termfreq(term);
  return known->second;
}

/// The most frequent words of the index that begin so.
const std::vector<std::string>& PlaceFinder::begun_by(const std::string& beginning) {
  const auto [known, fresh] = beginnings_.emplace(beginning, std::vector<std::string>());
  if (!fresh) return known->second;
  std::vector<std::pair<double, std::string>> words;
  const auto end = database_.allterms_end(beginning);
  for (auto term = database_.allterms_begin(beginning); term != end && words.size() < most_scanned; ++term)
    words.emplace_back(-static_cast<double>(term.get_termfreq()), *term);
  std::sort(words.begin(), words.end());
  if (words.size() > most_begun_asked) words.resize(most_begun_asked);
  for (auto& [frequency, word] : words) known->second.push_back(std::move(word));
  return known->second;
}

WordPlaces PlaceFinder::find(Xapian::docid document, const schema::TextMap& map, const Marker& marker) {
  WordPlaces found;
  Lookup lookup{database_, document, map.first_position(), map.end_position(), found.places};
  std::vector<Marker::Term> terms = marker.terms();
  if (terms.size() > enough_words)
    std::stable_sort(terms.begin(), terms.end(), [&](const Marker::Term& a, const Marker::Term& b) {
      return frequency(a.term) < frequency(b.term);
    });
  std::size_t words = 0, asked = 0;
  for (const Marker::Term& term : terms) {
    if (words >= enough_words || asked++ >= most_asked) break;
    words += lookup.add(term.term, term.what) ? 1 : 0;
  }
  for (std::size_t i = 0; i < marker.prefixes().size() && words < enough_words; ++i) {
    std::size_t begun = 0;
    for (const std::string& word : begun_by(marker.prefixes()[i])) {
      begun += lookup.add(word, marker.first_prefix() + i) ? 1 : 0;
      if (begun >= enough_begun) break;
    }
    words += begun > 0 ? 1 : 0;
    found.incomplete = found.incomplete || begun == 0;
  }
  for (std::size_t i = 0; i < marker.phrases().size() && i < most_phrases; ++i)
    if (!lookup.add_phrase(marker.phrases()[i], marker.first_phrase() + i)) found.incomplete = true;
  std::stable_sort(found.places.begin(), found.places.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  return found;
}

std::vector<Range> spots_of(const WordPlaces& found, const schema::StoredText& text) {
  const schema::TextMap& map = *text.map();
  const std::vector<WordPlaces::Place>& places = found.places;
  std::vector<Window> windows = windows_of(places, text);
  std::uint64_t all = 0, shown = 0;
  for (const Window& window : windows) all |= window.shows;
  std::vector<Range> spots;
  std::set<std::size_t> pieces;
  // What reads a further piece must show a further word.
  const auto is_affordable = [&](const Window& window) {
    if (spots.empty()) return true;
    std::size_t more = 0;
    for (std::size_t piece = window.first_piece; piece < window.last_piece; ++piece)
      more += pieces.contains(piece) ? 0 : 1;
    return more == 0 || ((window.shows & ~shown) != 0 && pieces.size() + more <= most_pieces);
  };
  while (spots.size() < (shown == all ? enough_spots : most_spots)) {
    const Window* best = nullptr;
    double most = 0;
    for (const Window& window : windows) {
      const std::uint64_t unseen = window.shows & ~shown;
      const double value =
          window.score * (spots.empty() ? 1.0 : 0.3) + (unseen == 0 ? 0 : static_cast<double>(std::popcount(unseen)));
      if (value <= most || !is_affordable(window)) continue;
      most = value;
      best = &window;
    }
    if (best == nullptr) break;
    const std::uint32_t begin = places[best->first].position, end = places[best->last].position;
    shown |= best->shows;
    spots.push_back(best->range);
    for (std::size_t piece = best->first_piece; piece < best->last_piece; ++piece) pieces.insert(piece);
    std::erase_if(windows, [&](const Window& window) {
      return places[window.first].position <= end && places[window.last].position >= begin;
    });
  }
  if (spots.empty() && found.incomplete) spots.push_back({0, map.ends[std::min<std::size_t>(1, map.ends.size() - 1)]});
  std::sort(spots.begin(), spots.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::vector<Range> apart;
  for (const Range& spot : spots) {
    if (!apart.empty() && spot.begin <= apart.back().end)
      apart.back().end = std::max(apart.back().end, spot.end);
    else
      apart.push_back(spot);
  }
  return apart;
}

}  // namespace caravan::query
