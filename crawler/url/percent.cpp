#include "crawler/url/percent.h"

namespace caravan::url {

namespace {

bool must_encode(char c, std::string_view encoded) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte >= 0x7f || encoded.find(c) != std::string_view::npos;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = percent_value(text.substr(i));
    decoded += value < 0 ? text[i] : static_cast<char>(value);
    if (value >= 0) i += 2;
  }
  return decoded;
}

void append_percent(std::string& to, unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  to += '%';
  to += digits[byte >> 4];
  to += digits[byte & 15];
}

void append_normalised(std::string& to, std::string_view part, std::string_view encoded) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (c == '%') {
      const int value = percent_value(part.substr(i));
      if (value < 0) {
        to += "%25";
        continue;
      }
      if (is_unreserved(static_cast<char>(value))) {
        to += static_cast<char>(value);
      } else {
        append_percent(to, static_cast<unsigned char>(value));
      }
      i += 2;
    } else if (is_unreserved(c) || !must_encode(c, encoded)) {
      to += c;
    } else {
      append_percent(to, static_cast<unsigned char>(c));
    }
  }
}

}  // namespace caravan::url
