#include "indexer/schema/folding.h"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include "base/error.h"
#include "base/unicode.h"
#include "indexer/schema/analysis.h"
#include "indexer/schema/spelling_variants.h"

namespace caravan::schema {
namespace {

/// Xapian refuses terms over 245 bytes; a label keeps room for its prefix.
constexpr std::size_t max_label_bytes = 180;

const icu::Normalizer2& case_fold() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status) || folder == nullptr)
    throw Failure(Fault::internal, "ICU has no NFKC case folding", "install libicu72");
  return *folder;
}

const icu::Normalizer2& decomposition() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* decomposer = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) || decomposer == nullptr) throw Failure(Fault::internal, "ICU has no NFD", "install libicu72");
  return *decomposer;
}

std::string normalized(const icu::Normalizer2& by, std::string_view text) {
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  by.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status);
  return U_FAILURE(status) ? std::string() : result;
}

/// Marks that readers leave out when they type: accents, Hebrew points, Arabic vowels. Marks of other scripts are
/// letters.
bool is_dropped_mark(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) ||
         (c >= 0x0591 && c <= 0x05C7 && u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK) ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF);
}

/// Letters with a stroke and ligatures, which Unicode does not take apart.
std::string_view plain_letter(char32_t c) {
  switch (c) {
    case U'\u00E6':
      return "ae";
    case U'\u0153':
      return "oe";
    case U'\u00F8':
      return "o";
    case U'\u0142':
      return "l";
    case U'\u0111':
    case U'\u00F0':
      return "d";
    case U'\u00FE':
      return "th";
    case U'\u0131':
      return "i";
    case U'\u0127':
      return "h";
    case U'\u0167':
      return "t";
    case U'\u014B':
      return "n";
    default:
      return {};
  }
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string fold_ascii(std::string_view word) {
  std::string folded;
  folded.reserve(word.size());
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z')
      folded += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      folded += c;
    else if (c == '\'')
      folded += c;
  }
  return folded;
}

std::string fold_unicode(std::string_view word) {
  const std::string decomposed = normalized(decomposition(), normalized(case_fold(), word));
  std::string folded;
  for (std::size_t at = 0; at < decomposed.size();) {
    const char32_t c = next_code_point(decomposed, at);
    if (is_dropped_mark(c)) continue;
    if (c == U'\u2019' || c == U'\u02BC' || c == U'\'') {
      folded += '\'';
    } else if (const std::string_view plain = plain_letter(c); !plain.empty()) {
      folded += plain;
    } else if (c == U'\u03C2') {
      append_utf8(folded, U'\u03C3');
    } else if (U_MASK(u_charType(static_cast<UChar32>(c))) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) {
      append_utf8(folded, c);
    }
  }
  return is_plain_ascii(folded) ? folded : normalized(case_fold(), folded);
}

/// china's is china; don't is dont.
void drop_apostrophes(std::string& word) {
  if (word.size() > 2 && word.ends_with("'s")) word.resize(word.size() - 2);
  std::erase(word, '\'');
}

std::string cut(std::string word, std::size_t bytes) {
  if (word.size() <= bytes) return word;
  while (bytes > 0 && (static_cast<unsigned char>(word[bytes]) & 0xC0) == 0x80) --bytes;
  word.resize(bytes);
  return word;
}

}  // namespace

std::string fold_word(std::string_view word) {
  std::string folded = is_plain_ascii(word) ? fold_ascii(word) : fold_unicode(word);
  drop_apostrophes(folded);
  fold_spelling_variants(folded);
  return cut(std::move(folded), max_word_bytes);
}

std::string fold_gram(std::string_view character) { return normalized(case_fold(), character); }

std::string fold_label(std::string_view label) { return cut(fold(label), max_label_bytes); }

}  // namespace caravan::schema
