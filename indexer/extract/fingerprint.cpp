#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"

namespace caravan::extract {

std::string fingerprint(const Extraction& extraction) {
  // The same text at two addresses is one text, and each may call its own address the canonical one.
  article::Article read = extraction.article;
  read.url.clear();
  const std::string canonical = extraction.canonical == extraction.article.url ? std::string() : extraction.canonical;
  std::string all = article::to_json(read).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  all += fmt::format("|{}|{}|{}", static_cast<int>(extraction.type), canonical, extraction.noindex);
  if (const Sequels& sequels = extraction.sequels; !sequels.empty())
    all += fmt::format("|{}|{}", sequels.next, sequels.prev);
  std::uint64_t first = 0xcbf29ce484222325u, second = 0x84222325cbf29ce4u;  // two FNV-1a sums of 64 bits
  for (const char c : all) {
    first = (first ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    second = (second ^ static_cast<unsigned char>(c)) * 0x10000000233u;
  }
  return fmt::format("{:016x}{:016x}", first, second);
}

}  // namespace caravan::extract
