#include "indexer/extract/similarity.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <string.h>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

bool is_word_char(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= 0xC0 && (c < 0x2000 || c > 0x206F) && (c < 0x3000 || c > 0x303F) && (c < 0xFF00 || c > 0xFF0F));
}

/// In the order of the text.
std::vector<std::uint64_t> words(std::string_view text) {
  std::vector<std::uint64_t> all;
  all.reserve(text.size() / 5 + 1);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    char32_t c = byte;
    if (byte < 0x80)
      ++i;
    else
      c = next_code_point(text, i);
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (is_word_char(c)) hash = (hash ^ c) * 0x100000001b3u + 1;
    if ((!is_word_char(c) || c >= 0x2E80) && hash != 0) {
      all.push_back(hash);
      hash = 0;
    }
  }
  if (hash != 0) all.push_back(hash);
  return all;
}

std::uint64_t bit_of(std::uint64_t word) { return std::uint64_t{1} << ((word * 0x9E3779B97F4A7C15u) >> 58); }

/// memmem is several times faster than the standard library's search here.
bool contains(std::string_view text, std::string_view part) {
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

SimilarTo::SimilarTo(std::string_view text) : words_(words(text)) {
  std::sort(words_.begin(), words_.end());
  for (const std::uint64_t word : words_) some_of_ |= bit_of(word);
}

double SimilarTo::operator()(std::string_view other) const {
  if (words_.empty()) return 0;
  auto right = words(other);
  const std::size_t all = right.size();
  // Most words of most texts are none of ours; only what is left is worth sorting.
  std::erase_if(right, [&](std::uint64_t word) { return (some_of_ & bit_of(word)) == 0; });
  if (right.empty()) return 0;
  std::sort(right.begin(), right.end());
  std::size_t both = 0;
  for (auto a = words_.cbegin(), b = right.cbegin(); a != words_.end() && b != right.end();) {
    if (*a == *b) {
      ++both;
      ++a;
      ++b;
    } else {
      ++(*a < *b ? a : b);
    }
  }
  return 2.0 * static_cast<double>(both) / static_cast<double>(words_.size() + all);
}

double similarity(std::string_view a, std::string_view b) { return SimilarTo(a)(b); }

float holds(std::string_view text, std::string_view block) {
  constexpr std::size_t probe = 24;
  if (block.size() <= probe) return contains(text, block) ? 1.f : 0.f;
  const bool head = contains(text, prefix(block, probe));
  std::size_t tail = block.size() - probe;
  while (tail < block.size() && (static_cast<unsigned char>(block[tail]) & 0xC0) == 0x80) ++tail;
  const bool end = contains(text, block.substr(tail));
  return (head ? 0.5f : 0.f) + (end ? 0.5f : 0.f);
}

}  // namespace caravan::extract
