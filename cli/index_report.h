#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/terminal.h"
#include "indexer/write/update.h"

namespace caravan::cli {

/// What bringing the index up to date, or an import, did: one line, then the problems.
void print_index_report(const write::UpdateReport& report, Terminal& terminal);
nlohmann::ordered_json index_report_json(const write::UpdateReport& report);

}  // namespace caravan::cli
