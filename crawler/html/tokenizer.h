#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace caravan::html {

inline constexpr std::size_t npos = std::string_view::npos;

/// White space, letters and case as HTML sees them: ASCII only.
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

constexpr bool equals_folded(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

template <std::size_t N>
constexpr bool is_any(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view n) { return equals_folded(name, n); });
}

/// Where an attribute stands in the page, from its name to behind its value, and both as they are written.
struct AttributeSpan {
  std::size_t begin = 0, end = 0;
  std::string_view name, value;
};

/// A tag as the tokenizer reads it. `end` is behind its ">"; npos when the page ends inside it (then it is no tag).
struct TagToken {
  std::string_view name;  ///< as it is written
  bool closing = false, self_closing = false;
  std::size_t end = std::string_view::npos;
};

/// Where the tokens of a page begin and end (HTML standard, section 13.2.5). Which of the states the page is in is the
/// caller's business: it depends on the tree. Every function is linear and looks at no byte before `at`.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view html) : html_(html) {}

  /// `at` is at a "<" that a letter, or "/" and a letter, follows.
  TagToken tag(std::size_t at) const;
  /// The same; its attributes are appended, repeated ones, too.
  TagToken tag(std::size_t at, std::vector<AttributeSpan>& attributes) const;

  /// Behind the end of the comment that begins with "<!--" at `at`.
  std::size_t comment_end(std::size_t at) const;

  /// At the "<" of the end tag of raw text; npos when the page ends before.
  std::size_t raw_text_end(std::size_t at, std::string_view name) const;

  /// The same for script, whose text knows "escaped" (after "<!--") and "double escaped" stretches.
  std::size_t script_end(std::size_t at) const;

 private:
  bool names_tag(std::size_t at, std::string_view name) const;
  template <bool with_attributes>
  TagToken read_tag(std::size_t at, std::vector<AttributeSpan>* attributes) const;

  std::string_view html_;
};

}  // namespace caravan::html
