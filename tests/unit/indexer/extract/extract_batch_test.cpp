#include "indexer/extract/extract_batch.h"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace caravan::extract {
namespace {

TEST(ExtractBatch, AnswersEveryLine) {
  std::istringstream in(
      "{\"id\":\"a\",\"url\":\"https://a.example/x\",\"html\":\"<title>T</title><p>x\"}\n\nnot json\n{\"id\":7}\n");
  std::ostringstream out;
  extract_batch(in, out);
  std::istringstream lines(out.str());
  std::string line;
  std::vector<nlohmann::json> answers;
  while (std::getline(lines, line)) answers.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0]["id"], "a");
  EXPECT_EQ(answers[0]["title"], "T");
  EXPECT_TRUE(answers[1]["id"].is_null());
  EXPECT_TRUE(answers[1].contains("error"));
  EXPECT_EQ(answers[2]["id"], 7);
  EXPECT_TRUE(answers[2].contains("error"));
}

}  // namespace
}  // namespace caravan::extract
