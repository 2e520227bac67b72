#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/error.h"

namespace caravan::write {

/// The folder of the generation after the newest one, not made yet. A folder left behind by a crash is never used
/// again: its number is passed over.
std::filesystem::path next_generation(const std::filesystem::path& index_dir);

/// Makes a complete generation the live one, all or nothing; readers follow by themselves. Fault::disk otherwise.
Result<void> make_live(const std::filesystem::path& generation);

/// Xapian's own look at the tables of a generation: reads all of them. @return what is wrong with them, or "".
std::string find_broken_tables(const std::filesystem::path& generation);

/// When that was done last and found nothing, kept as the time of a file beside the tables.
void note_checked(const std::filesystem::path& generation);
bool checked_within(const std::filesystem::path& generation, std::chrono::hours time);

/// Removes one generation; a failure is only logged, the next update tries again.
void remove_generation(const std::filesystem::path& generation);

/// Removes the generations that are newer than the live one: those of rebuilds that were killed.
void drop_unfinished_generations(const std::filesystem::path& index_dir, const std::filesystem::path& live);

/// Removes every generation but the live one and the one named; failures are only logged, the next run tries again.
/// A reader that still has a removed one open keeps its files until it closes them.
void drop_other_generations(const std::filesystem::path& index_dir, const std::filesystem::path& keep);

}  // namespace caravan::write
