#include "indexer/write/generation.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <xapian.h>

#include "base/durable_file.h"
#include "base/log.h"
#include "indexer/schema/layout.h"

namespace caravan::write {
namespace {

constexpr std::string_view checked_file = "checked";

}  // namespace

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

std::string find_broken_tables(const std::filesystem::path& generation) {
  try {
    std::ostringstream said;
    const std::size_t errors = Xapian::Database::check(generation.string(), 0, &said);
    return errors == 0 ? std::string() : fmt::format("{}: {} errors in its tables", generation.string(), errors);
  } catch (...) {
    return schema::xapian_error(fmt::format("reading the index {}", generation.string())).what;
  }
}

void note_checked(const std::filesystem::path& generation) {
  std::ofstream(generation / checked_file);  // without it the tables are only read once more
}

bool checked_within(const std::filesystem::path& generation, std::chrono::hours time) {
  std::error_code error;
  const auto then = std::filesystem::last_write_time(generation / checked_file, error);
  const auto now = std::filesystem::file_time_type::clock::now();
  return !error && then <= now && now - then < time;
}

void remove_generation(const std::filesystem::path& generation) {
  std::error_code failed;
  std::filesystem::remove_all(generation, failed);
  if (failed) log(LogLevel::warning, "cannot remove the index {}: {}", generation.string(), failed.message());
}

void drop_unfinished_generations(const std::filesystem::path& index_dir, const std::filesystem::path& live) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(index_dir, error))
    if (schema::generation_number(entry.path()) > schema::generation_number(live)) remove_generation(entry.path());
}

void drop_other_generations(const std::filesystem::path& index_dir, const std::filesystem::path& keep) {
  const Result<std::filesystem::path> live = schema::live_generation(index_dir);
  if (!live) return;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(index_dir, error)) {
    if (!schema::generation_number(entry.path()) || entry.path() == *live || entry.path() == keep) continue;
    remove_generation(entry.path());
  }
}

}  // namespace caravan::write
