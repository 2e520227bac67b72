#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace caravan::url {

/// The value of a hexadecimal digit, -1 for anything else.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// RFC 3986 section 2.3: percent-encoding of these says nothing.
constexpr bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

/// The byte that "%XX" at the front of `text` stands for, -1 when there is none.
constexpr int percent_value(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = hex_value(text[1]), low = hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// Every "%XX" as its byte; a "%" that begins none stays.
std::string percent_decode(std::string_view text);

/// Appends "%XX", in upper case.
void append_percent(std::string& to, unsigned char byte);

/// The bytes that a part of an address holds as themselves: neither "%" nor what must be encoded (WHATWG percent-encode
/// sets; controls, space and non-ASCII belong to each of them).
class PlainBytes {
 public:
  constexpr explicit PlainBytes(std::string_view encoded) : plain_{} {
    for (std::size_t byte = 0x21; byte < 0x7f; ++byte) plain_[byte] = byte != '%';
    for (const char c : encoded) plain_[static_cast<unsigned char>(c)] = false;
  }
  constexpr bool has(char c) const { return plain_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> plain_;
};

inline constexpr PlainBytes plain_in_path("\"#<>?`{}^");
inline constexpr PlainBytes plain_in_query("\"#<>'");

/// Appends a part in normal form: unreserved characters decoded, what must be encoded encoded, encodings in upper case.
/// A "%" that begins no encoding is written "%25": WHATWG leaves it, but then decoding its neighbours could make an
/// encoding that was none, and the form would not be stable.
void append_normalised(std::string& to, std::string_view part, const PlainBytes& plain);

}  // namespace caravan::url
