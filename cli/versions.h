#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"
#include "crawler/archive/records.h"
#include "indexer/article/article.h"
#include "indexer/write/parted_article.h"

namespace caravan::cli {

/// The archived versions of one article, oldest first; version 1 is the first. Where it stands in several pages, each
/// version of each of them is one of the article.
class Versions {
 public:
  /// @throws Failure (not_found) when nothing of it was archived.
  Versions(Session& session, std::string_view id_or_url);

  const std::string& url() const { return url_; }
  const std::vector<archive::SnapshotInfo>& list() const { return list_; }
  /// What extraction reads out of that version today, the other parts as they were then. @throws Failure (usage) when
  /// there is none of that number.
  article::Article article(std::size_t number) const;

 private:
  write::PartReader reader_at(std::size_t index) const;

  std::string url_;
  const extract::SiteRules& rules_;
  archive::ArchiveReader archive_;
  std::vector<archive::SnapshotInfo> list_;
};

}  // namespace caravan::cli
