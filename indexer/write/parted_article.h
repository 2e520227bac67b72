#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/archive/archive_reader.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/join_parts.h"

namespace caravan::extract {
class SiteRules;
}

namespace caravan::write {

/// An article that was read out of several pages.
struct PartedArticle {
  archive::Snapshot first;         ///< the first part that is held: whose facts and canonical address count
  extract::Extraction extraction;  ///< the whole; `article.parts` and `missing_parts` say what it is made of
  std::vector<std::string> pages;  ///< addresses of the pages that it was read from, in order
};

/// Reads articles in several pages, whose parts either number each other or form a chain, each naming the one before
/// and behind it. Which pages belong together follows from what is held alone, whichever of them is asked about, so
/// that a rebuild and many updates end alike. By number: a page leads down to the first part that is held; from there
/// on each part names others, and those that lead back to it and have its headline belong to it. A chain is joined
/// whole or not at all: where it ends, no further page that is held may lead back to it, as neighbouring articles do.
class PartReader {
 public:
  /// The page at an address, or where its article is now, as far as it is held.
  using Held = std::function<std::optional<archive::HeldPage>(const std::string& url)>;
  using Read = std::shared_ptr<const extract::Extraction>;

  /// @param rules  outlives this object
  PartReader(const extract::SiteRules& rules, Held held) : rules_(rules), held_(std::move(held)) {}

  /// What extraction reads out of one page; parts are remembered for a while.
  Read read(const archive::Snapshot& page);
  /// As much of it as a chain is followed by; remembered for longer.
  extract::Glance glance(const archive::Snapshot& page);
  /// The article that a page is a part of. @return nullopt where the page stands for itself
  std::optional<PartedArticle> article_of(const archive::Snapshot& page);

 private:
  class Row;
  class Chain;

  const extract::SiteRules& rules_;
  Held held_;
  std::map<std::int64_t, Read> remembered_;  ///< by number of snapshot
  std::map<std::int64_t, extract::Glance> glances_;
};

}  // namespace caravan::write
