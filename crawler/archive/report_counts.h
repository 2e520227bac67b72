#pragma once

#include <cstdint>
#include <span>

#include "crawler/archive/records.h"

namespace caravan::archive {

/// One count of a site's report, by the name under which it is stored.
struct ReportCount {
  const char* name;
  std::int64_t SiteReport::*member;
};

/// All of them.
std::span<const ReportCount> report_counts();

/// The counts of all sites added up; nothing else of the sum is set.
SiteReport sum_of(const RunReport& report);

}  // namespace caravan::archive
