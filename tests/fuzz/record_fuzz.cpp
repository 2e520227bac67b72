// A stored record and, behind the first 0xFF, its pieces: whatever they are, they are read or refused.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "indexer/schema/entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace caravan;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view record = bytes.substr(0, bytes.find('\xFF'));
  const std::string piece(bytes.substr(std::min(bytes.size(), record.size() + 1)));
  for (const bool map_alone : {true, false}) try {
      if (map_alone)
        schema::StoredText(schema::read_map(bytes), [&](std::size_t) { return piece; }).load(size, 2 * size);
      else
        schema::decode(record, [&](std::size_t) { return piece; });
    } catch (const Failure&) {
    }
  return 0;
}
