#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace caravan::test {

/// How one run of a program is set up.
struct ProgramSetup {
  std::vector<std::string> arguments = {};
  std::string input = {};                                             // standard input
  std::filesystem::path folder = {};                                  // to run in; empty: the test's own
  std::vector<std::pair<std::string, std::string>> environment = {};  // over what the test inherits
  std::filesystem::path output = {};                                  // standard output goes here: "/dev/full"
  std::optional<std::uint64_t> largest_file = {};                     // bytes; writing more fails, as on a full disk
  bool as_nobody = false;                             // root's child gives its rights up, since root reads everything
  std::optional<unsigned short> terminal_width = {};  // a terminal as standard output and standard error
};

struct ProgramResult {
  int status = 0;   // exit status, or 128 + the signal that ended it
  std::string out;  // of a terminal: everything
  std::string err;
};

/// A running program. Killed and reaped by the destructor when it still runs.
class Program {
 public:
  /// Throws std::system_error when it cannot be started.
  Program(const std::filesystem::path& program, const ProgramSetup& setup);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const;
  /// Reads all it writes and waits for its end.
  ProgramResult wait();
  /// Closes our end of its standard output, as `head` does.
  void close_output();

 private:
  pid_t pid_ = -1;
  int input_ = -1, output_ = -1, errors_ = -1;
  std::string pending_input_;
};

inline ProgramResult run(const std::filesystem::path& program, const ProgramSetup& setup) {
  return Program(program, setup).wait();
}

}  // namespace caravan::test
