#pragma once

#include "base/error.h"

namespace caravan::cli {

/// What a command tells the shell. Scripts depend on the numbers: they are documented and never change.
enum class ExitStatus : int {
  done = 0,
  nothing_found = 1,  ///< search, similar, suggest: it worked, and there is no answer
  wrong_use = 2,      ///< the command line, the configuration, or a thing it names that does not exist
  partly_failed = 3,  ///< the rest was done; the report says what was not
  failed = 4
};

/// How a fault that ended the work is told to the shell.
ExitStatus exit_status_of(Fault fault);

}  // namespace caravan::cli
