#include "indexer/write/update.h"

#include <fmt/format.h>

#include "crawler/archive/archive_reader.h"
#include "indexer/write/open_index.h"
#include "indexer/write/page_store.h"

namespace caravan::write {
namespace {

/// Changes read at once, and made durable together.
constexpr std::size_t batch = 2000;

Mark mark_of(const archive::ArchiveReader& archive, std::int64_t sequence) { return {archive.identity(), sequence}; }

/// Brings a live generation from its mark to the archive's last change.
void follow_changes(const archive::ArchiveReader& archive, IndexWriter& writer, const UpdateOptions& options,
                    UpdateReport& report) {
  PageStore pages(archive, writer, report);
  std::int64_t sequence = writer.mark().sequence;
  const std::int64_t first = sequence, last = archive.last_sequence();
  while (!options.stop.stop_requested()) {
    const std::vector<archive::Change> changes = archive.changes_after(sequence, batch);
    if (changes.empty()) return;
    for (const archive::Change& change : changes) {
      if (options.stop.stop_requested()) break;
      pages.apply(change);
      sequence = change.sequence;
      if (options.progress) options.progress(sequence - first, last - first);
    }
    writer.set_mark(mark_of(archive, sequence));
    writer.commit();
  }
}

/// Fills a fresh generation with everything that counts now.
void read_everything(const archive::ArchiveReader& archive, IndexWriter& writer, const UpdateOptions& options,
                     UpdateReport& report) {
  PageStore pages(archive, writer, report);
  // Taken before: a page that a crawl stores meanwhile may be read now and once more at the next run, but is never
  // missed.
  const std::int64_t sequence = archive.last_sequence();
  std::int64_t done = 0;
  const std::int64_t of = archive.totals({}).pages;
  archive.for_each_live([&](const archive::Snapshot& snapshot) {
    if (options.stop.stop_requested()) return;
    pages.store(snapshot);
    if (options.progress) options.progress(++done, of);
  });
  writer.set_mark(mark_of(archive, sequence));
}

/// Why the live generation cannot be brought up to date; "" when it can.
std::string reason_to_rebuild(const IndexWriter& writer, const archive::ArchiveReader& archive) {
  const Mark mark = writer.mark();
  if (mark.archive.empty()) return {};
  if (mark.archive != archive.identity()) return "the index was made from another archive";
  if (mark.sequence > archive.last_sequence()) return "the archive is older than the index";
  return {};
}

}  // namespace

Result<UpdateReport> update_index(const Config& config, const UpdateOptions& options) {
  const Result<archive::ArchiveReader> archive = archive::ArchiveReader::open(config.crawl_db());
  if (!archive) return tl::unexpected(archive.error());
  Result<OpenedIndex> index = open_index(config.index_dir(), options.rebuild);
  if (!index) return tl::unexpected(index.error());
  UpdateReport report;
  report.rebuild_reason = index->reason;
  if (!index->fresh) {
    report.rebuild_reason = reason_to_rebuild(index->writer, *archive);
    if (!report.rebuild_reason.empty()) {
      const std::string reason = report.rebuild_reason;
      index = open_index(config.index_dir(), true);
      if (!index) return tl::unexpected(index.error());
    }
  }
  if (!index->fresh) {
    follow_changes(*archive, index->writer, options, report);
    return report;
  }
  report.rebuilt = !index->live.empty();
  if (const Result<std::int64_t> copied = copy_imported(*index, index->writer); !copied)
    report.problems.push_back(fmt::format("imported articles could not be taken over: {}", copied.error().what));
  read_everything(*archive, index->writer, options, report);
  if (options.stop.stop_requested()) return report;
  const Result<void> finished = finish(*index);
  if (!finished) return tl::unexpected(finished.error());
  return report;
}

}  // namespace caravan::write
