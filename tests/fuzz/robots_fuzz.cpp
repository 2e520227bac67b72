// First line: a path. The rest: a robots.txt.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/robots/robots.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan::crawl;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view path = text.substr(0, text.find('\n'));
  const Robots robots = parse_robots(text.substr(path.size()));
  robots.allows("caravan", path);
  robots.allows("otherbot", path);
  if (const auto delay = robots.crawl_delay("caravan"); delay && delay->count() < 0) std::abort();
  if (!robots.allows("caravan", "/robots.txt")) std::abort();
  read_robots_tag(path, "caravan");
  product_token(path);
  return 0;
}
