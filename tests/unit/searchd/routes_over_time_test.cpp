// What the daemon answers while the index, its configuration and the time change, and what it keeps.
#include <atomic>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "indexer/write/update.h"
#include "searchd/routes.h"
#include "tests/unit/searchd/routes_place.h"

namespace caravan::searchd {
namespace {

using nlohmann::json;
using test::sea_article;
using testing::HasSubstr;
using testing::Not;

TEST_F(Routes, WithoutAnIndexEverybodyIsToldSo) {
  EXPECT_EQ(ask("/healthz").status, 200);
  for (const char* target : {"/readyz", "/api/v1/search?q=sea", "/api/v1/documents/a", "/feed.atom"}) {
    const auto response = ask(target);
    EXPECT_EQ(response.status, 503) << target;
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json") << target;
    EXPECT_EQ(response.header("Retry-After"), "60") << target;
    EXPECT_THAT(response.body, HasSubstr("caravan update")) << target;
  }
  const auto page = ask("/");
  EXPECT_EQ(page.status, 503);
  EXPECT_THAT(page.body, HasSubstr("There is no index yet"));
  EXPECT_THAT(ask("/metrics").body, HasSubstr("caravan_index_up 0"));
}

TEST_F(Routes, AnIndexIsSeenWhenItComesAndWhenItChanges) {
  EXPECT_EQ(ask("/readyz").status, 503);
  articles_.add({sea_article("a", "The first")});
  EXPECT_EQ(ask("/readyz").status, 200);
  const auto before = ask("/api/v1/search?q=sea");
  EXPECT_EQ(json::parse(before.body)["total"], 1);
  const std::string tag(before.header("ETag"));
  const auto unchanged = ask("/api/v1/search?q=sea", {{"If-None-Match", tag}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, "");
  EXPECT_EQ(unchanged.header("ETag"), tag);
  articles_.add({sea_article("b", "The second")});
  const auto after = ask("/api/v1/search?q=sea", {{"If-None-Match", tag}});
  EXPECT_EQ(after.status, 200);
  EXPECT_EQ(json::parse(after.body)["total"], 2);
  EXPECT_NE(after.header("ETag"), tag);
}

TEST_F(Routes, AnotherConfigurationIsAnotherAnswer) {
  articles_.add({sea_article("a", "The first")});
  auto config = articles_.config();
  const std::string tag(ask("/?q=sea").header("ETag"));
  ASSERT_TRUE(service_->reload(config));
  EXPECT_EQ(ask("/?q=sea", {{"If-None-Match", tag}}).status, 304) << "nothing has changed";
  config.searchd.cors_origins = {"https://portal.example"};
  ASSERT_TRUE(service_->reload(config));
  const auto framed = ask("/?q=sea", {{"If-None-Match", tag}});
  EXPECT_EQ(framed.status, 200) << "or browsers go on refusing the frame by the policy that they have kept";
  EXPECT_THAT(std::string(framed.header("Content-Security-Policy")), HasSubstr("https://portal.example"));
  const auto file = articles_.folder() / "acronyms.toml";
  std::ofstream(file) << "[acronyms]\nXYZ = \"sea lanes\"\n";
  config.search.acronyms = file;
  ASSERT_TRUE(service_->reload(config));
  const auto before = ask("/api/v1/search?q=xyz");
  EXPECT_EQ(json::parse(before.body)["total"], 1);
  std::ofstream(file) << "[acronyms]\nXYZ = \"mountain lakes\"\n";
  ASSERT_TRUE(service_->reload(config));
  EXPECT_EQ(ask("/api/v1/search?q=xyz", {{"If-None-Match", std::string(before.header("ETag"))}}).status, 200);
}

TEST_F(Routes, AnyTagFitsOnlyWhatIsThere) {
  articles_.add({sea_article("a", "The first")});
  const struct {
    std::string target;
    int status;
  } cases[] = {{"/api/v1/documents/a", 304},    {"/api/v1/search?q=sea", 304}, {"/api/v1/documents/none", 404},
               {"/api/v1/search?limit=x", 400}, {"/documents/none", 404},      {"/assets/search.css", 304},
               {"/assets/none.css", 404}};
  for (const auto& each : cases)
    for (int twice = 0; twice < 2; ++twice)
      EXPECT_EQ(ask(each.target, {{"If-None-Match", "*"}}).status, each.status) << each.target;
}

TEST_F(Routes, FilesAreConfirmedByTheirTag) {
  for (const char* target : {"/assets/search.css", "/embed.js"}) {
    const auto whole = ask(target);
    const std::string tag(whole.header("ETag"));
    for (const std::string& known : {tag, tag.substr(2), "\"x\", " + tag}) {
      const auto confirmed = ask(target, {{"If-None-Match", known}});
      EXPECT_EQ(confirmed.status, 304) << target << ' ' << known;
      EXPECT_EQ(confirmed.body, "");
      for (const char* name : {"ETag", "Vary", "Cache-Control"})
        EXPECT_EQ(confirmed.header(name), whole.header(name)) << target << ' ' << name;
    }
    EXPECT_EQ(ask(target, {{"If-None-Match", "\"x\""}}).status, 200);
  }
}

TEST_F(Routes, NoAnswerFailsOrIsMixedWhileTheIndexChanges) {
  constexpr int articles = 20, versions = 8, rebuilt_at = 5;
  const auto write = [&](int version) {
    std::vector<article::Article> all;
    for (int i = 0; i < articles; ++i) {
      all.push_back(sea_article(std::to_string(i), "Lanes"));
      all.back().themes = {"Version " + std::to_string(version)};
    }
    articles_.add(all);
  };
  write(0);
  std::mutex mutex;
  std::set<std::string> wrongs;
  std::atomic<int> asked{0};
  const auto read = [&](const std::stop_token& stop, const std::string& target) {
    while (!stop.stop_requested()) {
      const auto response = ask(target);
      ++asked;
      std::set<std::string> themes;
      if (response.status == 200) {
        const json results = json::parse(response.body);
        for (const json& result : results["results"]) themes.insert(result["themes"].dump());
        themes.insert("[" + results["facets"]["theme"][0]["value"].dump() + "]");
        if (results["total"] == articles && results["results"].size() == articles && themes.size() == 1 &&
            results["facets"]["theme"].size() == 1)
          continue;
      }
      const std::scoped_lock lock(mutex);
      wrongs.insert(std::to_string(response.status) + " " + response.body.substr(0, 500));
    }
  };
  {
    std::vector<std::jthread> readers;
    for (const char* query : {"q=sea", "q=lanes&sort=newest", "q="})
      readers.emplace_back(read, std::string("/api/v1/search?facets=1&limit=100&") + query);
    for (int version = 1; version <= versions; ++version) {
      write(version);
      if (version == rebuilt_at) {
        write::UpdateOptions anew;
        anew.rebuild = true;
        ASSERT_TRUE(write::update_index(articles_.config(), anew));
      }
      const int before = asked;
      while (asked < before + 6) std::this_thread::yield();
    }
  }
  EXPECT_THAT(wrongs, testing::IsEmpty());
  EXPECT_EQ(ask_json("/api/v1/facets?field=theme")["facets"]["theme"][0]["value"], "Version 8");
}

TEST_F(Routes, ASearchThatRunsOutOfTimeSaysSoAndIsNotKept) {
  std::vector<article::Article> articles;
  for (int i = 0; i < 300; ++i) articles.push_back(sea_article(std::to_string(i), "Lanes of the sea"));
  articles_.add(articles);
  auto config = articles_.config();
  config.searchd.query_timeout = std::chrono::milliseconds(1);
  ASSERT_TRUE(service_->reload(config));
  // To read it alone takes longer than that.
  std::string slow = "sea";
  while (slow.size() < 1900) slow += "%20OR%20%22sea%20lanes%20between%22";
  for (const char* path : {"/api/v1/search?q=", "/?q=", "/feed.atom?q="}) {
    const auto response = ask(path + slow);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.header("Cache-Control"), "no-store") << path;
    EXPECT_EQ(response.header("ETag"), "") << path;
  }
  const auto results = ask_json("/api/v1/search?q=" + slow);
  EXPECT_EQ(results["incomplete"], true);
  EXPECT_THAT(ask("/?q=" + slow).body, HasSubstr("ran out of time"));
  EXPECT_THAT(ask("/metrics").body, HasSubstr("caravan_searches_incomplete_total 5\n"));
  config.searchd.query_timeout = std::chrono::milliseconds(0);
  ASSERT_TRUE(service_->reload(config));
  EXPECT_FALSE(ask_json("/api/v1/search?q=" + slow).contains("incomplete")) << "0: as long as it takes";
}

TEST_F(Routes, WhateverRunsOutOfTimeSaysSoAndIsNotKept) {
  articles_.add({sea_article("a", "Lanes of the sea"), sea_article("b", "Another strait")});
  auto config = articles_.config();
  config.searchd.query_timeout = std::chrono::milliseconds(-1);  // over before it begins
  ASSERT_TRUE(service_->reload(config));
  for (const char* target : {"/api/v1/search?q=sea", "/api/v1/documents/a/similar", "/api/v1/suggest?q=mar",
                             "/api/v1/suggest?q=mar&format=opensearch", "/api/v1/facets", "/api/v1/facets?field=theme",
                             "/feed.atom?q=sea", "/?q=sea", "/documents/a", "/facets/theme"}) {
    const auto response = ask(target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_EQ(response.header("Cache-Control"), "no-store") << target;
    EXPECT_EQ(response.header("ETag"), "") << target;
    if (response.header("Content-Type") == "application/json") {
      EXPECT_EQ(json::parse(response.body)["incomplete"], true) << target;
    }
  }
  EXPECT_THAT(ask("/documents/a").body, HasSubstr("time ran out"));
  config.searchd.query_timeout = std::chrono::milliseconds(0);
  ASSERT_TRUE(service_->reload(config));
  for (const char* target :
       {"/api/v1/search?q=sea", "/api/v1/documents/a/similar", "/api/v1/suggest?q=mar", "/api/v1/facets?field=theme"})
    EXPECT_FALSE(ask_json(target).contains("incomplete")) << target << ": 0: as long as it takes";
  EXPECT_THAT(ask("/documents/a").body, Not(HasSubstr("time ran out")));
}

TEST_F(Routes, AnswersAreKeptAndCompressed) {
  articles_.add({sea_article("a", "x")});
  const auto plain = ask("/?q=sea");
  const auto packed = ask("/?q=sea", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size() / 2);
  EXPECT_EQ(plain.header("ETag"), packed.header("ETag"));
  EXPECT_GT(service_->cache().bytes(), 0U);
  EXPECT_EQ(service_->cache().hits(), 0U);
  EXPECT_EQ(ask("/?q=sea").body, plain.body);
  EXPECT_THAT(ask("/metrics").body, HasSubstr("caravan_answer_cache_hits_total 1\n"));
  EXPECT_THAT(ask("/metrics").body, HasSubstr("caravan_answer_cache_misses_total 2\n"));
  articles_.add({sea_article("b", "y")});
  EXPECT_NE(ask("/?q=sea").body, plain.body) << "another revision has other answers";
  EXPECT_EQ(service_->cache().hits(), 1U);
}

TEST_F(Routes, TwoAddressesOfOneHashHaveTwoAnswers) {
  articles_.add({sea_article("a", "x")});
  // Found in three minutes on two cores, by walking until two paths met.
  for (const char* words : {"cgoflonjcafmhbcn", "effdjdkmfpkfagce"})
    EXPECT_EQ(ask_json(std::string("/api/v1/search?q=") + words)["query"], words);
}

}  // namespace
}  // namespace caravan::searchd
