#include "crawler/archive/report_counts.h"

namespace caravan::archive {

namespace {

constexpr ReportCount counts[] = {
    {"requests", &SiteReport::requests},
    {"fetched", &SiteReport::fetched},
    {"not_modified", &SiteReport::not_modified},
    {"added", &SiteReport::added},
    {"changed", &SiteReport::changed},
    {"moved", &SiteReport::moved},
    {"gone", &SiteReport::gone},
    {"held", &SiteReport::held},
    {"failed", &SiteReport::failed},
    {"refused", &SiteReport::refused},
    {"bytes", &SiteReport::bytes},
    {"missing", &SiteReport::missing},
    {"first_gone", &SiteReport::first_gone},
    {"unread", &SiteReport::unread},
};

}  // namespace

std::span<const ReportCount> report_counts() { return counts; }

SiteReport sum_of(const RunReport& report) {
  SiteReport sum;
  for (const SiteReport& site : report.sites)
    for (const ReportCount& count : counts) sum.*count.member += site.*count.member;
  return sum;
}

}  // namespace caravan::archive
