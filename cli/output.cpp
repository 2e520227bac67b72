#include "cli/output.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace caravan::cli {

Output::Output(int descriptor, const char* name) : std::ostream(nullptr), buffer_(descriptor, name) {
  rdbuf(&buffer_);
  exceptions(std::ios::badbit);  // passes on what the buffer throws
}

DescriptorBuffer::DescriptorBuffer(int descriptor, const char* name) : descriptor_(descriptor), name_(name) {
  setp(buffer_.data(), buffer_.data() + buffer_.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c) {
  drain();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

int DescriptorBuffer::sync() {
  drain();
  return 0;
}

void DescriptorBuffer::drain() {
  const char* from = pbase();
  const char* const end = pptr();
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  while (from < end) {
    const ssize_t written = ::write(descriptor_, from, static_cast<std::size_t>(end - from));
    if (written >= 0) {
      from += written;
    } else if (errno == EPIPE) {
      throw ClosedPipe();
    } else if (errno != EINTR) {
      throw Failure(Fault::disk, fmt::format("cannot write {}: {}", name_, std::strerror(errno)),
                    errno == ENOSPC ? "free some space and run it again" : "");
    }
  }
}

}  // namespace caravan::cli
