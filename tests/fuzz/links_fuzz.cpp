#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/unicode.h"
#include "crawler/html/document.h"
#include "crawler/html/links.h"
#include "tests/support/link_outline.h"

/// The links that are read from the text alone are those of the tree. Not compared: pages that have no whole tree.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  static const url::Url address = *url::Url::parse("https://a.example/dir/page?q=1");
  const std::string page = to_valid_utf8({reinterpret_cast<const char*>(data), size});
  const html::PageLinks scanned = html::read_links(page, address);
  const auto tree = html::Document::parse(page);
  if (!tree || tree->is_simplified()) return 0;
  if (test::link_outline(scanned) != test::link_outline(html::read_links(*tree, address))) std::abort();
  return 0;
}
