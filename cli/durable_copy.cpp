#include "cli/durable_copy.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace caravan::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const fs::path& path, const std::error_code& error) {
  throw Failure(Fault::disk, fmt::format("cannot write {}: {}", path.string(), error.message()),
                error.value() == ENOSPC ? "free some space and run it again" : "");
}

void make_safe(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool safe = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::error_code error(errno, std::generic_category());
  if (descriptor >= 0) ::close(descriptor);
  if (!safe) give_up(path, error);
}

}  // namespace

void durable_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy(from, to, fs::copy_options::recursive, error);
  if (error) give_up(to, error);
  if (fs::is_directory(to))
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(to)) make_safe(entry.path());
  make_safe(to);
  make_safe(fs::absolute(to).parent_path());
}

void durable_rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) give_up(to, error);
  make_safe(fs::absolute(to).parent_path());
}

}  // namespace caravan::cli
