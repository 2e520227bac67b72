#include "crawler/fetch/content_coding.h"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>
#include <zlib.h>

namespace caravan::crawl {
namespace {

using State = ContentDecoder::State;

std::string deflated(std::string_view text, int window) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("zlib");
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string long_text() {
  std::string result;
  for (int i = 0; i < 20'000; ++i) result += "Connectivity " + std::to_string(i) + "\n";
  return result;
}

struct Case {
  std::string_view name, coding;
  int window;
};
constexpr Case cases[] = {{"gzip", "gzip", 31},
                          {"x-gzip, odd case", "X-GZip", 31},
                          {"deflate", "deflate", 15},
                          {"bare deflate", "deflate", -15}};

TEST(ContentCoding, DecodesWhateverThePieces) {
  const std::string text = long_text();
  for (const Case& c : cases)
    for (const std::size_t piece : {std::size_t{2}, std::size_t{7}, std::size_t{100'000}, text.size()}) {
      const std::string coded = deflated(text, c.window);
      ContentDecoder decoder(c.coding, text.size());
      std::string out;
      for (std::size_t at = 0; at < coded.size(); at += piece)
        ASSERT_EQ(decoder.add(std::string_view(coded).substr(at, piece), out), State::ok) << c.name;
      EXPECT_EQ(out, text) << c.name << " in pieces of " << piece;
      EXPECT_TRUE(decoder.complete()) << c.name;
    }
}

TEST(ContentCoding, NoticesAStreamThatBreaksOff) {
  const std::string coded = deflated(long_text(), 31);
  ContentDecoder decoder("gzip", 10'000'000);
  std::string out;
  EXPECT_EQ(decoder.add(std::string_view(coded).substr(0, coded.size() - 9), out), State::ok);
  EXPECT_FALSE(decoder.complete());
}

TEST(ContentCoding, StopsAtTheLimit) {
  const std::string bomb = deflated(std::string(50'000'000, 'x'), 31);
  ASSERT_LT(bomb.size(), 100'000U);
  ContentDecoder decoder("gzip", 1'000'000);
  std::string out;
  EXPECT_EQ(decoder.add(bomb, out), State::too_large);
  EXPECT_LE(out.size(), 1'000'000U);
  ContentDecoder plain("", 10);
  EXPECT_EQ(plain.add("12345678901", out = ""), State::too_large);
}

TEST(ContentCoding, NoticesDamage) {
  std::string coded = deflated(long_text(), 31);
  coded[coded.size() / 2] = static_cast<char>(~coded[coded.size() / 2]);
  ContentDecoder decoder("gzip", 10'000'000);
  std::string out;
  EXPECT_EQ(decoder.add(coded, out), State::damaged);
  ContentDecoder not_gzip("gzip", 100);
  EXPECT_EQ(not_gzip.add("<html>", out = ""), State::damaged);
}

TEST(ContentCoding, ReadsSeveralMembersAndPassesOverPadding) {
  const std::string coded = deflated("Bangkok ", 31) + deflated("1996", 31) + std::string(10, '\0');
  ContentDecoder decoder("gzip", 100);
  std::string out;
  EXPECT_EQ(decoder.add(coded, out), State::ok);
  EXPECT_EQ(out, "Bangkok 1996");
  EXPECT_TRUE(decoder.complete());
}

TEST(ContentCoding, KnowsWhatItCanUndo) {
  for (const char* known : {"", "identity", "gzip", "GZIP", "x-gzip", "deflate"})
    EXPECT_TRUE(known_coding(known)) << known;
  for (const char* unknown : {"br", "zstd", "gzip, gzip", "compress"}) EXPECT_FALSE(known_coding(unknown)) << unknown;
}

}  // namespace
}  // namespace caravan::crawl
