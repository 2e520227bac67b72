#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "indexer/article/article.h"
#include "indexer/extract/parts.h"
#include "indexer/extract/sequels.h"

namespace caravan::extract {

struct SiteRule;

/// A page as it was fetched.
struct Page {
  std::string_view bytes;          ///< any charset
  std::string_view url;            ///< absolute; anchors relative links
  std::string_view content_type;   ///< the HTTP header, "" when unknown
  const SiteRule* rule = nullptr;  ///< what the configuration says of its site (site_rules.h); overrides what is found
  /// What to think of each block of the page in place of the model (block_model.h): how the trees of other pages are
  /// tried on this one. Ignored unless there is one for each block.
  std::span<const float> likelihood = {};
  /// When it was fetched: days after that (and two more, for time zones and clocks) are not believed. Missing: any day
  /// is. Never the time of reading, so that a page reads the same whenever it is read.
  std::optional<Instant> fetched = std::nullopt;
};

enum class PageType : std::uint8_t {
  article,
  listing,  ///< home, theme, author, search and calendar pages
  other,    ///< no text to speak of, or neither HTML nor a PDF that can be read
  too_hard  ///< over the fixed bounds of memory or time, or a PDF that could not be read now; `why` says which
};

/// Where a fact was found and how sure that is, for --explain.
struct Evidence {
  std::string field;  ///< "title", "author", "published", "body" ...
  std::string value;
  std::string source;     ///< "json-ld", "meta og:title", "h1", "byline", "visible date"
  double confidence = 0;  ///< 0..1
  bool chosen = false;
};

struct Extraction {
  PageType type = PageType::other;
  std::string why;           ///< for everything that is not an article: the reason, for people
  article::Article article;  ///< best effort even where type is listing; `site`, and `type` but for
                             ///< "report", are left to the caller
  std::string canonical;     ///< <link rel=canonical>, "" when there is none
  Parts parts;               ///< of an article in several pages: which one this is, and where the others are
  Sequels sequels;           ///< where it says nothing of parts: the pages that may be those before and behind it
  bool noindex = false;      ///< <meta name=robots>
  /// With too_hard: nothing is known of the page, and another day it may be read (no poppler, too slow a machine). What
  /// was known of it before still counts.
  bool may_pass = false;
  std::vector<Evidence> evidence;  ///< filled only when asked for
};

/// Reads the article out of one page; of a PDF see pdf.h. Never fails and never throws; bounded memory and time for any
/// input. Thread-safe.
Extraction extract(const Page& page, bool explain = false);

/// A short text that is equal for two extractions exactly when all that is indexed is equal.
std::string fingerprint(const Extraction& extraction);

}  // namespace caravan::extract
