#include "indexer/write/open_index.h"

#include <fmt/format.h>

#include "base/durable_file.h"
#include "indexer/schema/layout.h"
#include "indexer/write/generation.h"

namespace caravan::write {
namespace {

Result<OpenedIndex> fresh_index(const std::filesystem::path& index_dir, const std::filesystem::path& live,
                                std::string reason) {
  const std::filesystem::path generation = next_generation(index_dir);
  Result<IndexWriter> writer = IndexWriter::create(generation);
  if (!writer) {
    remove_generation(generation);
    return tl::unexpected(writer.error());
  }
  return OpenedIndex{std::move(*writer), true, std::move(reason), live};
}

/// Faults that a rebuild would not mend, or that it must not paper over.
bool ends_the_work(Fault fault) {
  return fault == Fault::locked || fault == Fault::newer_store || fault == Fault::disk;
}

}  // namespace

Result<OpenedIndex> open_index(const std::filesystem::path& index_dir, bool rebuild) {
  if (const Result<void> made = make_folder(index_dir); !made) return tl::unexpected(made.error());
  const Result<std::filesystem::path> live = schema::live_generation(index_dir);
  if (!live) {
    if (ends_the_work(live.error().fault)) return tl::unexpected(live.error());
    return fresh_index(index_dir, {}, live.error().fault == Fault::not_found ? std::string() : live.error().what);
  }
  if (rebuild) return fresh_index(index_dir, *live, {});
  drop_unfinished_generations(index_dir, *live);
  Result<IndexWriter> writer = IndexWriter::open(*live);
  if (writer) return OpenedIndex{std::move(*writer), false, {}, *live};
  if (ends_the_work(writer.error().fault)) return tl::unexpected(writer.error());
  return fresh_index(index_dir, *live, writer.error().what);
}

Result<void> finish(OpenedIndex& index) {
  index.writer.commit();
  if (!index.fresh) return {};
  if (const Result<void> switched = make_live(index.writer.generation()); !switched) return switched;
  note_checked(index.writer.generation());
  drop_other_generations(index.writer.generation().parent_path(), index.live);
  index.fresh = false;
  return {};
}

void discard_unfinished(Result<OpenedIndex>& index) {
  const bool unfinished = index && index->fresh;
  const std::filesystem::path generation = unfinished ? index->writer.generation() : std::filesystem::path();
  index = fail(Fault::internal, "closed");
  if (unfinished) remove_generation(generation);
}

}  // namespace caravan::write
