#pragma once

#include <filesystem>

#include "base/error.h"

namespace caravan::write {

/// The folder of the generation after the newest one, not made yet. A folder left behind by a crash is never used
/// again: its number is passed over.
std::filesystem::path next_generation(const std::filesystem::path& index_dir);

/// Makes a complete generation the live one, all or nothing; readers follow by themselves. Fault::disk otherwise.
Result<void> make_live(const std::filesystem::path& generation);

/// Removes every generation but the live one and the one named; failures are only logged, the next run tries again.
/// A reader that still has a removed one open keeps its files until it closes them.
void drop_other_generations(const std::filesystem::path& index_dir, const std::filesystem::path& keep);

}  // namespace caravan::write
