#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// One line of the log: the combined format of Apache and nginx, and the microseconds it took. What comes from outside
/// is escaped, so that a line is always one line with its quotes in place.
std::string access_line(std::string_view client, const Request& request, const Response& response,
                        std::chrono::microseconds took, Instant now);

/// The file the lines go to. Any thread.
class AccessLog {
 public:
  /// @param file a path, "-" for standard output. Fault::disk when it cannot be opened.
  static Result<std::unique_ptr<AccessLog>> open(std::string file);
  /// Opens the file anew: for log rotation.
  Result<void> reopen();
  void write(const std::string& line);

 private:
  explicit AccessLog(std::string file) : file_(std::move(file)) {}
  struct Closer {
    void operator()(std::FILE* stream) const {
      if (stream != stdout) std::fclose(stream);
    }
  };

  std::string file_;
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Closer> stream_;
};

}  // namespace caravan::searchd
