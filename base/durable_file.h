#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan {

/// The whole file. Fault::not_found or Fault::disk, naming the path and the reason.
Result<std::string> read_file(const std::filesystem::path& file);

/// Replaces the file's content all or nothing, also across a power cut: a temporary file beside it, fsync, rename,
/// fsync of the folder. Fault::disk otherwise, and the old content stands.
Result<void> replace_file(const std::filesystem::path& file, std::string_view content);

/// Makes a folder and its parents. Fault::disk otherwise.
Result<void> make_folder(const std::filesystem::path& folder);

}  // namespace caravan
