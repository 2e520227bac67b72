#include "base/day.h"

#include <gtest/gtest.h>

namespace caravan {
namespace {

using namespace std::chrono_literals;

constexpr Day day(int y, unsigned m, unsigned d) {
  return Day{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
}

TEST(Day, ReadsIsoDaysAndNothingElse) {
  EXPECT_EQ(parse_iso_day("2018-10-12"), day(2018, 10, 12));
  EXPECT_EQ(parse_iso_day("2024-02-29"), day(2024, 2, 29));
  for (const char* wrong : {"", "2018", "2018-10", "2018-13-01", "2023-02-29", "2018-10-12 ", "18-10-12", "2018/10/12"})
    EXPECT_EQ(parse_iso_day(wrong), std::nullopt) << wrong;
}

TEST(Day, OfADateTimeIsThePublishersDay) {
  EXPECT_EQ(parse_iso_date_time("2018-10-12T23:30:00+02:00"), day(2018, 10, 12));
  EXPECT_EQ(parse_iso_date_time("2018-10-12 01:00"), day(2018, 10, 12));
  EXPECT_EQ(parse_iso_date_time("2018-10-12"), day(2018, 10, 12));
  EXPECT_EQ(parse_iso_date_time("2018-10-123"), std::nullopt);
}

TEST(Day, WritesWhatItReads) {
  EXPECT_EQ(iso(day(2005, 1, 9)), "2005-01-09");
  EXPECT_EQ(iso(day(2023, 2, 30)), "");
  EXPECT_EQ(iso(Instant(784111777s)), "1994-11-06T08:49:37Z");
}

TEST(HttpDate, ReadsTheThreeFormsOfRfc9110) {
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text), Instant(784111777s)) << text;
  EXPECT_EQ(http_date(Instant(784111777s)), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (const char* wrong : {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "yesterday, at noon GMT", "Sun, 06 Nov 1994 24:49:37 GMT"})
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
}

TEST(DayRange, ReadsWhatPeopleType) {
  struct Case {
    std::string_view text;
    std::optional<Day> first, last;
  };
  const Case cases[] = {
      {"2018", day(2018, 1, 1), day(2018, 12, 31)},         {"2018-02", day(2018, 2, 1), day(2018, 2, 28)},
      {"2018-10-12", day(2018, 10, 12), day(2018, 10, 12)}, {"2018..2019", day(2018, 1, 1), day(2019, 12, 31)},
      {"2018-03..", day(2018, 3, 1), std::nullopt},         {"..2019", std::nullopt, day(2019, 12, 31)},
  };
  for (const Case& c : cases) {
    const auto range = parse_day_range(c.text);
    ASSERT_TRUE(range) << c.text;
    EXPECT_EQ(range->first, c.first) << c.text;
    EXPECT_EQ(range->last, c.last) << c.text;
  }
  for (const char* wrong : {"", "..", "last year", "2018-13", "2018...2019", "20180"}) {
    const auto range = parse_day_range(wrong);
    ASSERT_FALSE(range) << wrong;
    EXPECT_EQ(range.error().fault, Fault::usage);
    EXPECT_NE(range.error().remedy.find("2018..2019"), std::string::npos);
  }
}

}  // namespace
}  // namespace caravan
