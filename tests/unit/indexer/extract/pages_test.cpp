// Every folder of corpus/pages: a page that once went wrong, and what extraction must find in it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"

namespace caravan::extract {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path folder = fs::path(CARAVAN_SOURCE_DIR) / "corpus" / "pages";

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory()) all.push_back(entry.path().filename().string());
  std::sort(all.begin(), all.end());
  return all;
}

Extraction read_page(const json& page, const fs::path& from) {
  const std::string html = content(from / page["file"].get<std::string>()), url = page["url"];
  Page what{html, url, "text/html; charset=utf-8"};
  if (page.contains("fetched"))
    what.fetched = Instant(std::chrono::sys_days(*parse_iso_day(page["fetched"].get<std::string>())));
  return extract(what);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

class Pages : public testing::TestWithParam<std::string> {};

TEST_P(Pages, AreReadAsTheyMustBe) {
  const fs::path from = folder / GetParam();
  const json truth = json::parse(content(from / "expected.json"));
  std::vector<Extraction> read;
  for (const json& page : truth["pages"]) read.push_back(read_page(page, from));
  std::vector<const Extraction*> parts;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const bool belongs = read.size() == 1 || is_part_of(read[0], read[i], static_cast<int>(i) + 1);
    EXPECT_TRUE(belongs) << "part " << i + 1;
    parts.push_back(&read[i]);
  }
  const Extraction got = join_parts(parts);
  const article::Article& article = got.article;
  if (truth.value("type", "article") == "listing") {
    EXPECT_EQ(got.type, PageType::listing);
    EXPECT_EQ(article.parts, truth["parts"].get<std::vector<std::string>>());
    return;
  }
  EXPECT_EQ(got.type, PageType::article) << got.why;
  EXPECT_EQ(article.title, truth["title"].get<std::string>());
  std::vector<std::string> authors;
  for (const article::Author& author : article.authors) authors.push_back(author.name);
  EXPECT_EQ(authors, truth.value("authors", std::vector<std::string>()));
  EXPECT_EQ(article.published ? iso(*article.published) : "", truth.value("published", ""));
  EXPECT_EQ(article.language, truth["language"].get<std::string>());
  EXPECT_EQ(got.canonical, truth.value("canonical", ""));
  EXPECT_EQ(article.parts, truth.value("parts", std::vector<std::string>()));
  for (const std::string text : truth["with"]) EXPECT_THAT(article.body, testing::HasSubstr(text));
  for (const std::string text : truth["without"]) EXPECT_THAT(article.body, testing::Not(testing::HasSubstr(text)));
  for (const std::string text : truth.value("once", json::array())) EXPECT_EQ(count(article.body, text), 1U) << text;
  std::size_t last = 0;
  for (const std::string text : truth.value("order", json::array())) {
    EXPECT_GE(article.body.find(text), last) << text;
    last = article.body.find(text);
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, Pages, testing::ValuesIn(names()), [](const auto& page) {
  std::string name = page.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace caravan::extract
