#include "indexer/write/update.h"

#include <memory>

#include <fmt/format.h>

#include "crawler/archive/archive_reader.h"
#include "indexer/extract/site_rules.h"
#include "indexer/write/generation.h"
#include "indexer/write/kept_imports.h"
#include "indexer/write/open_index.h"
#include "indexer/write/page_store.h"

namespace caravan::write {
namespace {

/// Changes read at once, and made durable together.
constexpr std::size_t batch = 2000;

Mark mark_of(const archive::ArchiveReader& archive, std::int64_t sequence, const IndexWriter& writer) {
  return {archive.identity(), sequence, writer.mark().imports};
}

/// The archive of an older program is brought to the newest tables first: whoever updates the index may write it.
Result<archive::ArchiveReader> open_archive(const std::filesystem::path& crawl_db) {
  Result<archive::ArchiveReader> archive = archive::ArchiveReader::open(crawl_db);
  if (archive || archive.error().fault != Fault::config) return archive;
  if (const auto migrated = archive::ImportWriter::open(crawl_db); !migrated) return tl::unexpected(migrated.error());
  return archive::ArchiveReader::open(crawl_db);
}

Result<void> take_over_older_imports(const std::filesystem::path& crawl_db, const OpenedIndex& index,
                                     UpdateReport& report) {
  Result<archive::ImportWriter> imports = archive::ImportWriter::open(crawl_db);
  if (!imports) return tl::unexpected(imports.error());
  take_over_imports(*imports, index, report);
  return {};
}

/// Brings a live generation from its mark to the archive's last change.
void follow_changes(const archive::ArchiveReader& archive, const extract::SiteRules& rules, IndexWriter& writer,
                    const UpdateOptions& options, UpdateReport& report) {
  PageStore pages(archive, rules, writer, report);
  std::int64_t sequence = writer.mark().sequence;
  const std::int64_t first = sequence, last = archive.last_sequence();
  while (!options.stop.stop_requested()) {
    const std::vector<archive::Change> changes = archive.changes_after(sequence, batch);
    if (changes.empty()) break;
    for (const archive::Change& change : changes) {
      if (options.stop.stop_requested()) break;
      pages.apply(change);
      sequence = change.sequence;
      if (options.progress) options.progress(sequence - first, last - first);
    }
    writer.set_mark(mark_of(archive, sequence, writer));
    writer.commit();
  }
  pages.report_missing_parts();
}

/// Looks into the generation that a fresh one replaces; opens it when first asked. One that cannot be read has nothing.
PageStore::Before looking_into(const std::filesystem::path& live) {
  if (live.empty()) return {};
  return [live, old = std::shared_ptr<const IndexWriter>(),
          broken = false](std::string_view url) mutable -> std::optional<schema::Entry> {
    if (broken) return std::nullopt;
    try {
      if (!old) old = std::make_shared<const IndexWriter>(value_or_throw(IndexWriter::open(live)));
      return old->find_page(url);
    } catch (const Failure&) {
      broken = true;  // a reason to make the new one, told elsewhere
      return std::nullopt;
    }
  };
}

/// Fills a fresh generation with everything that counts now.
void read_everything(const archive::ArchiveReader& archive, const extract::SiteRules& rules, OpenedIndex& index,
                     const UpdateOptions& options, UpdateReport& report) {
  IndexWriter& writer = index.writer;
  PageStore pages(archive, rules, writer, report, looking_into(index.live));
  // Taken before: a page that a crawl stores meanwhile may be read now and once more at the next run, but is never
  // missed.
  const std::int64_t sequence = archive.last_sequence();
  std::int64_t done = 0;
  const std::int64_t of = archive.totals({}).pages;
  archive.for_each_live(
      [&](const archive::Snapshot& snapshot) {
        if (options.stop.stop_requested()) return;
        pages.store(snapshot);
        if (options.progress) options.progress(++done, of);
      },
      [&](const std::string& url, const archive::DamagedSnapshot& damage) { pages.skip(url, damage); });
  pages.report_missing_parts();
  writer.set_mark(mark_of(archive, sequence, writer));
}

/// Why the live generation cannot be brought up to date; "" when it can.
std::string reason_to_rebuild(const IndexWriter& writer, const archive::ArchiveReader& archive) {
  const Mark mark = writer.mark();
  if (mark.archive.empty()) return {};
  if (mark.archive != archive.identity()) return "the index was made from another archive";
  if (mark.sequence > archive.last_sequence() || mark.imports > archive.last_import())
    return "the archive is older than the index";
  return {};
}

/// An archive that was lost, or restored from long ago, must not empty the index in silence.
bool loses_too_much(std::uint64_t before, std::uint64_t after) {
  constexpr std::uint64_t few = 10;  // below that, a rebuild is made again in a moment
  return before >= few && after * 2 < before;
}

tl::unexpected<Error> refuse_the_loss(std::uint64_t before, std::uint64_t after, const std::string& reason) {
  return fail(
      Fault::refused,
      fmt::format("{}, and a new index would hold {} of {} articles: the old one stays", reason, after, before),
      "bring the archive back with: caravan restore DIR; or, if that is as it should be: caravan index --rebuild");
}

/// Damage that only lies there would be noticed by whoever searches, and not by what is written today.
Result<OpenedIndex> open_sound_index(const std::filesystem::path& index_dir, const UpdateOptions& options) {
  Result<OpenedIndex> index = open_index(index_dir, options.rebuild);
  if (!index || index->fresh || checked_within(index->live, options.trust_tables_for)) return index;
  const std::string broken = find_broken_tables(index->live);
  if (broken.empty()) {
    note_checked(index->live);
    return index;
  }
  index = open_index(index_dir, true);
  if (index) index->reason = broken;
  return index;
}

/// Brings the index up to date. A fresh generation is switched to when it is complete, and else still fresh.
Result<UpdateReport> update(const archive::ArchiveReader& archive, Result<OpenedIndex>& index, const Config& config,
                            const UpdateOptions& options) {
  const Result<extract::SiteRules> rules = extract::SiteRules::load(config);
  if (!rules) return tl::unexpected(rules.error());
  UpdateReport report;
  report.rebuild_reason = index->reason;
  if (!archive.keeps_imports())
    if (auto taken = take_over_older_imports(config.crawl_db(), *index, report); !taken)
      return tl::unexpected(taken.error());
  std::uint64_t before = 0;
  if (!index->fresh) {
    report.rebuild_reason = reason_to_rebuild(index->writer, archive);
    if (!report.rebuild_reason.empty()) {
      before = index->writer.article_count();
      index = open_index(config.index_dir(), true);
      if (!index) return tl::unexpected(index.error());
    }
  }
  if (!index->fresh) {
    follow_imports(archive, index->writer, report, true);
    index->writer.commit();
    follow_changes(archive, *rules, index->writer, options, report);
    return report;
  }
  report.rebuilt = !index->live.empty();
  follow_imports(archive, index->writer, report, false);
  read_everything(archive, *rules, *index, options, report);
  if (options.stop.stop_requested()) return report;
  if (const std::uint64_t after = index->writer.article_count(); loses_too_much(before, after))
    return refuse_the_loss(before, after, report.rebuild_reason);
  const Result<void> finished = finish(*index);
  if (!finished) return tl::unexpected(finished.error());
  return report;
}

}  // namespace

Result<UpdateReport> update_index(const Config& config, const UpdateOptions& options) {
  const Result<archive::ArchiveReader> archive = open_archive(config.crawl_db());
  if (!archive) return tl::unexpected(archive.error());
  Result<OpenedIndex> index = open_sound_index(config.index_dir(), options);
  if (!index) return tl::unexpected(index.error());
  try {
    Result<UpdateReport> report = update(*archive, index, config, options);
    discard_unfinished(index);
    return report;
  } catch (const Failure& failure) {
    discard_unfinished(index);
    return tl::unexpected(failure.error());
  }
}

}  // namespace caravan::write
