#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/loopback_site.h"

namespace caravan::test {

/// A folder made by corpus/specimen/generate (or scripts/serve-eval-pages), served on loopback and changed by tests.
/// Where the pages name the site (http://specimen.example), they are given the server's own address when loaded,
/// gzipped sitemaps included. Conditional requests are answered with 304 where the page has not changed.
class SpecimenSite {
 public:
  /// Throws std::runtime_error when the folder has no manifest.ndjson or a line of it is wrong.
  explicit SpecimenSite(const std::filesystem::path& folder, std::string address = "127.0.0.1", std::uint16_t port = 0);

  std::string url(std::string_view path = "/") const { return server_->url(path); }
  std::uint16_t port() const { return server_->port(); }
  std::vector<Request> seen() const { return server_->seen(); }
  void forget() { server_->forget(); }

  /// Paths of all pages that answer 200, with query, in order.
  std::vector<std::string> paths() const;

  /// Replaces a text everywhere in a page and gives the page new validators: another ETag, a day later.
  /// Throws std::invalid_argument when there is no such page or text. Bytes count: mind the page's charset.
  void edit(std::string_view path, std::string_view from, std::string_view to);
  /// The page answers with that status from now on.
  void remove(std::string_view path, int status = 410);
  /// A new page, or another body for an old address; nothing links to it yet (see edit).
  void add(std::string_view path, std::string body, std::string content_type = "text/html; charset=utf-8");
  /// Every address answers that status, as when a site is down; nothing: the site is up again.
  void set_outage(std::optional<int> status);

 private:
  struct Page {
    int status = 200;
    Headers headers;
    std::string body;
    int revision = 0;
  };

  void load(const std::filesystem::path& folder);
  void adopt_address(Page& page) const;
  Reply answer(const Request& request) const;
  const Page* find(const std::string& target) const;
  std::string without_ignored_parameters(std::string_view target) const;
  std::optional<Reply> calendar_month(std::string_view target) const;
  Page& existing(std::string_view path);

  mutable std::mutex mutex_;  // guards all but server_
  std::map<std::string, Page, std::less<>> pages_;
  std::string calendar_path_;  // rule "calendar": months below this path, made from calendar_
  Page calendar_;
  std::map<std::string, Page, std::less<>> any_query_;  // rule "any_query": by path without query
  std::optional<Page> not_found_;                       // rule "not_found"
  std::vector<std::string> ignored_parameters_;         // rule "ignored_parameters": beginnings of names
  std::optional<int> outage_;
  std::unique_ptr<LoopbackSite> server_;  // last: stops before the rest goes away
};

}  // namespace caravan::test
