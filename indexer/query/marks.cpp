#include "indexer/query/marks.h"

#include <algorithm>
#include <array>

#include "indexer/schema/capitals.h"
#include "indexer/schema/spelling_variants.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

/// Sorted, and places that touch or overlap made one.
std::vector<Match> apart(std::vector<Match> matches) {
  std::sort(matches.begin(), matches.end(),
            [](const Match& a, const Match& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::vector<Match> result;
  for (const Match& match : matches) {
    if (!result.empty() && match.begin < result.back().end)
      result.back().end = std::max(result.back().end, match.end);
    else
      result.push_back(match);
  }
  return result;
}

bool stands_in_sequence(const schema::Token& token) {
  return token.kind == schema::TokenKind::word || token.kind == schema::TokenKind::lone_gram;
}

/// 1 to 26 for letters of either case, 27 for digits, 0 for other ASCII, `foreign` for the rest.
constexpr unsigned foreign = 31;
constexpr std::array<std::uint8_t, 256> codes = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0x80; c < 256; ++c) table[c] = foreign;
  for (unsigned c = 0; c < 26; ++c) table['a' + c] = table['A' + c] = static_cast<std::uint8_t>(c + 1);
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = 27;
  return table;
}();
unsigned code(char c) { return codes[static_cast<unsigned char>(c)]; }

/// What a marker remembers: so many stretches of text, of so many bytes.
constexpr std::size_t most_known = 1U << 14U, longest_known = 64;

/// A stem ends otherwise than its words do (policy, polici; dying, die): so many of its letters are certain.
std::size_t certain_letters(std::string_view stem) { return stem.size() >= 5 ? 3 : stem.size() >= 4 ? 2 : 1; }

}  // namespace

Marker::Marker(const MarkedWords& marked, schema::Stemmer& stemmer)
    : stemmer_(stemmer), prefixes_(marked.prefixes), phrases_(marked.phrases) {
  for (const std::string& word : marked.words) stems_.emplace_back(stemmer_(word), 0);
  for (const std::string& stem : marked.stems) stems_.emplace_back(stem, 0);
  std::sort(stems_.begin(), stems_.end());
  stems_.erase(std::unique(stems_.begin(), stems_.end()), stems_.end());
  for (std::size_t i = 0; i < stems_.size(); ++i) stems_[i].second = i;
  everything_ = !stemmer_.keeps_beginnings();
  for (const auto& [stem, number] : stems_) {
    const std::string_view acronym = schema::stop_word_of(stem);
    acronyms_ = acronyms_ || !acronym.empty();
    acronym.empty() ? want(stem, false) : want(acronym, true);
  }
  for (const std::string& prefix : prefixes_) want(prefix, true);
  for (const std::vector<std::string>& phrase : phrases_)
    for (const std::string& word : phrase) want(word, true);
}

/// @param whole  the word is written so; otherwise it is a stem, the end of which may differ
void Marker::want(std::string_view word, bool whole) {
  if (word.empty() || code(word[0]) == foreign) return;  // words of other letters are read in any case
  const std::string_view letters = word.substr(0, whole ? 3 : certain_letters(word));
  want_beginning(letters);
  for (const std::string& other : schema::variant_beginnings(letters)) want_beginning(other);
}

/// All codes of three letters that begin so.
void Marker::want_beginning(std::string_view letters) {
  unsigned first = 0;
  unsigned open = 15;  // bits of letters that may be any
  for (const char c : letters.substr(0, 3)) {
    if (code(c) == 0 || code(c) == foreign) break;  // r&d
    first = first << 5U | code(c);
    open -= 5;
  }
  for (unsigned rest = 0; rest < 1U << open; ++rest) wanted_.set(first << open | rest);
}

/// Whether a wanted word may begin at a word of this stretch without white space.
bool Marker::may_begin_here(std::string_view chunk) const {
  unsigned before = 0;
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const unsigned here = code(chunk[i]);
    if (here == foreign) return true;
    if (here != 0 && before == 0) {
      const unsigned second = i + 1 < chunk.size() ? code(chunk[i + 1]) : 0;
      const unsigned third = i + 2 < chunk.size() ? code(chunk[i + 2]) : 0;
      // A full stop or an apostrophe may stand within a word: U.S., o'clock.
      const bool broken = (second == 0 && i + 2 < chunk.size()) || (third == 0 && i + 3 < chunk.size());
      if (broken || wanted_[here << 10U | second << 5U | third]) return true;
    }
    before = here;
  }
  return false;
}

std::vector<Match> Marker::find(std::string_view text) {
  std::vector<Match> matches;
  sequence_.clear();
  position_ = 0;
  if (distinct() == 0) return matches;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    const std::string_view chunk = text.substr(at, end - at);
    if (everything_ || may_begin_here(chunk))
      look_at(text, at, end, matches);
    else if (std::any_of(chunk.begin(), chunk.end(), [](char c) { return code(c) != 0; }))
      position_ += 2;  // something stood there, so that its neighbours are none of each other
    at = end;
  }
  find_phrases(matches);
  return apart(std::move(matches));
}

/// As read_chunk(). Texts say the same words over and over: where the letters alone decide, they are read once.
void Marker::look_at(std::string_view text, std::size_t at, std::size_t to, std::vector<Match>& matches) {
  const std::string_view chunk = text.substr(at, to - at);
  const bool decide_alone = phrases_.empty() && !acronyms_ && chunk.size() <= longest_known;
  auto known = decide_alone ? known_.find(chunk) : known_.end();
  if (known == known_.end()) {
    if (!decide_alone || known_.size() >= most_known) return read_chunk(text, at, to, matches);
    std::vector<Match> found;
    read_chunk(chunk, 0, chunk.size(), found);
    known = known_.emplace(chunk, std::move(found)).first;
  }
  for (const Match& match : known->second) matches.push_back({at + match.begin, at + match.end, match.what});
}

/// As the article was indexed by it. @param at  where in the text the token's own begins
std::string Marker::stem_at(std::string_view text, std::size_t at, const schema::Token& token) const {
  if (acronyms_ && schema::is_stop_word(token.word) &&
      schema::stands_out_in_capitals(text, at + token.begin, at + token.end))
    return schema::acronym_word(token.word);
  return stemmer_(token.word);
}

void Marker::read_chunk(std::string_view text, std::size_t at, std::size_t to, std::vector<Match>& matches) {
  schema::Tokenizer tokens(text.substr(at, to - at));
  for (schema::Token token; tokens.next(token);) {
    const std::string stem = stem_at(text, at, token);
    const auto known = std::lower_bound(stems_.begin(), stems_.end(), stem,
                                        [](const auto& a, const std::string& b) { return a.first < b; });
    const std::size_t begin = at + token.begin, end = at + token.end;
    if (known != stems_.end() && known->first == stem) matches.push_back({begin, end, known->second});
    for (std::size_t i = 0; i < prefixes_.size(); ++i)
      if (token.word.starts_with(prefixes_[i])) matches.push_back({begin, end, stems_.size() + i});
    if (phrases_.empty() || !stands_in_sequence(token)) continue;
    token.position = position_++;
    token.begin = begin;
    token.end = end;
    sequence_.push_back(std::move(token));
  }
}

void Marker::find_phrases(std::vector<Match>& matches) const {
  const auto is_at = [&](std::size_t at, const std::vector<std::string>& phrase) {
    if (phrase.empty() || phrase.size() > sequence_.size() - at) return false;
    for (std::size_t i = 0; i < phrase.size(); ++i)
      if (sequence_[at + i].position != sequence_[at].position + i || sequence_[at + i].word != phrase[i]) return false;
    return true;
  };
  for (std::size_t p = 0; p < phrases_.size(); ++p)
    for (std::size_t at = 0; at < sequence_.size(); ++at)
      if (is_at(at, phrases_[p]))
        matches.push_back(
            {sequence_[at].begin, sequence_[at + phrases_[p].size() - 1].end, stems_.size() + prefixes_.size() + p});
}

}  // namespace caravan::query
