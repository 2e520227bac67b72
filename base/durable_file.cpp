#include "base/durable_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace caravan {

namespace {

/// A file descriptor, closed at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  bool ok() const { return value_ >= 0; }

 private:
  int value_;
};

tl::unexpected<Error> disk_error(std::string_view doing, const std::filesystem::path& path, int error) {
  std::string remedy = "look at the rights and the owner of the path";
  if (error == ENOSPC || error == EDQUOT) remedy = "free some space on that disk, then run the command again";
  if (error == EROFS) remedy = "the disk is mounted read-only: choose another place with --data";
  return fail(Fault::disk, fmt::format("{} {}: {}", doing, path.string(), std::strerror(error)), std::move(remedy));
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.ok()) {
    if (errno == ENOENT)
      return fail(Fault::not_found, fmt::format("there is no file {}", file.string()), "check the path");
    return disk_error("cannot read", file, errno);
  }
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(descriptor.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_error("cannot read", file, errno);
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view content) {
  const std::filesystem::path temporary = file.string() + ".new";
  {
    const Descriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!descriptor.ok()) return disk_error("cannot write", temporary, errno);
    if (!write_all(descriptor.get(), content) || ::fsync(descriptor.get()) != 0) {
      const int error = errno;
      ::unlink(temporary.c_str());
      return disk_error("cannot write", temporary, error);
    }
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return disk_error("cannot replace", file, error);
  }
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.ok()) ::fsync(folder.get());  // some file systems refuse it; the rename stands all the same
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return disk_error("cannot make the folder", folder, error.value());
  if (!std::filesystem::is_directory(folder, error)) return disk_error("cannot make the folder", folder, ENOTDIR);
  return {};
}

}  // namespace caravan
