#pragma once

#include <filesystem>

namespace caravan::cli {

/// Copies a file, or a folder with all that is in it, and makes the copy safe against a power cut.
/// @param to  must not exist yet. @throws Failure (disk)
void durable_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Renames within one folder and makes the new name safe against a power cut. @throws Failure (disk)
void durable_rename(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace caravan::cli
