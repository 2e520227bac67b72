#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "crawler/archive/records.h"

namespace caravan::archive {

/// Writes the articles that came by import: the archive keeps them as it keeps pages, so that an index can be made from
/// it alone. ArchiveReader reads them. The caller holds the WriteLock. Methods throw Failure (disk, corrupt).
class ImportWriter {
 public:
  /// Makes the archive, or brings an older one to the newest tables. Fault::newer_store, corrupt, disk.
  static Result<ImportWriter> open(const std::filesystem::path& crawl_db);
  ImportWriter(ImportWriter&&) noexcept;
  ImportWriter& operator=(ImportWriter&&) noexcept;
  ~ImportWriter();  ///< without commit(): what is pending is undone

  /// Adds or replaces the article of that id; one that is equal keeps its sequence.
  /// @param json  any text; given back as it came
  void put(std::string_view id, std::string_view json, Instant at);
  /// The same, where there is none of that id yet.
  void put_if_missing(std::string_view id, std::string_view json, Instant at);
  /// From now on ArchiveReader::keeps_imports(): whatever was imported before is here, too.
  void keeps_all();
  /// Makes everything so far durable; put() does so by itself now and then.
  void commit();

 private:
  struct Private;
  explicit ImportWriter(std::unique_ptr<Private> p);
  std::unique_ptr<Private> p_;
};

}  // namespace caravan::archive
