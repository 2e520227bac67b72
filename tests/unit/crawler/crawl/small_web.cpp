#include "tests/unit/crawler/crawl/small_web.h"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include "base/day.h"

namespace caravan::test {

using namespace std::chrono_literals;

SmallSite::SmallSite(std::string address)
    : server_([this](const Request& request) { return reply_to(request); }, std::move(address)) {}

std::string SmallSite::host() const {
  std::string origin = url("");
  return origin.substr(origin.find("//") + 2);
}

void SmallSite::page(const std::string& path, const std::string& body, Headers headers) {
  Reply reply;
  reply.body = body;
  reply.headers = std::move(headers);
  const auto named = [](const char* name) { return [name](const auto& header) { return header.first == name; }; };
  if (std::ranges::none_of(reply.headers, named("Content-Type")))
    reply.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  if (std::ranges::none_of(reply.headers, named("ETag")))
    reply.headers.emplace_back("ETag", "\"" + std::to_string(std::hash<std::string>{}(body)) + "\"");
  answer(path, std::move(reply));
}

void SmallSite::answer(const std::string& path, Reply reply) {
  const std::scoped_lock lock(mutex_);
  pages_.insert_or_assign(path, std::move(reply));
}

void SmallSite::redirect(const std::string& path, const std::string& to, int status) {
  Reply reply;
  reply.status = status;
  reply.headers = {{"Location", to}};
  answer(path, std::move(reply));
}

void SmallSite::drop(const std::string& path) {
  const std::scoped_lock lock(mutex_);
  pages_.erase(path);
}

void SmallSite::everywhere(std::optional<Reply> reply) {
  const std::scoped_lock lock(mutex_);
  everywhere_ = std::move(reply);
}

void SmallSite::robots(const std::string& text) { page("/robots.txt", text, {{"Content-Type", "text/plain"}}); }

std::vector<std::string> SmallSite::asked() const {
  std::vector<std::string> targets;
  for (const Request& request : seen())
    if (request.target != "/robots.txt" && request.target != "/sitemap.xml") targets.push_back(request.target);
  return targets;
}

int SmallSite::times_asked(const std::string& path) const {
  return static_cast<int>(std::ranges::count(seen(), path, &Request::target));
}

std::vector<std::string> SmallSite::unconditional() const {
  std::vector<std::string> targets;
  for (const Request& request : seen())
    if (request.header("if-none-match").empty()) targets.push_back(request.target);
  return targets;
}

Reply SmallSite::reply_to(const Request& request) {
  const std::scoped_lock lock(mutex_);
  if (everywhere_) return *everywhere_;
  const auto page = pages_.find(request.target);
  Reply reply;
  if (page == pages_.end()) {
    reply.status = 404;
    reply.headers = {{"Content-Type", "text/html"}};
    reply.body = "<html><p>nothing here</p></html>";
    return reply;
  }
  reply = page->second;
  const auto tag = std::ranges::find(reply.headers, "ETag", &std::pair<std::string, std::string>::first);
  if (tag != reply.headers.end() && request.header("if-none-match") == tag->second) {
    reply.status = 304;
    reply.body.clear();
  }
  return reply;
}

std::string html_page(const std::string& text, const std::vector<std::string>& links, const std::string& head) {
  std::string body = "<!DOCTYPE html><html><head><title>x</title>" + head + "</head><body><p>" + text + "</p>";
  for (const std::string& link : links) body += "<a href=\"" + link + "\">link</a>";
  return body + "</body></html>";
}

crawl::PageReading read_small_page(const url::Url&, std::string_view, std::string_view body, Instant) {
  const std::size_t begin = body.find("<p>"), end = body.find("</p>");
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  const std::string_view text = body.substr(begin, end - begin);
  return {text.find("ARTICLE") != std::string_view::npos, std::string(text)};
}

SmallCrawl::SmallCrawl()
    : config(default_config()),
      clock(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + 2h),
      fetcher(crawl::make_curl_fetcher()) {
  config.data = folder_ / "data";
  config.crawl.user_agent = "caravan/1.0 (+https://intranet.example/caravan)";
  config.crawl.delay = 0ms;
  config.crawl.timeout = 2s;
  config.crawl.allow_private_addresses = true;
}

SiteSettings& SmallCrawl::add_site(const std::string& name, const std::vector<std::string>& seeds) {
  SiteSettings site;
  site.name = name;
  site.seeds = seeds;
  site.crawl = config.crawl;
  for (const std::string& seed : seeds)
    site.allow.push_back(std::string(value_or_throw(url::Url::parse(seed)).origin()) + "/");
  config.sites.push_back(site);
  return config.sites.back();
}

Result<archive::RunReport> SmallCrawl::try_run(crawl::CrawlOptions options) {
  const crawl::CrawlTools tools{*fetcher, clock, read_page, progress, stop.get_token()};
  return crawl::crawl(config, options, tools);
}

archive::RunReport SmallCrawl::run(crawl::CrawlOptions options) { return value_or_throw(try_run(std::move(options))); }

archive::RunReport SmallCrawl::run_named(const std::string& url) {
  crawl::CrawlOptions options;
  options.urls = {url};
  return run(options);
}

std::vector<std::string> SmallCrawl::articles() const {
  std::vector<std::string> paths;
  const auto reader = value_or_throw(archive::ArchiveReader::open(config.crawl_db()));
  reader.for_each_live([&](const archive::Snapshot& snapshot) {
    const auto url = value_or_throw(url::Url::parse(snapshot.url));
    if (!read_page || read_page(url, snapshot.content_type, snapshot.body, snapshot.fetched).article)
      paths.emplace_back(url.path_and_query());
  });
  std::ranges::sort(paths);
  return paths;
}

std::string SmallCrawl::body(const std::string& url) const {
  const auto reader = value_or_throw(archive::ArchiveReader::open(config.crawl_db()));
  const auto snapshot = reader.newest(url);
  return snapshot ? snapshot->body : "";
}

std::string SmallCrawl::content_type(const std::string& url) const {
  const auto reader = value_or_throw(archive::ArchiveReader::open(config.crawl_db()));
  const auto snapshot = reader.newest(url);
  return snapshot ? snapshot->content_type : "";
}

std::vector<archive::Change> SmallCrawl::changes() const {
  return value_or_throw(archive::ArchiveReader::open(config.crawl_db())).changes_after(0, 100'000);
}

std::optional<archive::PageRow> SmallCrawl::row(const std::string& url) const {
  return value_or_throw(archive::FrontierRows::open(config.crawl_db())).page(url);
}

}  // namespace caravan::test
