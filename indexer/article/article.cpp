#include "indexer/article/article.h"

#include <algorithm>

#include <fmt/format.h>

namespace caravan::article {

int page_at(const Article& article, std::size_t byte) {
  const std::vector<std::uint32_t>& starts = article.page_starts;
  return static_cast<int>(std::upper_bound(starts.begin(), starts.end(), byte) - starts.begin());
}

std::string article_id(std::string_view url) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a, 64 bits, then the finalizer of splitmix64
  for (const char c : url) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return fmt::format("{:016x}", hash ^ (hash >> 31));
}

}  // namespace caravan::article
