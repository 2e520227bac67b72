#include "crawler/discovery.h"

#include <algorithm>
#include <array>
#include <forward_list>
#include <map>

#include "crawler/discover/feed.h"
#include "crawler/discover/sitemap.h"
#include "crawler/url/seen_texts.h"

namespace caravan::crawl {
namespace {

using archive::Discovered;
using archive::PageKind;

constexpr std::size_t max_links = 5000;
constexpr int deepest_sitemap = 2;
constexpr int deepest_feed = 20;
constexpr std::size_t few_dates = 20;

constexpr std::array<std::string_view, 58> no_page_endings{
    "7z",   "aac", "apk",  "avi", "avif", "bmp",  "bz2", "css", "csv",  "deb",  "dmg",  "doc",   "docx", "dwg", "eot",
    "epub", "exe", "flac", "gif", "gz",   "ico",  "ics", "iso", "jpeg", "jpg",  "js",   "json",  "m4a",  "m4v", "map",
    "mkv",  "mov", "mp3",  "mp4", "mpeg", "mpg",  "msi", "odp", "ods",  "odt",  "ogg",  "otf",   "png",  "ppt", "pptx",
    "rar",  "rtf", "svg",  "tar", "tif",  "tiff", "ttf", "wav", "webm", "webp", "woff", "woff2", "xls"};
static_assert(std::ranges::is_sorted(no_page_endings));
constexpr std::size_t longest_ending = std::ranges::max(no_page_endings, {}, &std::string_view::size).size();

bool let_through(const url::Url& url, const LinkRules& rules) {
  return rules.site.scope.allows(url) && !looks_like_no_page(url) && rules.may_follow(url);
}

/// A page that a sitemap or feed names, for the site that it belongs to.
void add_page(Listing& listing, const url::Url& url, std::optional<Instant> lastmod, const LinkRules& rules) {
  if (let_through(url, rules)) {
    listing.found.push_back({url.str(), PageKind::page, 1, lastmod});
  } else if (rules.other_site && !rules.site.scope.allows(url) && !looks_like_no_page(url)) {
    if (const std::string* site = rules.other_site(url))
      listing.found.push_back({url.str(), PageKind::page, 1, lastmod, *site});
  }
}

bool is_of_comments(const url::Url& url) { return url.path().find("/comments/") != std::string_view::npos; }

/// Dates of one sitemap, counted before they are believed.
class DateCensus {
 public:
  explicit DateCensus(Instant now) : now_(now) {}
  void count(Instant date) {
    ++all_;
    if (date > now_ - std::chrono::hours(24)) ++recent_;
    most_ = std::max(most_, ++same_[date]);
  }
  bool stamped() const { return all_ > few_dates && (most_ * 2 > all_ || recent_ * 2 > all_); }

 private:
  Instant now_;
  std::size_t all_ = 0, recent_ = 0, most_ = 0;
  std::map<Instant, std::size_t> same_;
};

}  // namespace

bool looks_like_no_page(const url::Url& url) {
  const std::string_view path = url.path();
  const std::size_t dot = path.find_last_of("./");
  if (dot == std::string_view::npos || path[dot] == '/') return false;
  const std::string_view written = path.substr(dot + 1);
  std::array<char, longest_ending> lower{};
  if (written.size() > lower.size()) return false;
  std::ranges::transform(written, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::ranges::binary_search(no_page_endings, std::string_view(lower.data(), written.size()));
}

std::vector<Discovered> discovered_links(const html::PageLinks& links, int depth, const LinkRules& rules) {
  std::vector<Discovered> found;
  found.reserve(std::min(links.links.size(), max_links));
  url::SeenTexts seen;
  std::forward_list<url::Url> cleaned;  // what `seen` holds views of must stay where it is
  const std::vector<std::string>& ignored = rules.site.settings.crawl.ignore_parameters;
  const auto consider = [&](const url::Url& link) {
    if (found.size() >= max_links) return;
    const url::Url& plain =
        url::has_tracking(link, ignored) ? cleaned.emplace_front(url::without_tracking(link, ignored)) : link;
    if (seen.insert(plain.str()) && let_through(plain, rules))
      found.push_back({plain.str(), PageKind::page, depth + 1});
  };
  for (const url::Url& link : links.links) consider(link);
  for (const url::Url& link : links.alternates) consider(link);
  if (links.refresh) consider(*links.refresh);
  if (links.canonical) consider(*links.canonical);
  return found;
}

std::vector<Discovered> discovered_feeds(const html::PageLinks& links, const url::Url& page, bool front,
                                         const LinkRules& rules) {
  std::vector<Discovered> found;
  const auto is_below = [&](const url::Url& feed) {
    return page.path() != "/" && feed.origin() == page.origin() && feed.path().starts_with(page.path());
  };
  for (const url::Url& feed : links.feeds)
    if ((front || !is_below(feed)) && rules.site.scope.allows_host(feed) && !is_of_comments(feed) &&
        rules.may_follow(feed))
      found.push_back({feed.str(), PageKind::feed, 0});
  return found;
}

Listing read_sitemap_listing(std::string_view body, const url::Url& address, int depth, Instant now,
                             const LinkRules& rules) {
  Listing listing;
  std::vector<SitemapEntry> entries;
  DateCensus census(now);
  const SitemapSummary summary = read_sitemap(body, address, [&](const SitemapEntry& entry) {
    if (entry.lastmod) census.count(*entry.lastmod);
    entries.push_back(entry);
  });
  listing.problem = summary.problem;
  if (summary.kind == SitemapSummary::Kind::feed) return read_feed_listing(body, address, 0, false, rules);
  if (summary.kind == SitemapSummary::Kind::nothing && listing.problem.empty()) listing.problem = "it is no sitemap";
  const bool index = summary.kind == SitemapSummary::Kind::index;
  for (const SitemapEntry& entry : entries) {
    const url::Url plain = url::without_tracking(entry.url, rules.site.settings.crawl.ignore_parameters);
    const std::optional<Instant> lastmod = census.stamped() ? std::nullopt : entry.lastmod;
    if (index && depth < deepest_sitemap && rules.site.scope.allows_host(plain))
      listing.found.push_back({plain.str(), PageKind::sitemap, depth + 1, lastmod});
    if (!index) add_page(listing, plain, lastmod, rules);
  }
  return listing;
}

Listing read_feed_listing(std::string_view body, const url::Url& address, int depth, bool first_visit,
                          const LinkRules& rules) {
  Listing listing;
  const Feed feed = read_feed(body, address);
  listing.problem = feed.problem;
  for (const FeedEntry& entry : feed.entries) {
    add_page(listing, url::without_tracking(entry.url, rules.site.settings.crawl.ignore_parameters), entry.changed,
             rules);
  }
  if (feed.next && first_visit && depth < deepest_feed && rules.site.scope.allows_host(*feed.next) &&
      rules.may_follow(*feed.next))
    listing.found.push_back({feed.next->str(), PageKind::feed, depth + 1});
  return listing;
}

}  // namespace caravan::crawl
