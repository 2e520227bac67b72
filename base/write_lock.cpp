#include "base/write_lock.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/durable_file.h"

namespace caravan {

namespace {

std::string holder(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (!text || text->empty()) return "another process";
  while (text->ends_with('\n')) text->pop_back();
  return *text;
}

}  // namespace

Result<WriteLock> WriteLock::acquire(const std::filesystem::path& file, std::string_view doing) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return fail(Fault::disk, fmt::format("cannot open the lock {}: {}", file.string(), std::strerror(errno)),
                "make the data directory writable for this user, or choose another with --data");
  WriteLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return fail(Fault::locked, fmt::format("{} is being written by {}", file.parent_path().string(), holder(file)),
                  "wait until it has ended; a search needs no lock and works meanwhile");
    return fail(Fault::disk, fmt::format("cannot lock {}: {}", file.string(), std::strerror(errno)),
                "the data directory must be on a file system with locks");
  }
  const std::string text = fmt::format("process {} ({}), since {}\n", ::getpid(), doing, iso(system_clock().now()));
  // Only for the other's message: without room for it on the disk the lock holds all the same.
  if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
    const auto written = ::pwrite(descriptor, text.data(), text.size(), 0);
  return lock;
}

WriteLock::WriteLock(WriteLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriteLock& WriteLock::operator=(WriteLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

WriteLock::~WriteLock() {
  if (descriptor_ >= 0) ::close(descriptor_);  // releases the lock
}

}  // namespace caravan
