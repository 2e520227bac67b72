#pragma once

#include <array>
#include <exception>
#include <ostream>
#include <streambuf>

namespace caravan::cli {

/// Nobody reads our standard output any more: the work is over, and that is no error.
class ClosedPipe : public std::exception {
 public:
  const char* what() const noexcept override { return "nobody reads standard output any more"; }
};

/// A file descriptor behind a stream; see Output.
class DescriptorBuffer final : public std::streambuf {
 public:
  DescriptorBuffer(int descriptor, const char* name);

 private:
  int_type overflow(int_type c) override;
  int sync() override;
  void drain();

  int descriptor_;
  const char* name_;
  std::array<char, 1 << 16> buffer_;
};

/// A file descriptor as a stream that never loses an error in silence: throws ClosedPipe, or Failure (disk) for a full
/// disk. SIGPIPE must be ignored. What is not flushed at the end is lost: call flush() last.
class Output final : public std::ostream {
 public:
  /// @param name  for messages: "standard output"
  Output(int descriptor, const char* name);

 private:
  DescriptorBuffer buffer_;
};

}  // namespace caravan::cli
