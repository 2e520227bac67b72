#include "base/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace caravan {

namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_space(char32_t c) { return c <= 0x20 || c == 0x85 || (c >= 0xA0 && u_isUWhiteSpace(static_cast<UChar32>(c))); }

bool is_invisible(char32_t c) { return c == 0xAD || c == 0x200B || c == 0x200C || c == 0x2060 || c == 0xFEFF; }

using NormalForm = const icu::Normalizer2* (*)(UErrorCode&);

/// What ICU makes once and keeps; null without its data. Handed on by a static variable of ours, so that a race
/// checker, which does not see into ICU, sees that one thread made it before the others use it.
template <NormalForm instance>
const icu::Normalizer2* normal_form() {
  static const icu::Normalizer2* const made = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = instance(status);
    return U_FAILURE(status) ? nullptr : found;
  }();
  return made;
}

std::string normalized(const icu::Normalizer2* form, std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string result;
  icu::StringByteSink<std::string> sink(&result, static_cast<int32_t>(text.size()));
  form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
  return result;
}

/// Typographic variants that mean the same to a reader.
char32_t plain(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x02BC:
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0xAB:
    case 0xBB:
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return '-';
    default:
      return c;
  }
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& position) {
  UChar32 c = 0;
  auto at = static_cast<int32_t>(position);
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), at, static_cast<int32_t>(text.size()), c);
  position = static_cast<std::size_t>(at);
  return static_cast<char32_t>(c);
}

void append_utf8(std::string& to, char32_t code_point) {
  char buffer[U8_MAX_LENGTH];
  std::int32_t length = 0;
  UBool error = false;
  U8_APPEND(reinterpret_cast<std::uint8_t*>(buffer), length, U8_MAX_LENGTH, static_cast<UChar32>(code_point), error);
  if (error) {
    append_utf8(to, replacement);
  } else {
    to.append(buffer, static_cast<std::size_t>(length));
  }
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    UChar32 c = 0;
    auto at = static_cast<int32_t>(i);
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(bytes.data()), at, static_cast<int32_t>(bytes.size()), c);
    if (c < 0) return false;
    i = static_cast<std::size_t>(at);
  }
  return true;
}

std::string to_valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string result;
  result.reserve(bytes.size() + 16);
  for (std::size_t i = 0; i < bytes.size();) append_utf8(result, next_code_point(bytes, i));
  return result;
}

std::string to_nfc(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  const icu::Normalizer2* nfc = normal_form<icu::Normalizer2::getNFCInstance>();
  return nfc == nullptr ? valid : normalized(nfc, valid);
}

std::string fold(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  const icu::Normalizer2* nfkd = normal_form<icu::Normalizer2::getNFKDInstance>();
  const icu::Normalizer2* nfc = normal_form<icu::Normalizer2::getNFCInstance>();
  if (nfkd == nullptr || nfc == nullptr) return valid;
  const std::string decomposed = normalized(nfkd, valid);
  std::string bare;
  bare.reserve(decomposed.size());
  for (std::size_t i = 0; i < decomposed.size();) {
    const char32_t c = next_code_point(decomposed, i);
    const bool accent = c >= 0x300 && c <= 0x36F;  // Latin, Greek, Cyrillic; the signs of other scripts are letters
    if (!accent) append_utf8(bare, plain(c));
  }
  std::string folded;
  UErrorCode status = U_ZERO_ERROR;
  icu::StringByteSink<std::string> sink(&folded, static_cast<int32_t>(bare.size()));
  icu::CaseMap::utf8Fold(0, icu::StringPiece(bare.data(), static_cast<int32_t>(bare.size())), sink, nullptr, status);
  return collapse_space(normalized(nfc, folded));  // puts Hangul and kana voicing together again
}

std::string collapse_space(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool pending = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const char32_t c = next_code_point(text, i);
    if (is_invisible(c)) continue;
    if (is_space(c)) {
      pending = !result.empty();
      continue;
    }
    if (pending) result += ' ';
    pending = false;
    if (c == replacement) {
      append_utf8(result, c);
    } else {
      result.append(text.substr(begin, i - begin));
    }
  }
  return result;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) next_code_point(text, i);
  return count;
}

std::string_view prefix(std::string_view text, std::size_t code_points) {
  std::size_t end = 0;
  for (; end < text.size() && code_points > 0; --code_points) next_code_point(text, end);
  return text.substr(0, end);
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<UChar32>(next_code_point(text, i));
    const int category = u_charType(c);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) continue;
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    columns += width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
  }
  return columns;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    const bool control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
    const bool override_direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    append_utf8(result, control || override_direction ? replacement : c);
  }
  return result;
}

}  // namespace caravan
