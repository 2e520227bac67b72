#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/config.h"
#include "crawler/archive/archive_reader.h"
#include "crawler/archive/frontier_rows.h"
#include "crawler/crawl.h"
#include "tests/support/loopback_site.h"
#include "tests/support/temporary_folder.h"

namespace caravan::test {

/// A site of a few pages that a test writes and rewrites. Answers 404 where there is nothing; an ETag follows the body,
/// and is honoured.
class SmallSite {
 public:
  explicit SmallSite(std::string address = "127.0.0.1");

  std::string url(const std::string& path = "/") const { return server_.url(path); }
  std::string host() const;
  void page(const std::string& path, const std::string& body, Headers headers = {});
  void answer(const std::string& path, Reply reply);
  void redirect(const std::string& path, const std::string& to, int status = 301);
  void drop(const std::string& path);
  /// What every address answers instead, until it is taken back.
  void everywhere(std::optional<Reply> reply);
  void robots(const std::string& text);

  /// Targets asked for since the last forget(), in order; robots.txt and the guessed sitemap apart.
  std::vector<std::string> asked() const;
  std::vector<Request> seen() const { return server_.seen(); }
  int times_asked(const std::string& path) const;
  /// Of all requests since forget(), those without a condition.
  std::vector<std::string> unconditional() const;
  void forget() { server_.forget(); }

 private:
  Reply reply_to(const Request& request);

  mutable std::mutex mutex_;
  std::map<std::string, Reply> pages_;
  std::optional<Reply> everywhere_;
  LoopbackSite server_;  // last: it answers from what stands above
};

/// "<html>...": a page with links, and some text to tell it from others.
std::string html_page(const std::string& text, const std::vector<std::string>& links = {},
                      const std::string& head = {});

/// A page counts as article when it says "ARTICLE"; its fingerprint is what stands in <p>.
crawl::PageReading read_small_page(const url::Url& url, std::string_view content_type, std::string_view body,
                                   Instant fetched);

/// A configuration, a clock turned by hand, and a data directory of its own.
class SmallCrawl {
 public:
  SmallCrawl();
  SiteSettings& add_site(const std::string& name, const std::vector<std::string>& seeds);

  archive::RunReport run(crawl::CrawlOptions options = {});
  Result<archive::RunReport> try_run(crawl::CrawlOptions options = {});
  archive::RunReport run_named(const std::string& url);
  void sleep(std::chrono::seconds time) { clock.advance(time); }

  /// Addresses of the articles that count now, without their origin.
  std::vector<std::string> articles() const;
  std::string body(const std::string& url) const;
  std::string content_type(const std::string& url) const;  ///< of its newest snapshot
  std::vector<archive::Change> changes() const;
  std::optional<archive::PageRow> row(const std::string& url) const;

  Config config;
  ManualClock clock;
  std::unique_ptr<crawl::Fetcher> fetcher;
  crawl::ReadPage read_page = read_small_page;
  std::function<void(const crawl::Progress&)> progress;
  std::stop_source stop;

 private:
  TemporaryFolder folder_;
};

}  // namespace caravan::test
