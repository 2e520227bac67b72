#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::extract {

/// What a child process may use up.
struct ProcessLimits {
  std::chrono::milliseconds time{30'000};  ///< by the wall
  std::chrono::seconds cpu{20};
  std::uint64_t memory = 1'500'000'000;  ///< bytes of address space
  std::size_t output = 96'000'000;       ///< bytes of standard output
};

struct ProcessOutcome {
  enum class End : std::uint8_t {
    finished,   ///< by itself: `status` is its exit status
    missing,    ///< the program is not there, or may not be run
    too_slow,   ///< killed at the limit of time or processor time
    too_much,   ///< killed at the limit of output
    broke_off,  ///< ended by a signal: out of memory, or a fault of its own
    no_process  ///< the system gave us none: out of processes, memory or descriptors
  } end = End::no_process;
  int status = 0;
  std::string output;
  std::string said;  ///< on standard error, its first 4 kB
};

/// Runs a program on bytes that nobody vouches for. It gets `input` as its standard input, an environment of its own
/// (PATH, LC_ALL), no descriptor of ours, limits that it cannot raise, no new privileges, no core file, and may write
/// no file. It is killed with all its children at the first limit, and when this thread ends. No shell. Thread-safe;
/// never throws but for want of memory.
/// @param program an absolute path
ProcessOutcome run_limited(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                           std::string_view input, const ProcessLimits& limits);

}  // namespace caravan::extract
