#include "indexer/query/marks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

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

/// Of 64 bytes: where there are letters and digits, and which of them are not ASCII.
struct Bits {
  std::uint64_t letters = 0, foreign = 0;
};

constexpr std::uint64_t in_each(std::uint64_t byte) { return byte * 0x0101010101010101ULL; }
constexpr std::uint64_t highest = in_each(0x80);

/// The highest bit of each byte that is from `first` to `last`, all of them below 0x80.
constexpr std::uint64_t between(std::uint64_t bytes, char first, char last) {
  return ((bytes + in_each(0x80U - static_cast<unsigned>(first))) ^
          (bytes + in_each(0x7FU - static_cast<unsigned>(last)))) &
         highest;
}
/// The highest bits of eight bytes side by side.
constexpr std::uint64_t gathered(std::uint64_t bits) { return ((bits >> 7U) * 0x0102040810204080ULL) >> 56U; }

/// Eight bytes at a time. @param text  what is beyond its end counts as zero
Bits bits_of(std::string_view text) {
  std::array<std::uint64_t, 8> words{};
  std::memcpy(words.data(), text.data(), std::min(text.size(), sizeof words));
  Bits bits;
  for (unsigned i = 0; i < words.size(); ++i) {
    std::uint64_t bytes = words[i];
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    const std::uint64_t foreign_bytes = bytes & highest, ascii = bytes & ~highest;
    const std::uint64_t letters = between(ascii | in_each(0x20), 'a', 'z') | between(ascii, '0', '9') | foreign_bytes;
    bits.letters |= gathered(letters) << (8 * i);
    bits.foreign |= gathered(foreign_bytes) << (8 * i);
  }
  return bits;
}

/// A stem ends otherwise than its words do (policy, polici; dying, die): so many of its letters are certain.
std::size_t certain_letters(std::string_view stem) { return stem.size() >= 5 ? 3 : stem.size() >= 4 ? 2 : 1; }

}  // namespace

Marker::Marker(const MarkedWords& marked, schema::Stemmer& stemmer)
    : stemmer_(stemmer), prefixes_(marked.prefixes), phrases_(marked.phrases) {
  for (const std::string& word : marked.words) {
    stems_.emplace_back(stemmer_(word), 0);
    if (schema::is_stop_word(word)) small_.push_back(word);
  }
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

std::vector<Marker::Term> Marker::terms() const {
  std::vector<Term> terms;
  for (const auto& [stem, number] : stems_) terms.push_back({std::string(schema::prefix::stem) + stem, number});
  for (const std::string& word : small_) {
    const std::string stem = stemmer_(word);
    const auto known = std::find_if(stems_.begin(), stems_.end(), [&](const auto& each) { return each.first == stem; });
    if (known != stems_.end()) terms.push_back({word, known->second});
  }
  return terms;
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

/// Whether a wanted word may begin here, where a word does. What stands apart within a stretch without white space
/// (U.S., o'clock) is read in any case: its words begin otherwise than its letters.
bool Marker::may_begin_at(std::string_view text, std::size_t at) const {
  const auto here = [&](std::size_t ahead) { return at + ahead < text.size() ? code(text[at + ahead]) : 0; };
  const auto goes_on = [&](std::size_t ahead) { return at + ahead < text.size() && !is_space(text[at + ahead]); };
  const unsigned second = here(1), third = here(2);
  if (wanted_[code(text[at]) << 10U | second << 5U | third]) return true;
  if (second == 0) return goes_on(1) && goes_on(2);
  return third == 0 && goes_on(2) && goes_on(3);
}

/// Goes from word to word, by bits: asking each byte whether a word begins there costs twice as much.
std::vector<Match> Marker::find(std::string_view text) {
  std::vector<Match> matches;
  sequence_.clear();
  position_ = 0;
  if (distinct() == 0) return matches;
  std::size_t read_to = 0, passed_over = text.size();  // the first word since that was not read
  std::uint64_t last = 0;
  for (std::size_t from = 0; from < text.size(); from += 64) {
    const Bits bits = bits_of(text.substr(from, 64));
    std::uint64_t places = (bits.letters & ~(bits.letters << 1U | last)) | bits.foreign;
    if (everything_) places = bits.letters;
    last = bits.letters >> 63U;
    for (; places != 0; places &= places - 1) {
      const std::size_t at = from + static_cast<std::size_t>(std::countr_zero(places));
      if (at < read_to) continue;
      if (!everything_ && code(text[at]) != foreign && !may_begin_at(text, at)) {
        passed_over = std::min(passed_over, at);
        continue;
      }
      std::size_t begin = at, end = at;
      while (begin > read_to && !is_space(text[begin - 1])) --begin;
      while (end < text.size() && !is_space(text[end])) ++end;
      if (passed_over < begin) position_ += 2;  // something stood there, so that its neighbours are none of each other
      look_at(text, begin, end, matches);
      read_to = end;
      passed_over = text.size();
    }
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
