#include "crawler/url/percent.h"

namespace caravan::url {

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

void append_normalised(std::string& to, std::string_view part, const PlainBytes& plain) {
  for (std::size_t i = 0; i < part.size();) {
    std::size_t run = i;
    while (run < part.size() && plain.has(part[run])) ++run;
    to.append(part, i, run - i);
    i = run;
    if (i == part.size()) return;
    const int value = part[i] == '%' ? percent_value(part.substr(i)) : -1;
    if (value < 0) {
      append_percent(to, static_cast<unsigned char>(part[i++]));
      continue;
    }
    if (is_unreserved(static_cast<char>(value))) {
      to += static_cast<char>(value);
    } else {
      append_percent(to, static_cast<unsigned char>(value));
    }
    i += 3;
  }
}

}  // namespace caravan::url
