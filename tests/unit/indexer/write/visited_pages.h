#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "crawler/archive/archive_writer.h"
#include "indexer/query/search.h"
#include "indexer/write/update.h"
#include "tests/support/temporary_folder.h"

namespace caravan::write {

inline std::string text(std::string_view topic) {
  std::string html;
  for (int i = 0; i < 5; ++i)
    html += fmt::format(
        "<p>The talks about {0} went on for {1} days, and ministers of the two regions agreed that more of {0} would "
        "be good for trade and for the people who live there.</p>\n",
        topic, i + 3);
  return html;
}

/// Pages that are visited one by one, and what the index makes of them.
class VisitedPages : public testing::Test {
 protected:
  VisitedPages() {
    config = default_config();
    config.data = folder.path();
    archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  }
  /// As if no page had ever been visited.
  void forget() {
    archive.reset();
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(config.crawl_db().string() + ending);
    std::filesystem::remove_all(config.index_dir());
    archive.emplace(value_or_throw(archive::ArchiveWriter::open(config.crawl_db())));
  }

  void visit(const std::string& url, std::string_view body) {
    archive::PageVisit visit = visit_of(url, archive::Outcome::fetched, 200);
    visit.effect = archive::Effect::store;
    visit.body = body;
    archive->store(visit);
    archive->commit();
  }
  void gone(const std::string& url) { leaves(url, archive::Outcome::gone, 404); }
  void forbidden(const std::string& url) { leaves(url, archive::Outcome::forbidden, 200); }
  void leaves(const std::string& url, archive::Outcome outcome, int status) {
    archive::PageVisit visit = visit_of(url, outcome, status);
    visit.effect = archive::Effect::remove;
    archive->store(visit);
    archive->commit();
  }
  archive::PageVisit visit_of(const std::string& url, archive::Outcome outcome, int status) {
    archive::PageVisit visit;
    visit.url = url;
    visit.site = "Example";
    visit.at = now += std::chrono::hours(1);
    visit.outcome = outcome;
    visit.status = status;
    visit.content_type = "text/html; charset=utf-8";
    return visit;
  }

  UpdateReport update(bool rebuild = false) {
    UpdateOptions options;
    options.rebuild = rebuild;
    return value_or_throw(update_index(config, options));
  }

  std::vector<article::Article> all() const {
    std::vector<article::Article> articles;
    const auto index = value_or_throw(query::Index::open(config.index_dir()));
    value_or_throw(index.for_each(
        [&](const article::Article& one) { articles.push_back(value_or_throw(index.document(one.id))); }));
    std::ranges::sort(articles, {}, &article::Article::url);
    return articles;
  }
  /// After an update, and the same after a rebuild.
  std::vector<article::Article> indexed() {
    last = update();
    const std::vector<article::Article> articles = all();
    update(true);
    EXPECT_EQ(all(), articles) << "a rebuild says otherwise";
    return articles;
  }
  std::vector<std::string> urls() {
    std::vector<std::string> addresses;
    for (const article::Article& one : indexed()) addresses.push_back(one.url);
    return addresses;
  }

  test::TemporaryFolder folder;
  Config config;
  Instant now{std::chrono::seconds(1'700'000'000)};
  std::optional<archive::ArchiveWriter> archive;
  UpdateReport last;
};

/// The order of topics in a text, as one letter each.
inline std::string topics(const article::Article& article) {
  std::vector<std::pair<std::size_t, char>> found;
  for (const std::string_view topic : {"fisheries", "railways", "harbours", "forests"})
    if (const std::size_t at = article.body.find(topic); at != std::string::npos) found.emplace_back(at, topic.front());
  std::ranges::sort(found);
  std::string letters;
  for (const auto& [at, letter] : found) letters += letter;
  return letters;
}

}  // namespace caravan::write
