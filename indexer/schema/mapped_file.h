#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

namespace caravan::schema {

/// A whole file in memory, read-only, shared with every process that maps it. What was mapped stays as it was when the
/// file is replaced or removed.
class MappedFile {
 public:
  /// nullopt when there is no such file, or it is empty or cannot be mapped.
  static std::optional<MappedFile> open(const std::filesystem::path& file);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

}  // namespace caravan::schema
