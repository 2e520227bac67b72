#pragma once

#include <filesystem>

namespace caravan::cli {

/// A folder in which something is made, and which is gone with the object unless it was renamed. What a run that was
/// killed has left there is removed first.
class Draft {
 public:
  /// @throws Failure (disk)
  explicit Draft(std::filesystem::path folder);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return folder_ / name; }

 private:
  std::filesystem::path folder_;
};

/// Copies a file, or a folder with all that is in it, and makes the copy safe against a power cut.
/// @param to  must not exist yet. @throws Failure (disk)
void durable_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Renames within one folder and makes the new name safe against a power cut. @throws Failure (disk)
void durable_rename(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace caravan::cli
