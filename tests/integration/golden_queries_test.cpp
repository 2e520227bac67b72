// What is found: queries over the specimen's articles, each with how it is read, its first results and its facets.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/place.h"

namespace caravan::test {
namespace {

namespace fs = std::filesystem;

/// golden/queries.golden: "? query", and below it what is answered; CARAVAN_UPDATE_GOLDEN=1 writes that anew. Lines
/// that begin with # are for people.
fs::path golden_file() { return fs::path(CARAVAN_SOURCE_DIR) / "tests" / "integration" / "golden" / "queries.golden"; }

/// The last part of an address says which article it is.
std::string short_name(const nlohmann::json& result) {
  const std::string url = result.at("url").get<std::string>();
  const std::size_t end = url.find_last_not_of('/');
  const std::size_t begin = url.find_last_of('/', end);
  return url.substr(begin + 1, end - begin);
}

std::string answer(const nlohmann::json& results) {
  std::string text;
  if (results.contains("understood")) text += fmt::format("  read as: {}\n", results["understood"].get<std::string>());
  for (const auto& remark : results.value("remarks", nlohmann::json::array()))
    text += fmt::format("  remark: {}\n", remark.get<std::string>());
  if (!results["suggestion"].is_null())
    text += fmt::format("  did you mean: {}\n", results["suggestion"].get<std::string>());
  text += fmt::format("  found: {}\n", results["total"].get<int>());
  for (const auto& result : results["results"])
    text += fmt::format("  {}. {}\n", result["rank"].get<int>(), short_name(result));
  for (const char* facet : {"theme", "lang"}) {
    std::string values;
    for (const auto& value : results["facets"][facet])
      values += fmt::format("{}{} {}", values.empty() ? "" : ", ", value["value"].get<std::string>(),
                            value["count"].get<int>());
    if (!values.empty()) text += fmt::format("  {}: {}\n", facet, values);
  }
  return text;
}

TEST(GoldenQueries, AreReadAndAnsweredAsWritten) {
  std::ifstream file(golden_file());
  std::string batch, expected;
  std::vector<std::string> heads;  // each query with the remarks for people in front of it
  std::string head;
  for (std::string line; std::getline(file, line);) {
    expected += line + "\n";
    if (line.starts_with('#')) head += line + "\n";
    if (!line.starts_with("? ")) continue;
    heads.push_back(head + line + "\n");
    head.clear();
    batch += nlohmann::json{{"id", heads.size()}, {"query", line.substr(2)}}.dump() + "\n";
  }
  ASSERT_GE(heads.size(), 200U);
  Place place;
  place.configure("");
  place.expect(0, {"import", (fs::path(CARAVAN_SOURCE_DIR) / "corpus" / "truth.ndjson").string()});
  place.write("queries.ndjson", batch);
  const auto answers = lines_of(place.expect(
      0, {"search", "--batch", (place / "queries.ndjson").string(), "--format", "ndjson", "--limit", "3", "--facets"}));
  ASSERT_EQ(answers.size(), heads.size());
  std::string actual;
  for (std::size_t i = 0; i < heads.size(); ++i) actual += heads[i] + answer(answers[i]);
  if (std::getenv("CARAVAN_UPDATE_GOLDEN") != nullptr)
    std::ofstream(golden_file()) << actual;
  else
    EXPECT_EQ(actual, expected);
}

}  // namespace
}  // namespace caravan::test
