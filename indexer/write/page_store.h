#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/archive/archive_reader.h"
#include "indexer/schema/entry.h"
#include "indexer/write/index_writer.h"
#include "indexer/write/parted_article.h"
#include "indexer/write/update.h"

namespace caravan::extract {
struct Extraction;
class SiteRules;
}  // namespace caravan::extract

namespace caravan::write {

/// Turns what the archive says of pages into articles of the index. Several pages may be one article: those that name
/// the same canonical address on their host and carry the same headline. It is read from the canonical page where that
/// is there, else from the first of them in order of address, so that a rebuild and a chain of updates end alike. Parts
/// of an article in several pages are read together (parted_article.h).
class PageStore {
 public:
  /// The article that the generation before this one has of a page.
  using Before = std::function<std::optional<schema::Entry>(std::string_view url)>;

  /// All outlive it. `replaces` is empty where no generation is replaced.
  PageStore(const archive::ArchiveReader& archive, const extract::SiteRules& rules, IndexWriter& writer,
            UpdateReport& report, Before replaces = {})
      : archive_(archive),
        writer_(writer),
        report_(report),
        replaces_(std::move(replaces)),
        parts_(rules, [this](const std::string& url) { return held(url); }) {}
  PageStore(const PageStore&) = delete;
  PageStore& operator=(const PageStore&) = delete;

  void apply(const archive::Change& change);
  /// A page's newest version.
  void store(const archive::Snapshot& snapshot);
  /// A page whose newest version is damaged: a problem in the report, and its article stays as it was.
  void skip(const std::string& url, const archive::DamagedSnapshot& damage);
  /// Says in the report which of the articles that were stored lack parts.
  void report_missing_parts();

 private:
  void apply_to_page(const archive::Change& change);
  void look_beside(const archive::Change& change);
  std::optional<archive::Snapshot> version_before(const archive::Change& change) const;
  void count(Put put);
  void note_missing_parts(const article::Article& article);
  void keep_as_it_was(const std::string& url);
  bool can_be_read(std::string_view url);
  std::optional<archive::HeldPage> held(std::string_view url) const;
  void remove_page(std::string_view url);
  /// @return whether the page was (part of) an article
  bool detach(std::string_view url);
  void store_again(std::string_view url);
  std::string identity_address(const archive::Snapshot& snapshot, const extract::Extraction& extraction) const;
  void store_article(const archive::Snapshot& snapshot, const std::vector<std::string>& pages,
                     extract::Extraction extraction);
  bool store_parted(const archive::Snapshot& snapshot);
  bool store_among_parts(const archive::Snapshot& snapshot);

  const archive::ArchiveReader& archive_;
  IndexWriter& writer_;
  UpdateReport& report_;
  Before replaces_;
  PartReader parts_;
  std::map<std::string, std::string> missing_parts_;  ///< by id of the article: a sentence
  bool counting_ = true;
  int deep_ = 0;
};

}  // namespace caravan::write
