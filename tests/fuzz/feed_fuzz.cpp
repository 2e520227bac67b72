#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "crawler/discover/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  static const url::Url base = *url::Url::parse("https://base.example/feed");
  const crawl::Feed feed = crawl::read_feed({reinterpret_cast<const char*>(data), size}, base);
  std::set<std::string> addresses;
  for (const crawl::FeedEntry& entry : feed.entries)
    if (!addresses.insert(entry.url.str()).second) std::abort();
  return 0;
}
