#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexer/extract/extract.h"

/// The whole extractor, from bytes on: no crash, no undefined behaviour, bounded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  caravan::extract::extract({bytes, "https://a.example/2020/05/04/title", ""}, true);
  return 0;
}
