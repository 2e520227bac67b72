#include "indexer/extract/dates.h"

#include <gtest/gtest.h>

namespace caravan::extract {
namespace {

std::string day_in(std::string_view text, NumericOrder order = NumericOrder::day_first) {
  const auto found = find_date(text, order);
  return found ? iso(found->day) : std::string();
}

TEST(Dates, AreFoundInWords) {
  struct Case {
    std::string_view text, day;
  };
  constexpr Case cases[] = {
      {"Posted on 12 October 2018 by Ann", "2018-10-12"},
      {"October 12th, 2018", "2018-10-12"},
      {"Oct. 2, 2018", "2018-10-02"},
      {"le 1er janvier 2019", "2019-01-01"},
      {"12 août 2005", "2005-08-12"},
      {"1. März 2005", "2005-03-01"},
      {"17 Agustus 2020", "2020-08-17"},
      {"2 Februari 2021", "2021-02-02"},
      {"12 de mayo de 2018", "2018-05-12"},
      {"3 giugno 2011", "2011-06-03"},
      {"2018年10月12日", "2018-10-12"},
      {"二〇一八年十月十二日", "2018-10-12"},
      {"2018년 10월 12일", "2018-10-12"},
      {"12 октября 2018", "2018-10-12"},
      {"2018-10-12T23:30:00+02:00", "2018-10-12"},
      {"20181012", "2018-10-12"},
      {"12.10.2018", "2018-10-12"},
      {"3/4/2018", "2018-04-03"},
      {"12/25/2018", "2018-12-25"},
      {"12-Oct-2018", "2018-10-12"},
      {"31 February 2018", ""},
      {"October 2018", ""},
      {"Chapter 12, 2018 words", ""},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(day_in(c.text), c.day) << c.text;
  EXPECT_EQ(day_in("3/4/2018", NumericOrder::month_first), "2018-03-04");
}

TEST(Dates, AreFoundInAddresses) {
  struct Case {
    std::string_view url, day;
  };
  constexpr Case cases[] = {{"https://a.example/2018/10/12/title", "2018-10-12"},
                            {"https://a.example/news/20181012-title.html", "2018-10-12"},
                            {"https://a.example/2018-10-12-title/", "2018-10-12"},
                            {"https://a.example/2018/10/title", ""},
                            {"https://a.example/blog/2018/October/3/title", "2018-10-03"},
                            {"https://a.example/2018/oct/12/title", "2018-10-12"},
                            {"https://a.example/2018/octopus/12/title", ""},
                            {"https://a.example/p/2018101234", ""},
                            {"https://a.example/?d=2018/10/12", ""}};
  for (const Case& c : cases) {
    const auto day = date_in_address(c.url);
    EXPECT_EQ(day ? iso(*day) : "", c.day) << c.url;
  }
}

}  // namespace
}  // namespace caravan::extract
