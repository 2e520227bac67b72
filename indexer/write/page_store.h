#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/archive/archive_reader.h"
#include "indexer/schema/entry.h"
#include "indexer/write/index_writer.h"
#include "indexer/write/update.h"

namespace caravan::extract {
struct Extraction;
}

namespace caravan::write {

/// Turns what the archive says of pages into articles of the index. Several pages may be one article: those that name
/// the same canonical address on their host and carry the same headline. It is read from the canonical page where that
/// is there, else from the first of them in order of address, so that a rebuild and a chain of updates end alike.
class PageStore {
 public:
  /// All three outlive it.
  PageStore(const archive::ArchiveReader& archive, IndexWriter& writer, UpdateReport& report)
      : archive_(archive), writer_(writer), report_(report) {}

  void apply(const archive::Change& change);
  /// A page's newest version.
  void store(const archive::Snapshot& snapshot);

 private:
  void count(Put put);
  void remove_page(std::string_view url);
  /// @return whether the page was (part of) an article
  bool detach(std::string_view url);
  void store_again(std::string_view url);
  std::string identity_address(const archive::Snapshot& snapshot, const extract::Extraction& extraction) const;
  void store_article(const archive::Snapshot& snapshot, extract::Extraction extraction);

  const archive::ArchiveReader& archive_;
  IndexWriter& writer_;
  UpdateReport& report_;
  bool counting_ = true;
};

}  // namespace caravan::write
