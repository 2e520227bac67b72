#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "crawler/archive/records.h"

namespace caravan::archive {

/// What is in the archive now.
struct Totals {
  std::int64_t pages = 0;       ///< that answered with a body at their last good visit and are not gone
  std::int64_t known_urls = 0;  ///< in the frontier
  std::int64_t due = 0;         ///< of these, due at `now`
  std::int64_t snapshots = 0;
  std::int64_t stored_bytes = 0;  ///< compressed
};

struct HeldPage {
  Snapshot snapshot;
  bool gone = false;
};

/// One version of a page cannot be read; the rest of the archive may well be sound.
class DamagedSnapshot : public Failure {
 public:
  using Failure::Failure;
};

/// Reads the archive while a crawl may be writing it. One object per thread.
/// Methods throw Failure (corrupt, disk); DamagedSnapshot where only what was asked for is damaged.
class ArchiveReader {
 public:
  /// @return Fault::not_found with the remedy "run: caravan crawl" when there is no archive yet; newer_store, corrupt.
  static Result<ArchiveReader> open(const std::filesystem::path& crawl_db);
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  /// Identifies this archive; an index made from another archive must be rebuilt. A random text, made with the file.
  std::string identity() const;
  std::int64_t last_sequence() const;
  /// At most `limit` changes with a sequence above `after`, ascending.
  std::vector<Change> changes_after(std::int64_t after, std::size_t limit) const;
  /// Every page that counts now, with its newest snapshot, in order of address; for a rebuild.
  /// @param damaged  is told of those that cannot be read; where it is missing, the first of them is thrown
  void for_each_live(const std::function<void(const Snapshot&)>& visit,
                     const std::function<void(const std::string& url, const DamagedSnapshot&)>& damaged = {}) const;

  /// Whether every import there ever was is here; false for an archive of an older program until the indexer has
  /// brought what only its index held.
  bool keeps_imports() const;
  std::int64_t last_import() const;
  /// At most `limit` imported articles with a sequence above `after`, ascending.
  std::vector<ImportedArticle> imports_after(std::int64_t after, std::size_t limit) const;

  std::optional<Snapshot> snapshot(SnapshotId id) const;
  std::optional<Snapshot> newest(std::string_view url) const;
  /// Where the article of an address is now: there, or where its redirects or its original lead. Missing: the address
  /// is not known.
  std::optional<std::string> place_of(std::string_view url) const;
  /// The version that counts now of exactly this address; nullopt: none does.
  std::optional<Snapshot> live(std::string_view url) const;
  /// The same, and further the version that counted last of a page that is gone and that nobody forbids; of an address
  /// that moved, or is a copy, at its place now. For articles in several pages, which lose no text with a page.
  std::optional<HeldPage> held(std::string_view url) const;
  /// The other addresses of the article at this one, as copies and print versions have them, ascending.
  std::vector<std::string> copies_of(std::string_view url) const;
  /// Versions of one page, oldest first, those under addresses it has moved from included.
  std::vector<SnapshotInfo> history(std::string_view url) const;
  /// The same of several pages together, each version once.
  std::vector<SnapshotInfo> history(std::span<const std::string> urls) const;
  Totals totals(Instant now) const;
  /// Newest first.
  std::vector<RunReport> runs(std::size_t limit) const;

 private:
  struct Private;
  explicit ArchiveReader(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::archive
