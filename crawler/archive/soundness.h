#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace caravan::archive {

/// Looks at everything: SQLite's own check, every snapshot decompresses to its recorded size and hash, every change
/// names a snapshot that exists. @return one sentence per finding; empty when sound.
Result<std::vector<std::string>> check(const std::filesystem::path& crawl_db);

/// A consistent copy into a file that must not exist yet, while others may write.
Result<void> back_up(const std::filesystem::path& crawl_db, const std::filesystem::path& to);

}  // namespace caravan::archive
