#include "base/quantity.h"

#include <gtest/gtest.h>

namespace caravan {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsNumbersWithUnits) {
  const std::pair<std::string_view, std::chrono::milliseconds> cases[] = {
      {"0", 0ms}, {"500ms", 500ms}, {"30s", 30s},    {"5min", 5min}, {"5m", 5min},
      {"2h", 2h}, {"1d", 24h},      {"1.5h", 90min}, {"3 s", 3s}};
  for (const auto& [text, value] : cases) {
    const auto read = parse_duration(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value) << text;
  }
  for (const char* wrong : {"", "5", "-1s", "s", "1 week", "1e9d", "nan s", "99999999999d"}) {
    const auto read = parse_duration(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_NE(read.error().remedy.find("30s"), std::string::npos);
  }
}

TEST(Percent, ReadsShares) {
  const std::pair<std::string_view, double> cases[] = {{"5%", 5}, {"2.5 %", 2.5}, {"0", 0}, {"100%", 100}, {"7", 7}};
  for (const auto& [text, value] : cases) {
    const auto read = parse_percent(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value) << text;
  }
  for (const char* wrong : {"", "%", "-1%", "101%", "5 percent", "nan%", "5%%"}) {
    const auto read = parse_percent(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_NE(read.error().remedy.find("5%"), std::string::npos);
  }
}

TEST(Bytes, ReadsNumbersWithUnits) {
  const std::pair<std::string_view, std::uint64_t> cases[] = {
      {"4096", 4096}, {"10MB", 10'000'000}, {"512kB", 512'000}, {"1GiB", 1u << 30}, {"1.5 KiB", 1536}, {"0", 0}};
  for (const auto& [text, value] : cases) {
    const auto read = parse_bytes(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value) << text;
  }
  for (const char* wrong : {"", "10XB", "MB", "-5MB", "99999999GB"}) EXPECT_FALSE(parse_bytes(wrong)) << wrong;
}

TEST(Quantities, AreWrittenForPeople) {
  EXPECT_EQ(format_duration(42ms), "42 ms");
  EXPECT_EQ(format_duration(1234ms), "1.2 s");
  EXPECT_EQ(format_duration(200s), "3 min 20 s");
  EXPECT_EQ(format_duration(2h), "2 h");
  EXPECT_EQ(format_duration(50h), "2 d 2 h");
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(12'345'678), "12.3 MB");
  EXPECT_EQ(format_count(1, "article", "articles"), "1 article");
  EXPECT_EQ(format_count(2340, "article", "articles"), "2,340 articles");
  EXPECT_EQ(format_count(1'234'567, "page", "pages"), "1,234,567 pages");
  EXPECT_EQ(format_count(0, "page", "pages"), "0 pages");
}

}  // namespace
}  // namespace caravan
