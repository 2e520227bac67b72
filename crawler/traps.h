#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "crawler/url/url.h"

namespace caravan::crawl {

/// Pages of one shape that may lead nowhere new, one after the other, before the shape is given up.
inline constexpr int barren_pages_allowed = 24;

/// An address with what counts on put aside: numbers in the path are "#", of a query only the names stay, sorted:
/// "/calendar/2026/11/" is "/calendar/#/#/", "/list?page=2&theme=x" is "/list?page&theme". Empty when there is nothing
/// to put aside.
std::string shape_of(const url::Url& url);

/// Notices addresses that a site can make without end: calendars, combinations of filters, paths that repeat
/// themselves. One for each site and run.
class TrapWatch {
 public:
  /// @param tells_articles  whether anybody knows articles from listings; without it every page may be an article, and
  ///                        only what the address itself shows counts.
  TrapWatch(Instant now, bool tells_articles);

  /// Why an address is not to be followed; empty: it is.
  std::string reason_against(const url::Url& url) const;
  /// After a page's first visit: where it led and what it was. Barren is a page that links to nothing that its siblings
  /// of the same shape had not linked to, and is no article.
  /// @param is_article  asked only where the links do not decide: somebody has to read the page for it
  void visited(const url::Url& url, std::span<const url::Url> links, const std::function<bool()>& is_article);
  /// One sentence for each shape given up.
  std::vector<std::string> notes() const;

 private:
  struct Shape {
    int pages = 0, barren = 0;
    bool closed = false;
    std::string example;
    std::unordered_set<std::uint64_t> led_to;
  };
  int this_year_;
  bool tells_articles_;
  std::size_t closed_ = 0;  ///< shapes
  std::map<std::string, Shape, std::less<>> shapes_;
};

}  // namespace caravan::crawl
