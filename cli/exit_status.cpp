#include "cli/exit_status.h"

namespace caravan::cli {

ExitStatus exit_status_of(Fault fault) {
  switch (fault) {
    case Fault::usage:
    case Fault::config:
    case Fault::not_found:
      return ExitStatus::wrong_use;
    case Fault::refused:
    case Fault::network:
    case Fault::corrupt:
    case Fault::newer_store:
    case Fault::locked:
    case Fault::disk:
    case Fault::internal:
      break;
  }
  return ExitStatus::failed;
}

}  // namespace caravan::cli
