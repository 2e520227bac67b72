#include "crawler/archive/stored_report.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace caravan::archive {

namespace {

using nlohmann::json;

struct Count {
  const char* name;
  std::int64_t SiteReport::*member;
};

/// Once for both ways.
constexpr Count counts[] = {
    {"requests", &SiteReport::requests}, {"fetched", &SiteReport::fetched}, {"not_modified", &SiteReport::not_modified},
    {"added", &SiteReport::added},       {"changed", &SiteReport::changed}, {"moved", &SiteReport::moved},
    {"gone", &SiteReport::gone},         {"held", &SiteReport::held},       {"failed", &SiteReport::failed},
    {"refused", &SiteReport::refused},   {"bytes", &SiteReport::bytes},
};

json to_json(const SiteReport& site) {
  json stored = {{"site", site.site}, {"notes", site.notes}, {"failures", json::array()}};
  for (const Count& count : counts) stored[count.name] = site.*count.member;
  for (const FailureReason& failure : site.failures)
    stored["failures"].push_back(
        {{"reason", failure.reason}, {"count", failure.count}, {"example_url", failure.example_url}});
  return stored;
}

SiteReport to_site(const json& stored) {
  SiteReport site;
  site.site = stored.at("site").get<std::string>();
  site.notes = stored.value("notes", std::vector<std::string>());
  for (const Count& count : counts) site.*count.member = stored.value(count.name, std::int64_t{0});
  for (const json& failure : stored.value("failures", json::array()))
    site.failures.push_back(
        {failure.value("reason", ""), failure.value("count", std::int64_t{0}), failure.value("example_url", "")});
  return site;
}

}  // namespace

std::string to_stored_report(const RunReport& report) {
  json sites = json::array();
  for (const SiteReport& site : report.sites) sites.push_back(to_json(site));
  return json{{"took_ms", report.took.count()}, {"sites", std::move(sites)}}.dump(-1, ' ', false,
                                                                                  json::error_handler_t::replace);
}

Result<void> read_stored_report(std::string_view text, RunReport& report) {
  try {
    report.sites.clear();
    const json stored = json::parse(text);
    report.took = std::chrono::milliseconds(stored.value("took_ms", std::int64_t{0}));
    for (const json& site : stored.at("sites")) report.sites.push_back(to_site(site));
    return {};
  } catch (const json::exception& broken) {
    return fail(Fault::corrupt, fmt::format("the report of run {} cannot be read: {}", report.run, broken.what()),
                "run: caravan check; then restore a backup with: caravan restore DIR");
  }
}

}  // namespace caravan::archive
