#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cli/terminal.h"

namespace caravan::cli {

/// Counts while the work goes on, on standard error: one line rewritten for a person who watches, a line every ten
/// seconds for a log. The line goes away with the object.
class ProgressLine {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  /// @param enabled  false: nothing at all is written
  /// @param now      a test hands in its own
  ProgressLine(Terminal& terminal, bool enabled, std::function<Steady()> now = std::chrono::steady_clock::now);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// @param done    how many of them are finished
  /// @param text    what stands before the rate: "312 pages, 40 waiting"
  /// @param detail  what may be cut off at the edge of the terminal: the last address
  void show(std::uint64_t done, std::string_view text, std::string_view detail = {});

 private:
  std::string rate(std::uint64_t done, Steady now) const;

  Terminal& terminal_;
  bool enabled_;
  std::function<Steady()> now_;
  Steady began_, shown_;
  bool line_is_there_ = false;
};

}  // namespace caravan::cli
