#include "searchd/http/caching.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "searchd/answer_cache.h"

namespace caravan::searchd {
namespace {

std::string gunzipped(const std::string& packed) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1'000'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

Request asking_for(std::string accept_encoding) {
  Request request;
  if (!accept_encoding.empty()) request.headers.push_back({"accept-encoding", std::move(accept_encoding)});
  return request;
}

TEST(EntityTag, ChangesWithRevisionTargetAndVariant) {
  const std::string tag = revision_tag(7, "/?q=a", "http://x/");
  EXPECT_TRUE(tag.starts_with("W/\"7-")) << tag;
  EXPECT_EQ(tag, revision_tag(7, "/?q=a", "http://x/"));
  EXPECT_NE(tag, revision_tag(8, "/?q=a", "http://x/"));
  EXPECT_NE(tag, revision_tag(7, "/?q=b", "http://x/"));
  EXPECT_NE(tag, revision_tag(7, "/?q=a", "http://y/"));
}

TEST(EntityTag, IfNoneMatchComparesWeakly) {
  struct Case {
    std::string_view field;
    bool match;
  };
  constexpr Case cases[] = {
      {"W/\"a\"", true}, {"\"a\"", true},   {"\"b\", W/\"a\"", true},    {"*", true},    {"\"b\"", false}, {"", false},
      {"a", false},      {"\"ab\"", false}, {"  \"x\" ,\t\"a\" ", true}, {", ,", false},
  };
  for (const Case& c : cases) EXPECT_EQ(matches(c.field, "W/\"a\""), c.match) << c.field;
}

TEST(Compression, HonoursAcceptEncoding) {
  struct Case {
    std::string_view field;
    bool accepted;
  };
  constexpr Case cases[] = {
      {"gzip", true},
      {"deflate, gzip;q=0.5", true},
      {"*", true},
      {"GZIP", true},
      {"gzip;q=0", false},
      {"gzip; q=0.000", false},
      {"br", false},
      {"*;q=0", false},
      {"", false},
      {"*, gzip;q=0", false},
      {"gzip;q=0.001", true},
      {"x-gzip", false},
  };
  for (const Case& c : cases) EXPECT_EQ(accepts_gzip(c.field), c.accepted) << c.field;
}

TEST(Compression, PacksLongTextOnly) {
  const std::string text(5000, 'a');
  auto packed = plain_response(200, "application/json", text);
  compress(asking_for("gzip"), packed);
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), 200U);
  EXPECT_EQ(gunzipped(packed.body), text);

  auto unasked = plain_response(200, "application/json", text);
  compress(asking_for(""), unasked);
  EXPECT_EQ(unasked.body, text);
  EXPECT_EQ(unasked.header("Vary"), "Accept-Encoding");

  auto small = plain_response(200, "application/json", "{}");
  compress(asking_for("gzip"), small);
  EXPECT_EQ(small.body, "{}");

  auto image = plain_response(200, "image/png", text);
  compress(asking_for("gzip"), image);
  EXPECT_EQ(image.body, text);
}

TEST(AnswerCache, KeepsTheRecentWithinItsBytes) {
  AnswerCache cache(64UL * 1024);
  const auto answer = plain_response(200, "text/plain", std::string(4000, 'x'));
  for (int i = 0; i < 100; ++i) {
    cache.store("key" + std::to_string(i), answer);
    EXPECT_TRUE(cache.find("key0") || i > 0);
    EXPECT_LE(cache.bytes(), 64U * 1024);
  }
  EXPECT_TRUE(cache.find("key99"));
  EXPECT_TRUE(cache.find("key0")) << "asked for every time";
  EXPECT_FALSE(cache.find("key1"));
  cache.store("huge", plain_response(200, "text/plain", std::string(60'000, 'x')));
  EXPECT_FALSE(cache.find("huge"));
  cache.clear();
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace caravan::searchd
