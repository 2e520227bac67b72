#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "crawler/archive/records.h"

namespace caravan::crawl {

/// The morning report as a person reads it: a table of sites, then the failures with examples, then the notes.
std::string report_text(const archive::RunReport& report);

/// The same for programs (--report FILE).
nlohmann::json report_json(const archive::RunReport& report);

}  // namespace caravan::crawl
