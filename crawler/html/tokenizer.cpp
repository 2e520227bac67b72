#include "crawler/html/tokenizer.h"

#include <cstdint>
#include <string>

#include "crawler/html/find_char.h"

namespace caravan::html {
namespace {

/// What a character may end, so that every loop below is one look into a table for each byte.
enum Ends : std::uint8_t { tag_name = 1, attribute_name = 2, unquoted_value = 4, space = 8 };

constexpr auto ends_table = [] {
  std::array<std::uint8_t, 256> table{};
  for (const unsigned char c : {' ', '\t', '\n', '\r', '\f'})
    table[c] = tag_name | attribute_name | unquoted_value | space;
  table['/'] = tag_name | attribute_name;
  table['>'] = tag_name | attribute_name | unquoted_value;
  table['='] = attribute_name;
  return table;
}();

bool ends(char c, Ends what) { return (ends_table[static_cast<unsigned char>(c)] & what) != 0; }

std::size_t skip_until(std::string_view html, std::size_t at, Ends what) {
  while (at < html.size() && !ends(html[at], what)) ++at;
  return at;
}

std::size_t skip_space(std::string_view html, std::size_t at) {
  while (at < html.size() && ends(html[at], space)) ++at;
  return at;
}

inline AttributeSpan read_attribute(std::string_view html, std::size_t at) {
  const std::size_t name_end = skip_until(html, at + 1, attribute_name);  // a leading "=" belongs to the name
  AttributeSpan read{at, name_end, html.substr(at, name_end - at), {}};
  const std::size_t equals = skip_space(html, name_end);
  if (equals >= html.size() || html[equals] != '=') return read;
  const std::size_t value = skip_space(html, equals + 1);
  read.end = value;
  if (value >= html.size() || html[value] == '>') return read;
  if (html[value] == '"' || html[value] == '\'') {
    const std::size_t quote = std::min(find_char(html, html[value], value + 1), html.size());
    read.value = html.substr(value + 1, quote - value - 1);
    read.end = std::min(quote + 1, html.size());
  } else {
    read.end = skip_until(html, value, unquoted_value);
    read.value = html.substr(value, read.end - value);
  }
  return read;
}

}  // namespace

template <bool with_attributes>
TagToken Tokenizer::read_tag(std::size_t at, std::vector<AttributeSpan>* attributes) const {
  TagToken token;
  token.closing = html_[at + 1] == '/';
  const std::size_t name = at + (token.closing ? 2 : 1);
  std::size_t i = skip_until(html_, name, tag_name);
  token.name = html_.substr(name, i - name);
  while (i < html_.size()) {
    const char c = html_[i];
    if (c == '>') {
      token.end = i + 1;
      return token;
    }
    if (c == '/') {
      token.self_closing = i + 1 < html_.size() && html_[i + 1] == '>';
      ++i;
    } else if (ends(c, space)) {
      ++i;
    } else {
      const AttributeSpan read = read_attribute(html_, i);
      if constexpr (with_attributes) attributes->push_back(read);
      i = read.end;
    }
  }
  return token;
}

TagToken Tokenizer::tag(std::size_t at) const { return read_tag<false>(at, nullptr); }

TagToken Tokenizer::tag(std::size_t at, std::vector<AttributeSpan>& attributes) const {
  return read_tag<true>(at, &attributes);
}

std::size_t Tokenizer::comment_end(std::size_t at) const {
  std::size_t i = at + 4;
  if (html_.compare(i, 1, ">") == 0) return i + 1;
  if (html_.compare(i, 2, "->") == 0) return i + 2;
  while (true) {
    i = html_.find("--", i);
    if (i == npos) return npos;
    std::size_t dashes = i + 2;
    while (dashes < html_.size() && html_[dashes] == '-') ++dashes;
    if (html_.compare(dashes, 1, ">") == 0) return dashes + 1;
    if (html_.compare(dashes, 2, "!>") == 0) return dashes + 2;
    i = dashes;
  }
}

std::size_t Tokenizer::raw_text_end(std::size_t at, std::string_view name) const {
  std::string lower_case(name);
  std::transform(lower_case.begin(), lower_case.end(), lower_case.begin(), lower);
  while ((at = html_.find("</", at)) != npos && !names_tag(at + 2, lower_case)) at += 2;
  return at;
}

std::size_t Tokenizer::script_end(std::size_t at) const {
  enum { data, escaped, double_escaped } state = data;
  for (std::size_t i = at; i < html_.size();) {
    if (state == data) {
      i = html_.find('<', i);
      if (i == npos) return npos;
    } else if (html_[i] != '<' && html_[i] != '-') {
      ++i;
      continue;
    }
    if (html_[i] == '-') {
      if (html_.compare(i, 2, "--") == 0) {
        while (i < html_.size() && html_[i] == '-') ++i;
        if (i < html_.size() && html_[i] == '>') {
          state = data;
          ++i;
        }
      } else {
        ++i;
      }
    } else if (state != double_escaped && html_.compare(i, 2, "</") == 0 && names_tag(i + 2, "script")) {
      return i;
    } else if (state == data && html_.compare(i, 4, "<!--") == 0) {
      state = escaped;
      i += 2;  // the two dashes may be the first of "-->" already
    } else if (state == escaped && names_tag(i + 1, "script")) {
      state = double_escaped;
      i += 7;
    } else if (state == double_escaped && html_.compare(i, 2, "</") == 0 && names_tag(i + 2, "script")) {
      state = escaped;
      i += 8;
    } else {
      ++i;
    }
  }
  return npos;
}

/// Whether the name stands at `at` and ends there.
bool Tokenizer::names_tag(std::size_t at, std::string_view name) const {
  const std::size_t end = at + name.size();
  return end < html_.size() && equals_folded(html_.substr(at, name.size()), name) && ends(html_[end], tag_name);
}

}  // namespace caravan::html
