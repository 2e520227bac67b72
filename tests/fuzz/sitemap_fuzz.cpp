#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/discover/sitemap.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  static const url::Url base = *url::Url::parse("https://base.example/sitemap.xml");
  std::size_t entries = 0;
  const crawl::SitemapSummary summary =
      crawl::read_sitemap({reinterpret_cast<const char*>(data), size}, base,
                          [&entries](const crawl::SitemapEntry&) { ++entries; }, {1 << 20, 100});
  if (entries != summary.entries || entries > 100) std::abort();
  return 0;
}
