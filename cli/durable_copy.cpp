#include "cli/durable_copy.h"

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/durable_file.h"
#include "base/error.h"

namespace caravan::cli {

namespace {

namespace fs = std::filesystem;

/// A limit on the size of files is a full disk to whoever meets it.
bool is_full(const std::error_code& error) {
  return error == std::errc::no_space_on_device || error == std::errc::file_too_large || error.value() == EDQUOT;
}

[[noreturn]] void give_up(const fs::path& path, const std::error_code& error) {
  throw Failure(Fault::disk, fmt::format("cannot write {}: {}", path.string(), error.message()),
                is_full(error) ? "free some space on that disk, then run the command again"
                               : "look at the rights and the owner of the path");
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path), value_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (value_ < 0) fail_here();
  }
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  /// 0 at the end of the file.
  std::size_t read(char* to, std::size_t size) const {
    const ssize_t got = ::read(value_, to, size);
    if (got < 0) fail_here();
    return static_cast<std::size_t>(got);
  }
  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(value_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail_here();
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void make_safe() const {
    if (::fsync(value_) != 0) fail_here();
  }

 private:
  [[noreturn]] void fail_here() const { give_up(path_, {errno, std::generic_category()}); }

  const fs::path& path_;
  int value_;
};

void make_safe(const fs::path& path) { Descriptor(path, O_RDONLY).make_safe(); }

/// std::filesystem's own calls a full disk an input/output error, and does not say of which file.
void copy_one(const fs::path& from, const fs::path& to) {
  constexpr std::size_t piece = 1 << 20;
  const Descriptor source(from, O_RDONLY), target(to, O_WRONLY | O_CREAT | O_EXCL);
  std::string buffer(piece, '\0');
  while (const std::size_t got = source.read(buffer.data(), buffer.size()))
    target.write(std::string_view(buffer).substr(0, got));
  target.make_safe();
}

void copy_folder(const fs::path& from, const fs::path& to) {
  value_or_throw(make_folder(to));
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const fs::path target = to / entry.path().filename();
    if (entry.is_directory()) copy_folder(entry.path(), target);
    if (entry.is_regular_file()) copy_one(entry.path(), target);
  }
  make_safe(to);
}

}  // namespace

void durable_copy(const fs::path& from, const fs::path& to) {
  fs::is_directory(from) ? copy_folder(from, to) : copy_one(from, to);
  make_safe(fs::absolute(to).parent_path());
}

Draft::Draft(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::remove_all(folder_, error);
  if (error) give_up(folder_, error);
  value_or_throw(make_folder(folder_));
}

Draft::~Draft() {
  std::error_code ignored;  // what ended the work is said already, and the next run begins by removing it
  fs::remove_all(folder_, ignored);
}

void durable_rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) give_up(to, error);
  make_safe(fs::absolute(to).parent_path());
}

}  // namespace caravan::cli
