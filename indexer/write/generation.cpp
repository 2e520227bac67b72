#include "indexer/write/generation.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/durable_file.h"
#include "base/log.h"
#include "indexer/schema/layout.h"

namespace caravan::write {

std::filesystem::path next_generation(const std::filesystem::path& index_dir) {
  int newest = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(index_dir, ignored))
    newest = std::max(newest, schema::generation_number(entry.path()).value_or(0));
  return index_dir / fmt::format("{}{:06}", schema::layout::generation_prefix, newest + 1);
}

Result<void> make_live(const std::filesystem::path& generation) {
  return replace_file(generation.parent_path() / schema::layout::stub,
                      fmt::format("auto {}\n", generation.filename().string()));
}

void drop_other_generations(const std::filesystem::path& index_dir, const std::filesystem::path& keep) {
  const Result<std::filesystem::path> live = schema::live_generation(index_dir);
  if (!live) return;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(index_dir, error)) {
    if (!schema::generation_number(entry.path()) || entry.path() == *live || entry.path() == keep) continue;
    std::error_code failed;
    std::filesystem::remove_all(entry.path(), failed);
    if (failed) log(LogLevel::warning, "cannot remove the old index {}: {}", entry.path().string(), failed.message());
  }
}

}  // namespace caravan::write
