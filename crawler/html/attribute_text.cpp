#include "crawler/html/attribute_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "crawler/html/tokenizer.h"

namespace caravan::html {
namespace {

struct Name {
  std::string_view name;
  char32_t code_point;
};

/// U+00A0 and after, in order. These and the next ten are all the names that stand without ";", too.
constexpr std::array<std::string_view, 96> latin1_names{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
constexpr Name markup_names[] = {{"amp", '&'}, {"AMP", '&'},  {"lt", '<'},   {"LT", '<'},       {"gt", '>'},
                                 {"GT", '>'},  {"quot", '"'}, {"QUOT", '"'}, {"COPY", U'\xA9'}, {"REG", U'\xAE'}};
/// Only with ";".
constexpr Name punctuation_names[] = {
    {"apos", '\''},       {"ndash", U'\x2013'}, {"mdash", U'\x2014'},  {"lsquo", U'\x2018'}, {"rsquo", U'\x2019'},
    {"ldquo", U'\x201C'}, {"rdquo", U'\x201D'}, {"hellip", U'\x2026'}, {"bull", U'\x2022'},  {"euro", U'\x20AC'},
    {"trade", U'\x2122'}, {"sol", '/'},         {"colon", ':'},        {"quest", '?'},       {"equals", '='},
    {"num", '#'},         {"percnt", '%'},      {"period", '.'},       {"comma", ','},       {"lowbar", '_'},
    {"commat", '@'},      {"Tab", '\t'},        {"NewLine", '\n'}};

template <std::size_t N>
char32_t look_up(std::string_view name, const Name (&table)[N]) {
  const auto found = std::ranges::find(table, name, &Name::name);
  return found == std::end(table) ? 0 : found->code_point;
}

/// 0: no such name.
char32_t named_without_semicolon(std::string_view name) {
  if (const char32_t found = look_up(name, markup_names)) return found;
  const auto latin1 = std::ranges::find(latin1_names, name);
  return latin1 == latin1_names.end() ? 0 : static_cast<char32_t>(0xA0 + (latin1 - latin1_names.begin()));
}

void append_utf8(std::string& to, char32_t c) {
  const auto trailing = [&](int shift) { to += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0 | c >> 6);
    trailing(0);
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0 | c >> 12);
    trailing(6);
    trailing(0);
  } else {
    to += static_cast<char>(0xF0 | c >> 18);
    trailing(12);
    trailing(6);
    trailing(0);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

constexpr auto needs_a_look = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = c < 0x20 || c >= 0x7F || c == '&';
  for (const unsigned char c : {'\t', '\n', '\f', '\r'}) table[c] = false;
  return table;
}();

/// U+007F to U+009F, U+FDD0 to U+FDEF, and the last two of each plane, as they begin in UTF-8.
bool is_disputed(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  if (byte(0) < 0x80) return byte(0) != '&' && needs_a_look[byte(0)];
  if (byte(0) == 0xC2) return byte(1) < 0xA0;
  if (byte(0) == 0xEF && byte(1) == 0xB7) return byte(2) >= 0x90 && byte(2) < 0xB0;
  if (byte(0) == 0xEF && byte(1) == 0xBF) return byte(2) >= 0xBE;
  return byte(0) >= 0xF0 && (byte(1) & 0xF) == 0xF && byte(2) == 0xBF && byte(3) >= 0xBE;
}

bool has_disputed(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(1))
    if (is_disputed(text)) return true;
  return false;
}

class Decoder {
 public:
  explicit Decoder(std::string_view written) : left_(written) {}

  std::optional<std::string> run() && {
    while (!left_.empty()) {
      const std::size_t ampersand = std::min(left_.find('&'), left_.size());
      take(ampersand);
      if (!left_.empty() && !reference()) return std::nullopt;
    }
    return std::move(text_);
  }

 private:
  /// At "&". @return false when it cannot be told what stands here
  bool reference() {
    if (left_.size() > 1 && left_[1] == '#') return number();
    const auto name_end = std::ranges::find_if_not(left_.substr(1), is_alphanumeric);
    const std::string_view name(left_.begin() + 1, name_end);
    const char next = name_end == left_.end() ? '\0' : *name_end;
    if (name.empty() || next == '=') return take(1);
    char32_t known = named_without_semicolon(name);
    if (next == ';' && !known) known = look_up(name, punctuation_names);
    if (!known) return next == ';' ? false : take(1);
    return replace(1 + name.size() + (next == ';' ? 1 : 0), known);
  }

  bool number() {
    const bool hexadecimal = left_.size() > 2 && lower(left_[2]) == 'x';
    const std::size_t begin = hexadecimal ? 3 : 2;
    std::size_t end = begin;
    std::uint32_t value = 0;
    while (end < left_.size() && (hexadecimal ? is_hex_digit(left_[end]) : is_digit(left_[end]))) {
      if (end - begin == most_digits) return false;
      const char digit = lower(left_[end++]);
      value = value * (hexadecimal ? 16 : 10) +
              static_cast<std::uint32_t>(is_digit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    if (end == begin) return take(1);
    const bool replaced = value == 0 || (value >= 0x80 && value < 0xA0) || (value >= 0xD800 && value < 0xE000);
    if (replaced || value > 0x10FFFF) return false;
    return replace(end + (end < left_.size() && left_[end] == ';' ? 1 : 0), value);
  }

  bool take(std::size_t bytes) {
    text_ += left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return true;
  }

  bool replace(std::size_t bytes, char32_t by) {
    append_utf8(text_, by);
    left_.remove_prefix(bytes);
    return true;
  }

  static constexpr std::size_t most_digits = 7;

  std::string_view left_;
  std::string text_;
};

}  // namespace

bool is_plain_attribute(std::string_view written) {
  return std::ranges::none_of(written, [](char c) { return needs_a_look[static_cast<unsigned char>(c)]; });
}

std::optional<std::string> decoded_attribute(std::string_view written) {
  return has_disputed(written) ? std::nullopt : Decoder(written).run();
}

}  // namespace caravan::html
