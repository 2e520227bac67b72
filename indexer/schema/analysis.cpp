#include "indexer/schema/analysis.h"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/unicode.h"
#include "indexer/schema/folding.h"

namespace caravan::schema {
namespace {

/// A compound of more parts is found by its parts alone.
constexpr std::size_t max_joined_parts = 3;
/// "aaaa-aaaa-aaaa-...": longer chains are cut, so that one chunk of a megabyte costs no more than its words.
constexpr std::size_t max_compound_parts = 16;

constexpr std::array<std::string_view, 24> elided_words{
    "l",      "d",      "j",      "m",    "n",   "s",    "t",    "c",    "qu", "jusqu", "lorsqu", "puisqu",
    "quoiqu", "presqu", "quelqu", "dell", "all", "nell", "sull", "dall", "un", "quest", "quell",  "sant"};

bool is_apostrophe(char32_t c) { return c == U'\'' || c == U'\u2019' || c == U'\u02BC' || c == U'\uFF07'; }

bool is_hyphen(char32_t c) {
  return c == U'-' || (c >= U'\u2010' && c <= U'\u2015') || c == U'\u2212' || c == U'\uFE63' || c == U'\uFF0D' ||
         c == U'\u00AD';
}

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

/// What belongs to the character before it; the half-width voicing marks of kana are letters to Unicode.
bool is_mark(char32_t c) {
  return (U_MASK(u_charType(static_cast<UChar32>(c))) & U_GC_M_MASK) != 0 || c == 0xFF9E || c == 0xFF9F;
}

char32_t peek(std::string_view text, std::size_t position) {
  return position < text.size() ? next_code_point(text, position) : U'\0';
}

bool is_elided(std::string_view word) {
  return std::find(elided_words.begin(), elided_words.end(), word) != elided_words.end();
}

}  // namespace

Tokenizer::Script Tokenizer::script_of(char32_t c) {
  if (c < 0x80) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? Script::spaced : Script::none;
  }
  const auto type = u_charType(static_cast<UChar32>(c));
  const std::uint32_t mask = U_MASK(type);
  if ((mask & (U_GC_L_MASK | U_GC_ND_MASK | U_GC_NL_MASK | U_GC_M_MASK)) == 0) return Script::none;
  if (c < 0x0E00) return Script::spaced;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
      return Script::unspaced;
    case USCRIPT_COMMON:  // the long-vowel mark, iteration marks, full-width digits
      return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3031 && c <= 0x303C) || c == 0x30FC || c == 0xFF70 ||
                     c == 0xFF9E || c == 0xFF9F
                 ? Script::unspaced
                 : Script::spaced;
    default:
      return Script::spaced;
  }
}

bool Tokenizer::next(Token& token) {
  while (next_pending_ == pending_.size()) {
    pending_.clear();
    next_pending_ = 0;
    if (!read_compound()) return false;
    emit_compound();
  }
  Pending& pending = pending_[next_pending_++];
  token = Token{std::move(pending.word), pending.kind, pending.position, pending.begin, pending.end};
  return true;
}

/// Fills parts_ with the next unbroken chain of parts. False at the end of the text.
bool Tokenizer::read_compound() {
  parts_.clear();
  while (at_ < text_.size()) {
    std::size_t after = at_;
    if (script_of(next_code_point(text_, after)) != Script::none) break;
    at_ = after;
  }
  if (at_ >= text_.size()) return false;
  while (true) {
    parts_.push_back(read_part());
    Part& part = parts_.back();
    if (parts_.size() >= max_compound_parts || part.script == Script::unspaced) return true;
    part.joiner = joiner_at(at_, part);
    if (part.joiner == 0) return true;
  }
}

/// The part at at_, and at_ behind it. Initials (U.S.) and apostrophes within (don't) belong to one part.
Tokenizer::Part Tokenizer::read_part() {
  Part part{at_, at_, Script::none, 0};
  if (read_initials(part)) return part;
  while (at_ < text_.size()) {
    std::size_t after = at_;
    const char32_t c = next_code_point(text_, after);
    Script script = script_of(c);
    if (script == Script::spaced && part.script == Script::unspaced && is_mark(c)) script = Script::unspaced;
    if (script == Script::none) {
      const bool thousands = c == U',' && at_ > part.begin && is_ascii_digit(text_[at_ - 1]) &&
                             at_ + 3 < text_.size() && is_ascii_digit(text_[at_ + 1]) &&
                             is_ascii_digit(text_[at_ + 2]) && is_ascii_digit(text_[at_ + 3]) &&
                             (at_ + 4 >= text_.size() || script_of(peek(text_, at_ + 4)) == Script::none);
      const bool inner_apostrophe =
          is_apostrophe(c) && part.script == Script::spaced && script_of(peek(text_, after)) == Script::spaced;
      const bool soft_hyphen = c == U'\u00AD' && script_of(peek(text_, after)) == Script::spaced;
      if (!thousands && !inner_apostrophe && !soft_hyphen) break;
      if (inner_apostrophe && is_elided(fold_word(text_.substr(part.begin, at_ - part.begin)))) {
        std::size_t second = after;
        next_code_point(text_, second);
        if (script_of(peek(text_, second)) == Script::spaced) {  // l'Europe, but not rock'n'roll's n
          part.end = at_;
          at_ = after;
          part.joiner = '\'';
          return part;
        }
      }
      at_ = after;
      continue;
    }
    if (part.script == Script::none) part.script = script;
    if (script != part.script) break;
    at_ = part.end = after;
  }
  return part;
}

/// U.S., U.K, A.S.E.A.N.: single letters, each but perhaps the last followed by a full stop, at least two.
bool Tokenizer::read_initials(Part& part) {
  std::size_t at = at_, letters = 0, end = at_;
  while (at < text_.size()) {
    std::size_t after = at;
    const char32_t c = next_code_point(text_, after);
    if (!u_isalpha(static_cast<UChar32>(c)) || script_of(c) != Script::spaced) break;
    const bool stop = after < text_.size() && text_[after] == '.';
    const bool last = !stop && letters > 0 && script_of(peek(text_, after)) == Script::none;
    if (!stop && !last) return false;
    ++letters;
    end = at = stop ? after + 1 : after;
    if (last) break;
  }
  if (letters < 2) return false;
  part.script = Script::spaced;
  part.end = at_ = end;
  return true;
}

/// What joins `left` to a part right behind it; moves the position there. 0: nothing does.
char Tokenizer::joiner_at(std::size_t& position, const Part& left) const {
  if (left.joiner == '\'') return '\'';
  if (position >= text_.size()) return 0;
  std::size_t after = position;
  const char32_t c = next_code_point(text_, after);
  char joiner = 0;
  if (is_hyphen(c))
    joiner = '-';
  else if (c == U'&' || c == U'+' || c == U'/' || c == U'_' || c == U'@' || c == U'.' || c == U':')
    joiner = static_cast<char>(c);
  else if (c == U'\uFF06')
    joiner = '&';
  else
    return script_of(c) != Script::none ? ' ' : '\0';  // another script begins: 5G技术
  const Script right = script_of(peek(text_, after));
  if (right != Script::spaced) return 0;
  if (joiner == '.' || joiner == ':') {
    const bool between_digits = is_ascii_digit(text_[position - 1]) && is_ascii_digit(text_[after]);
    if (!between_digits && joiner == ':') return 0;
  }
  position = after;
  return joiner;
}

void Tokenizer::emit_compound() {
  const std::uint32_t first_position = position_;
  bool joinable = parts_.size() >= 2 && parts_.size() <= max_joined_parts;
  std::string joined;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (part.script == Script::unspaced) {
      joinable = false;
      emit_grams(part);
      continue;
    }
    std::string word = fold_word(text_.substr(part.begin, part.end - part.begin));
    if (word.empty()) joinable = false;
    if (joinable) {
      joined += word;
      if (i + 1 < parts_.size()) {
        const char joiner = part.joiner;
        if (joiner == '&' || joiner == '+')
          joined += joiner;
        else if (joiner == '.' && is_ascii_digit(word.back()))
          joined += joiner;
        else if (joiner != '-')
          joinable = false;
      }
    }
    emit_word(std::move(word), part.begin, part.end);
  }
  if (joinable && joined.size() <= max_word_bytes)
    pending_.push_back({std::move(joined), TokenKind::joined, first_position, parts_.front().begin, parts_.back().end});
}

void Tokenizer::emit_word(std::string word, std::size_t begin, std::size_t end) {
  if (word.empty()) return;
  pending_.push_back({std::move(word), TokenKind::word, position_++, begin, end});
}

/// Overlapping pairs, and each character alone; marks stay with the character that carries them.
void Tokenizer::emit_grams(const Part& part) {
  std::string previous;
  std::size_t previous_begin = 0;
  for (std::size_t at = part.begin; at < part.end;) {
    const std::size_t begin = at;
    next_code_point(text_, at);
    while (at < part.end && is_mark(peek(text_, at))) {
      const std::size_t before = at;
      next_code_point(text_, at);
      if (at - begin > max_word_bytes / 2) {
        at = before;
        break;
      }
    }
    if (at == begin) next_code_point(text_, at);
    std::string character = fold_gram(text_.substr(begin, at - begin));
    if (character.empty()) continue;
    if (!previous.empty())
      pending_.push_back({previous + character, TokenKind::gram, position_ - 1, previous_begin, at});
    pending_.push_back({character, TokenKind::lone_gram, position_++, begin, at});
    previous = std::move(character);
    previous_begin = begin;
  }
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  Tokenizer tokenizer(text);
  for (Token token; tokenizer.next(token);) tokens.push_back(std::move(token));
  return tokens;
}

}  // namespace caravan::schema
