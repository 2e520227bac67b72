#include "crawler/archive/body_codec.h"

#include <string>

#include <gtest/gtest.h>

namespace caravan::archive {
namespace {

TEST(BodyCodec, GivesTheBodyBack) {
  std::string bytes;
  for (unsigned i = 0; i < 70'000; ++i) bytes += static_cast<char>(i * i >> 3);
  for (const std::string& body : {std::string(), std::string("<p>text"), std::string("\0\xff\0", 3), bytes}) {
    const Result<std::string> again = decompress(compress(body), body.size());
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(*again, body);
  }
}

TEST(BodyCodec, SavesSpace) {
  std::string page;
  for (int i = 0; i < 500; ++i) page += "<p class=\"text\">Paragraph " + std::to_string(i) + " of the page.</p>\n";
  EXPECT_LT(compress(page).size() * 5, page.size());
}

TEST(BodyCodec, NoticesDamage) {
  const std::string body = "<p>A page that is long enough to have a few bytes in the middle.</p>";
  const std::string frame = compress(body);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    std::string damaged = frame;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x11);
    const Result<std::string> read = decompress(damaged, body.size());
    if (read)
      EXPECT_EQ(*read, body) << "byte " << i;  // a bit that says nothing, in the header
    else
      EXPECT_EQ(read.error().fault, Fault::corrupt);
    EXPECT_FALSE(decompress(frame.substr(0, i), body.size())) << "cut after " << i;
  }
  EXPECT_FALSE(decompress(frame, body.size() + 1));
  EXPECT_FALSE(decompress(frame, std::uint64_t{1} << 60));
  EXPECT_FALSE(decompress("no frame at all", 10));
}

}  // namespace
}  // namespace caravan::archive
