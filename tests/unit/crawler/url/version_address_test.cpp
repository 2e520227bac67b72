#include "crawler/url/version_address.h"

#include <string_view>

#include <gtest/gtest.h>

namespace caravan::url {
namespace {

TEST(VersionAddress, LeadsToThePageThatItShows) {
  struct Case {
    std::string_view version, page;
  };
  constexpr Case cases[] = {
      {"https://a.example/essay/amp/", "https://a.example/essay/"},
      {"https://a.example/essay/amp", "https://a.example/essay"},
      {"https://a.example/amp/essay", "https://a.example/essay"},
      {"https://a.example/essay?amp=1", "https://a.example/essay"},
      {"https://a.example/essay?amp", "https://a.example/essay"},
      {"https://a.example/essay?id=7&outputType=amp", "https://a.example/essay?id=7"},
      {"https://a.example/essay?print=1&id=7", "https://a.example/essay?id=7"},
      {"https://a.example/print/essay", "https://a.example/essay"},
      {"https://a.example/essay/print/", "https://a.example/essay/"},
      {"https://a.example/essay?view=print", "https://a.example/essay"},
      {"https://a.example/essay/drucken", "https://a.example/essay"},
      {"https://a.example/essay?view=full", ""},
      {"https://a.example/blueprint/essay", ""},
      {"https://a.example/amp", ""},
      {"https://a.example/", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(without_version(value_or_throw(Url::parse(c.version))), c.page) << c.version;
}

}  // namespace
}  // namespace caravan::url
