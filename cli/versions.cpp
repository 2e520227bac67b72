#include "cli/versions.h"

#include <utility>

#include <fmt/format.h>

#include "indexer/extract/extract.h"
#include "indexer/extract/site_rules.h"
#include "indexer/write/parted_article.h"

namespace caravan::cli {

namespace {

/// Of an article in several pages those of all that belong to it now.
std::vector<archive::SnapshotInfo> versions_of(const std::string& url, const archive::ArchiveReader& archive,
                                               const extract::SiteRules& rules) {
  const auto page = archive.held(url);
  write::PartReader reader(rules, [&archive](const std::string& part) { return archive.held(part); });
  const auto parted = page ? reader.article_of(page->snapshot) : std::nullopt;
  if (!parted) return archive.history(url);
  std::vector<std::string> pages = parted->pages;
  pages.push_back(url);
  return archive.history(pages);
}

}  // namespace

/// As the archive stood when a version was new.
write::PartReader Versions::reader_at(std::size_t index) const {
  return write::PartReader(
      rules_, [this, &at = list_[index]](const std::string& part) -> std::optional<archive::HeldPage> {
        std::optional<archive::SnapshotId> newest;
        for (const archive::SnapshotInfo& version : archive_.history(part))
          if (std::pair(version.fetched, version.id) <= std::pair(at.fetched, at.id)) newest = version.id;
        std::optional<archive::Snapshot> snapshot = newest ? archive_.snapshot(*newest) : std::nullopt;
        return snapshot ? std::optional(archive::HeldPage{*std::move(snapshot), false}) : std::nullopt;
      });
}

Versions::Versions(Session& session, std::string_view id_or_url)
    : url_(session.address_of(id_or_url)),
      rules_(session.site_rules()),
      archive_(session.open_archive()),
      list_(versions_of(url_, archive_, rules_)) {
  if (list_.empty())
    throw Failure(Fault::not_found, fmt::format("nothing was archived of {}", url_),
                  "look at its spelling, or run: caravan crawl " + url_);
}

article::Article Versions::article(std::size_t number) const {
  if (number == 0 || number > list_.size())
    throw Failure(Fault::usage, fmt::format("{} has no version {}", url_, number),
                  fmt::format("there are versions 1 to {}; see: caravan history {}", list_.size(), url_));
  const auto snapshot = archive_.snapshot(list_[number - 1].id);
  if (!snapshot)
    throw Failure(Fault::corrupt, fmt::format("version {} of {} is missing in the archive", number, url_),
                  "run: caravan check");
  write::PartReader reader = reader_at(number - 1);
  const auto parted = reader.article_of(*snapshot);
  article::Article article = parted ? parted->extraction.article : reader.read(*snapshot)->article;
  if (!parted) article.parts.clear();
  article.id = article::article_id(url_);
  article.url = parted ? parted->first.url : snapshot->url;
  article.site = snapshot->site;
  return article;
}

}  // namespace caravan::cli
