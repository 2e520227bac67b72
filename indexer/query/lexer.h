#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::query {

/// The smallest parts of a query.
struct Lexeme {
  enum class Kind : std::uint8_t { word, quote, open, close, op_and, op_or, op_not, op_near, plus, minus, field };
  Kind kind;
  std::string text;  ///< of word and quote; the name for field
  int window = 0;    ///< for op_near
};

struct Lexemes {
  std::vector<Lexeme> list;
  bool unbalanced_quote = false;
};

/// Cuts a query into lexemes. Typographic quotes are quotes; + and - count only before a word; field names only when
/// the field table has them. AND, OR, NOT and NEAR/n are operators unless `capitals_are_words`.
Lexemes cut_lexemes(std::string_view query, bool capitals_are_words);

/// Whether a query is all capitals and long enough, or says enough small words, to be a headline rather than operators.
/// One word never is: WHO is an acronym.
bool is_pasted_capitals(std::string_view query);

}  // namespace caravan::query
