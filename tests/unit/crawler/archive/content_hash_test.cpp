#include "crawler/archive/content_hash.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace caravan::archive {
namespace {

std::string hex(std::string_view bytes) {
  std::string text;
  for (char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

TEST(ContentHash, IsBlake2bOf128Bits) {
  std::string counted;
  for (int i = 0; i < 1000; ++i) counted += static_cast<char>(i & 0xff);
  struct Case {
    std::string bytes, digest;
  };
  // made with Python's hashlib.blake2b(..., digest_size=16)
  const Case cases[] = {
      {"", "cae66941d9efbd404e4d88758ea67670"},
      {"abc", "cf4ab791c62b8d2b2109c90275287816"},
      {std::string(128, 'a'), "1271d28e731afb57bdfba6bdaf3501be"},
      {std::string(129, 'a'), "68b7bafbad5055c4ebe6eb170a0f8524"},
      {counted, "978a3f8b45508a42fe7f0f99caf2c423"},
  };
  for (const Case& c : cases) EXPECT_EQ(hex(content_hash(c.bytes)), c.digest) << c.bytes.size();
}

}  // namespace
}  // namespace caravan::archive
