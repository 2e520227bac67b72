#include "crawler/url/seen_texts.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace caravan::url {
namespace {

TEST(SeenTexts, KnowsWhatCameBefore) {
  std::vector<std::string> texts = {""};
  for (int i = 0; i < 2000; ++i) texts.push_back("https://a.org/" + std::to_string(i));
  SeenTexts seen;
  for (const std::string& text : texts) EXPECT_TRUE(seen.insert(text)) << text;
  for (const std::string& text : texts) EXPECT_FALSE(seen.insert(text)) << text;
}

}  // namespace
}  // namespace caravan::url
