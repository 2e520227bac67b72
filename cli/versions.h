#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"
#include "crawler/archive/records.h"
#include "indexer/article/article.h"

namespace caravan::cli {

/// The archived versions of one page, oldest first; version 1 is the first.
class Versions {
 public:
  /// @throws Failure (not_found) when nothing of it was archived.
  Versions(Session& session, std::string_view id_or_url);

  const std::string& url() const { return url_; }
  const std::vector<archive::SnapshotInfo>& list() const { return list_; }
  /// What extraction reads out of that version today. @throws Failure (usage) when there is none of that number.
  article::Article article(std::size_t number) const;

 private:
  std::string url_;
  const extract::SiteRules& rules_;
  archive::ArchiveReader archive_;
  std::vector<archive::SnapshotInfo> list_;
};

}  // namespace caravan::cli
