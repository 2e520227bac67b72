#pragma once

#include <string>
#include <string_view>

namespace caravan::html {

/// How a page's bytes became text.
struct Decoded {
  std::string text;      ///< valid UTF-8, BOM removed
  std::string encoding;  ///< WHATWG name of the encoding used: "windows-1252"
  std::string from;      ///< "bom", "http", "meta", "guess"
};

/// "UTF-16LE" or "UTF-16BE" where markup begins in it without a byte order mark ("<" and a zero byte); else empty.
std::string_view utf16_by_its_look(std::string_view bytes);

/// Bytes to UTF-8 by the WHATWG rules: byte order mark, Content-Type header, <meta> in the first 1024 bytes, then a
/// guess over the bytes (valid UTF-8 first, then uchardet, then windows-1252). Labels by the Encoding Standard (latin1
/// means windows-1252, gb2312 means GBK, x-sjis Shift_JIS). A label that the bytes contradict grossly (declared UTF-8
/// but not valid, or UTF-16 without a zero byte) is put aside for the guess. Never fails: what cannot be decoded
/// becomes U+FFFD.
Decoded decode(std::string_view bytes, std::string_view content_type);

}  // namespace caravan::html
