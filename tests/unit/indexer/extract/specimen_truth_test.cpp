#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indexer/article/article_json.h"
#include "indexer/extract/extract.h"
#include "tests/support/temporary_folder.h"

// The specimen site, rendered by its generator, against the truth that is kept beside it: exact, for every article.

namespace caravan::extract {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const std::string base = "http://specimen.example";

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct ServedPage {
  std::string html, content_type;
};

class Specimen : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new test::TemporaryFolder();
    const fs::path site = folder_->path() / "site";
    const std::string generate = CARAVAN_SOURCE_DIR "/corpus/specimen/generate";
    const std::string command =
        "python3 '" + generate + "' --out '" + site.string() + "' --base-url " + base + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    std::istringstream manifest(content_of(site / "manifest.ndjson"));
    for (std::string line; std::getline(manifest, line);) {
      const json entry = json::parse(line);
      if (!entry.contains("path") || !entry.contains("file") || entry.value("status", 200) != 200) continue;
      const std::string type = entry.value("headers", json::object()).value("Content-Type", "");
      if (type.starts_with("text/html") || type == "application/pdf" || type == "application/octet-stream")
        pages_[entry["path"]] = {content_of(site / entry["file"].get<std::string>()), type};
    }
    std::istringstream truth(content_of(CARAVAN_SOURCE_DIR "/corpus/truth.ndjson"));
    for (std::string line; std::getline(truth, line);) truth_.push_back(json::parse(line));
  }

  static void TearDownTestSuite() {
    delete folder_;
    pages_.clear();
    truth_.clear();
  }

  static Extraction read(const std::string& path) {
    const ServedPage& page = pages_.at(path);
    return extract({page.html, base + path, page.content_type});
  }

  static inline test::TemporaryFolder* folder_ = nullptr;
  static inline std::map<std::string, ServedPage> pages_;
  static inline std::vector<json> truth_;
};

/// Addresses in the truth stand as the author wrote them: "https://asef.org" without its slash.
json comparable(json links) {
  for (json& link : links)
    if (std::string text = link.get<std::string>(); text.ends_with('/')) link = text.substr(0, text.size() - 1);
  return links;
}

TEST_F(Specimen, EveryArticleIsReadExactly) {
  ASSERT_GE(truth_.size(), 60u);
  for (const json& truth : truth_) {
    const std::string path = truth["url"];
    ASSERT_TRUE(pages_.contains(path)) << path;
    const Extraction got = read(path);
    EXPECT_EQ(got.type, PageType::article) << path << ": " << got.why;
    const json found = article::to_json(got.article);
    for (const char* key : {"title", "authors", "themes", "series", "published", "modified", "language", "summary",
                            "body", "pull_quotes", "type", "pages"})
      EXPECT_EQ(found.value(key, json()), truth.value(key, json())) << path << " " << key;
    EXPECT_EQ(comparable(found.value("links", json::array())), comparable(truth.value("links", json::array()))) << path;
  }
}

TEST_F(Specimen, NothingElseIsAnArticle) {
  std::map<std::string, bool> articles;
  for (const json& truth : truth_) articles[truth["url"]] = true;
  for (const auto& [path, page] : pages_) {
    const Extraction got = read(path);
    if (got.type != PageType::article || got.noindex) continue;
    // A print version is its article once more, and says so.
    const std::string address = got.canonical.starts_with(base) ? got.canonical.substr(base.size()) : path;
    EXPECT_TRUE(articles.contains(address)) << path << " is called an article: " << got.article.title;
  }
}

}  // namespace
}  // namespace caravan::extract
