#pragma once

#include "base/error.h"

namespace caravan::searchd {

inline constexpr int exit_done = 0;
inline constexpr int exit_usage = 2;  ///< wrong use or configuration
inline constexpr int exit_failed = 4;

constexpr int exit_status(Fault fault) {
  return fault == Fault::usage || fault == Fault::config || fault == Fault::not_found ? exit_usage : exit_failed;
}

}  // namespace caravan::searchd
