#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/archive/archive_reader.h"
#include "indexer/schema/entry.h"
#include "indexer/write/index_writer.h"
#include "indexer/write/update.h"

namespace caravan::extract {
struct Extraction;
class SiteRules;
}  // namespace caravan::extract

namespace caravan::write {

/// Turns what the archive says of pages into articles of the index. Several pages may be one article: those that name
/// the same canonical address on their host and carry the same headline. It is read from the canonical page where that
/// is there, else from the first of them in order of address, so that a rebuild and a chain of updates end alike.
class PageStore {
 public:
  /// The article that the generation before this one has of a page.
  using Before = std::function<std::optional<schema::Entry>(std::string_view url)>;

  /// All outlive it. `replaces` is empty where no generation is replaced.
  PageStore(const archive::ArchiveReader& archive, const extract::SiteRules& rules, IndexWriter& writer,
            UpdateReport& report, Before replaces = {})
      : archive_(archive), rules_(rules), writer_(writer), report_(report), replaces_(std::move(replaces)) {}

  void apply(const archive::Change& change);
  /// A page's newest version.
  void store(const archive::Snapshot& snapshot);

 private:
  void count(Put put);
  void keep_as_it_was(const std::string& url);
  bool can_be_read(std::string_view url);
  void remove_page(std::string_view url);
  /// @return whether the page was (part of) an article
  bool detach(std::string_view url);
  void store_again(std::string_view url);
  std::string identity_address(const archive::Snapshot& snapshot, const extract::Extraction& extraction) const;
  void store_article(const archive::Snapshot& snapshot, extract::Extraction extraction);

  extract::Extraction read(const archive::Snapshot& snapshot) const;

  const archive::ArchiveReader& archive_;
  const extract::SiteRules& rules_;
  IndexWriter& writer_;
  UpdateReport& report_;
  Before replaces_;
  bool counting_ = true;
};

}  // namespace caravan::write
