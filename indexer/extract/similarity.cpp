#include "indexer/extract/similarity.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/unicode.h"

namespace caravan::extract {
namespace {

bool is_word_char(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= 0xC0 && (c < 0x2000 || c > 0x206F) && (c < 0x3000 || c > 0x303F) && (c < 0xFF00 || c > 0xFF0F));
}

std::vector<std::uint64_t> words(std::string_view text) {
  std::vector<std::uint64_t> all;
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (is_word_char(c)) hash = (hash ^ c) * 0x100000001b3u + 1;
    if ((!is_word_char(c) || c >= 0x2E80) && hash != 0) {
      all.push_back(hash);
      hash = 0;
    }
  }
  if (hash != 0) all.push_back(hash);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

double similarity(std::string_view a, std::string_view b) {
  const auto left = words(a), right = words(b);
  if (left.empty() || right.empty()) return 0;
  std::vector<std::uint64_t> both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  return 2.0 * static_cast<double>(both.size()) / static_cast<double>(left.size() + right.size());
}

float holds(std::string_view text, std::string_view block) {
  constexpr std::size_t probe = 24;
  if (block.size() <= probe) return text.find(block) != text.npos ? 1.f : 0.f;
  const bool head = text.find(prefix(block, probe)) != text.npos;
  std::size_t tail = block.size() - probe;
  while (tail < block.size() && (static_cast<unsigned char>(block[tail]) & 0xC0) == 0x80) ++tail;
  const bool end = text.find(block.substr(tail)) != text.npos;
  return (head ? 0.5f : 0.f) + (end ? 0.5f : 0.f);
}

}  // namespace caravan::extract
