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

TEST(ExtractBatch, ReadsStringsAsJsonDoes) {
  for (const std::string_view id : {R"()", R"(a\"b)", R"(\\)", R"(\"\")", R"(a\nb\tc\/d\u00e9\ud83d\ude00)",
                                    R"(no end\)", R"(\ud800)", R"(\q)", R"(one","url":"two\\)", R"(\\","url":"x)"}) {
    const std::string line = R"({"id":")" + std::string(id) + R"(","html":"<p>\"x\"</p>\n"})";
    std::istringstream in(line + "\n");
    std::ostringstream out;
    extract_batch(in, out);
    const nlohmann::json want = nlohmann::json::parse(line, nullptr, false);
    const nlohmann::json got = nlohmann::json::parse(out.str());
    EXPECT_EQ(got.contains("error"), want.is_discarded()) << line;
    if (!want.is_discarded()) {
      EXPECT_EQ(got["id"], want["id"]) << line;
    }
  }
}

}  // namespace
}  // namespace caravan::extract
