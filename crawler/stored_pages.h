#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "crawler/archive/archive_reader.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/crawl.h"
#include "crawler/sameness.h"
#include "crawler/site_plan.h"

namespace caravan::crawl {

/// Reads pages that were stored unread, and tells the archive what they are: reading takes longer than fetching, so it
/// is not done between two requests. Pages are read side by side by as many threads as there are processors.
class StoredPages {
 public:
  /// What became of one page, and whether it is an article more; called in the order of the pages.
  using OnRead = std::function<void(const archive::PageRow& page, bool article, const archive::Stored& stored)>;

  /// @param sites, writer, read_page  must outlive this object
  StoredPages(std::span<const SitePlan> sites, archive::ArchiveWriter& writer, archive::ArchiveReader reader,
              const ReadPage& read_page)
      : sites_(sites), writer_(writer), reader_(std::move(reader)), read_page_(read_page) {}

  /// How many are read, of how many, and the last one's address.
  using OnProgress = std::function<void(std::uint64_t read, std::uint64_t of, const std::string& url)>;

  /// All of them; those that are left when `stop` is requested stay unread. @throws Failure (disk, corrupt)
  void read(Instant now, const OnRead& on_read, const OnProgress& on_progress, const std::stop_token& stop);

 private:
  struct Page {
    archive::PageRow row;
    archive::Snapshot snapshot;
    PageReading reading;
  };
  std::int64_t load_batch(std::int64_t after);
  void read_batch();
  void settle(std::int64_t id, Instant now, const OnRead& on_read);
  Sameness sameness(const Page& page, Instant now, const OnRead& on_read);
  Page load(archive::PageRow row) const;
  void read_one(Page& page) const;

  std::span<const SitePlan> sites_;
  archive::ArchiveWriter& writer_;
  archive::ArchiveReader reader_;
  const ReadPage& read_page_;
  std::vector<std::int64_t> order_;
  std::unordered_map<std::int64_t, Page> batch_;
  std::unordered_set<std::int64_t> being_settled_;
};

}  // namespace caravan::crawl
