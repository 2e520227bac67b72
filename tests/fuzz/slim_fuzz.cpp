#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/unicode.h"
#include "crawler/html/document.h"
#include "tests/support/outline.h"

/// The tree of a slimmed page is the tree of the page itself. Not compared: pages with "</>", which gumbo takes for the
/// beginning of the tag behind, and attributes, because gumbo loses the one behind a repeated one; slimming mends both.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const std::string page = to_valid_utf8({reinterpret_cast<const char*>(data), size});
  if (page.find("</>") != page.npos || page.find('\0') != page.npos) return 0;
  html::ParseLimits whole;
  whole.whole = true;
  const auto slimmed = html::Document::parse(page), full = html::Document::parse(page, whole);
  if (slimmed && full && test::outline(*slimmed, false) != test::outline(*full, false)) std::abort();
  return 0;
}
