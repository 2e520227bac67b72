#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.h"

namespace caravan {

/// The right to write into a data directory: one process at a time. Held by an open file (flock), so that it is gone
/// with the process however that ends; the text in the file is only for the message to the second writer.
class WriteLock {
 public:
  /// @param file  DATA/lock
  /// @param doing what the holder does, for the other's message: "caravan update"
  /// @return Fault::locked, naming who holds it (process, command, since when), when somebody does.
  static Result<WriteLock> acquire(const std::filesystem::path& file, std::string_view doing);

  WriteLock(WriteLock&& other) noexcept;
  WriteLock& operator=(WriteLock&& other) noexcept;
  ~WriteLock();

 private:
  explicit WriteLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace caravan
