#include "searchd/parameters.h"

#include <gtest/gtest.h>

#include "searchd/search_params.h"

namespace caravan::searchd {
namespace {

TEST(Parameters, NamesTheWrongOne) {
  struct Case {
    std::string_view query, parameter, detail;
  };
  const Case cases[] = {
      {"themes=x", "themes", "did you mean theme?"},
      {"zzzzzzzzz=1", "zzzzzzzzz", "accepted are q, "},
      {"limit=ten", "limit", "from 0 to 100"},
      {"limit=-1", "limit", "from 0 to 100"},
      {"limit=101", "limit", "from 0 to 100"},
      {"limit=99999999999999999999", "limit", "from 0 to 100"},
      {"limit=1.5", "limit", "from 0 to 100"},
      {"offset=9901", "offset", "from 0 to 9900"},
      {"sort=best", "sort", "relevance, newest, oldest, title"},
      {"facets=maybe", "facets", "neither 1 nor 0"},
      {"since=2018-02-30", "since", "YYYY-MM-DD"},
      {"since=2018..2019", "since", "YYYY-MM-DD"},
      {"since=2019&until=2018", "until", "before since"},
      {"q=a&q=b", "q", "more than once"},
      {"q=%ff", "", "UTF-8"},
      {"q=%zz", "", "UTF-8"},
  };
  for (const Case& c : cases) {
    const auto parameters = Parameters::read(c.query, search_parameters(), Strictness::strict);
    ASSERT_EQ(parameters.errors().size(), 1U) << c.query;
    EXPECT_EQ(parameters.errors()[0].parameter, c.parameter) << c.query;
    EXPECT_NE(parameters.errors()[0].detail.find(c.detail), std::string::npos) << parameters.errors()[0].detail;
  }
}

TEST(Parameters, NamesAllOfThem) {
  const auto parameters = Parameters::read("x=1&limit=a&sort=b", search_parameters(), Strictness::strict);
  EXPECT_EQ(parameters.errors().size(), 3U);
}

TEST(Parameters, BoundsLengthAndNumber) {
  const auto longest =
      Parameters::read("q=" + std::string(max_text_bytes, 'a'), search_parameters(), Strictness::strict);
  EXPECT_TRUE(longest.errors().empty());
  const auto longer =
      Parameters::read("q=" + std::string(max_text_bytes + 1, 'a'), search_parameters(), Strictness::strict);
  EXPECT_EQ(longer.errors().size(), 1U);
  std::string many;
  for (std::size_t i = 0; i <= max_labels; ++i) many += "theme=a&";
  EXPECT_EQ(Parameters::read(many, search_parameters(), Strictness::strict).errors().size(), 1U);
}

TEST(Parameters, ThePageIgnoresWhatItDoesNotKnow) {
  const auto parameters =
      Parameters::read("utm_source=mail&q=sea&since=&offset=", page_parameters(), Strictness::lenient);
  EXPECT_TRUE(parameters.errors().empty());
  EXPECT_EQ(parameters.values(), (NamedValues{{"q", "sea"}}));
}

TEST(Parameters, BecomeTheSearch) {
  const auto parameters = Parameters::read(
      "q=sea+lanes&theme=A&theme=B&author=C&year=2018&lang=en&since=2018-02&until=2018-02&sort=title&limit=7&offset=14&"
      "facets=1",
      search_parameters(), Strictness::strict);
  ASSERT_TRUE(parameters.errors().empty());
  const auto request = to_search_request(parameters);
  EXPECT_EQ(request.query, "sea lanes");
  using Values = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(request.filters.values,
            (Values{{"author", "C"}, {"theme", "A"}, {"theme", "B"}, {"year", "2018"}, {"lang", "en"}}));
  EXPECT_EQ(request.filters.since, parse_iso_day("2018-02-01"));
  EXPECT_EQ(request.filters.until, parse_iso_day("2018-02-28"));
  EXPECT_EQ(request.sort, query::Sort::title);
  EXPECT_EQ(request.limit, 7U);
  EXPECT_EQ(request.offset, 14U);
  EXPECT_TRUE(request.facets);
  EXPECT_FALSE(request.all_versions);

  const auto plain = to_search_request(Parameters::read("", search_parameters(), Strictness::strict));
  EXPECT_EQ(plain.limit, 10U);
  EXPECT_FALSE(plain.facets);
}

}  // namespace
}  // namespace caravan::searchd
