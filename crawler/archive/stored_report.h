#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "crawler/archive/records.h"

namespace caravan::archive {

/// The sites of a run as the `runs` table holds them: JSON, so that a new count needs no migration.
std::string to_stored_report(const RunReport& report);

/// One of them alone, while the run is under way.
std::string to_stored_site(const SiteReport& site);
Result<SiteReport> read_stored_site(std::string_view json);

/// Puts them back into `report`. Counts that are not there are 0. Fault::corrupt when it is no such JSON.
Result<void> read_stored_report(std::string_view json, RunReport& report);

}  // namespace caravan::archive
