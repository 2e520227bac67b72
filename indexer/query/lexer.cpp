#include "indexer/query/lexer.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <unicode/uchar.h>

#include "base/unicode.h"
#include "indexer/query/syntax.h"
#include "indexer/schema/fields.h"
#include "indexer/schema/stop_words.h"

namespace caravan::query {
namespace {

bool is_space(char32_t c) { return c <= 0x20 || c == 0x7F || u_isUWhiteSpace(static_cast<UChar32>(c)); }

bool is_double_quote(char32_t c) {
  return c == U'"' || c == U'\u201C' || c == U'\u201D' || c == U'\u201E' || c == U'\u201F' || c == U'\u00AB' ||
         c == U'\u00BB' || c == U'\uFF02' || c == U'\u300C' || c == U'\u300D';
}

bool is_open(char32_t c) { return c == U'(' || c == U'\uFF08'; }
bool is_close(char32_t c) { return c == U')' || c == U'\uFF09'; }

/// The operator that a chunk is, if any.
std::optional<Lexeme> as_operator(std::string_view chunk) {
  if (chunk == "AND" || chunk == "&&") return Lexeme{Lexeme::Kind::op_and, std::string(chunk), 0};
  if (chunk == "OR" || chunk == "||" || chunk == "|") return Lexeme{Lexeme::Kind::op_or, std::string(chunk), 0};
  if (chunk == "NOT") return Lexeme{Lexeme::Kind::op_not, std::string(chunk), 0};
  if (chunk == "NEAR") return Lexeme{Lexeme::Kind::op_near, std::string(chunk), default_near};
  constexpr std::string_view near = "NEAR/";
  if (!chunk.starts_with(near)) return std::nullopt;
  int window = 0;
  const std::string_view digits = chunk.substr(near.size());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), window);
  if (end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) window = max_near;
  return Lexeme{Lexeme::Kind::op_near, std::string(chunk), std::clamp(window, 1, max_near)};
}

/// "title:" at the beginning of a chunk: the field's name and what follows.
std::optional<std::string_view> field_at(std::string_view text) {
  const std::size_t colon = text.substr(0, 16).find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 >= text.size()) return std::nullopt;
  const std::string name = fold(text.substr(0, colon));
  const std::string_view alias = name == "language" ? "lang" : name == "date" ? "published" : std::string_view(name);
  const schema::Field* field = schema::find_field(alias);
  std::size_t after = colon + 1;
  if (field == nullptr || is_space(next_code_point(text, after))) return std::nullopt;
  return field->name;
}

class Cutter {
 public:
  Cutter(std::string_view query, bool capitals_are_words) : query_(query), capitals_are_words_(capitals_are_words) {}

  Lexemes cut() {
    while (at_ < query_.size()) step();
    return std::move(lexemes_);
  }

 private:
  void add(Lexeme::Kind kind, std::string text = {}) { lexemes_.list.push_back({kind, std::move(text), 0}); }

  char32_t peek(std::size_t position) const {
    return position < query_.size() ? next_code_point(query_, position) : U' ';
  }

  void step() {
    std::size_t after = at_;
    const char32_t c = next_code_point(query_, after);
    if (is_space(c)) {
      at_ = after;
    } else if (is_double_quote(c)) {
      at_ = after;
      quote();
    } else if (is_open(c) || is_close(c)) {
      at_ = after;
      add(is_open(c) ? Lexeme::Kind::open : Lexeme::Kind::close);
    } else if ((c == U'+' || c == U'-') && begins_operand(after)) {
      at_ = after;
      add(c == U'+' ? Lexeme::Kind::plus : Lexeme::Kind::minus);
    } else if (const auto field = field_at(query_.substr(at_))) {
      at_ += query_.substr(at_).find(':') + 1;
      add(Lexeme::Kind::field, std::string(*field));
    } else {
      chunk();
    }
  }

  /// + and - stand before a word, a quote, a bracket or a field.
  bool begins_operand(std::size_t position) const {
    const char32_t c = peek(position);
    return is_double_quote(c) || is_open(c) || u_isalnum(static_cast<UChar32>(c));
  }

  void quote() {
    const std::size_t begin = at_;
    while (at_ < query_.size()) {
      std::size_t after = at_;
      if (is_double_quote(next_code_point(query_, after))) {
        add(Lexeme::Kind::quote, std::string(query_.substr(begin, at_ - begin)));
        at_ = after;
        return;
      }
      at_ = after;
    }
    lexemes_.unbalanced_quote = true;
    at_ = begin;
  }

  void chunk() {
    const std::size_t begin = at_;
    while (at_ < query_.size()) {
      std::size_t after = at_;
      const char32_t c = next_code_point(query_, after);
      if (is_space(c) || is_double_quote(c) || is_open(c) || is_close(c)) break;
      at_ = after;
    }
    const std::string_view text = query_.substr(begin, at_ - begin);
    if (!capitals_are_words_) {
      if (auto op = as_operator(text)) {
        lexemes_.list.push_back(std::move(*op));
        return;
      }
    }
    add(Lexeme::Kind::word, std::string(text));
  }

  std::string_view query_;
  bool capitals_are_words_;
  std::size_t at_ = 0;
  Lexemes lexemes_;
};

}  // namespace

Lexemes cut_lexemes(std::string_view query, bool capitals_are_words) { return Cutter(query, capitals_are_words).cut(); }

bool is_pasted_capitals(std::string_view query) {
  constexpr std::size_t headline_words = 6;
  std::size_t words = 0, small_words = 0;
  std::string word;
  for (std::size_t at = 0; at <= query.size();) {
    const char32_t c = at < query.size() ? next_code_point(query, at) : (++at, U' ');
    if (u_islower(static_cast<UChar32>(c))) return false;
    if (!is_space(c)) {
      append_utf8(word, c);
      continue;
    }
    if (word.empty()) continue;
    if (!as_operator(word)) {
      ++words;
      if (schema::is_stop_word(fold(word))) ++small_words;
    }
    word.clear();
  }
  return (small_words > 0 && words > 1) || words >= headline_words;
}

}  // namespace caravan::query
