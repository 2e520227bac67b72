#include "crawler/archive/stored_report.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/archive/report_counts.h"

namespace caravan::archive {

namespace {

using nlohmann::json;

struct Reasons {
  const char* name;
  std::vector<FailureReason> SiteReport::*member;
};
constexpr Reasons reasons[] = {{"failures", &SiteReport::failures}, {"holds", &SiteReport::holds}};

struct Examples {
  const char* name;
  std::vector<std::string> SiteReport::*member;
};
constexpr Examples texts[] = {{"notes", &SiteReport::notes},
                              {"gone_examples", &SiteReport::gone_examples},
                              {"missing_examples", &SiteReport::missing_examples},
                              {"first_gone_examples", &SiteReport::first_gone_examples}};

json to_json(const SiteReport& site) {
  json stored = {{"site", site.site}, {"took_ms", site.took.count()}, {"moved_examples", json::array()}};
  for (const ReportCount& count : report_counts()) stored[count.name] = site.*count.member;
  for (const Examples& list : texts) stored[list.name] = site.*list.member;
  for (const Reasons& list : reasons) {
    json& into = stored[list.name] = json::array();
    for (const FailureReason& one : site.*list.member)
      into.push_back({{"reason", one.reason}, {"count", one.count}, {"example_url", one.example_url}});
  }
  for (const MovedArticle& moved : site.moved_examples)
    stored["moved_examples"].push_back({{"from", moved.from}, {"to", moved.to}});
  return stored;
}

SiteReport to_site(const json& stored) {
  SiteReport site;
  site.site = stored.at("site").get<std::string>();
  site.took = std::chrono::milliseconds(stored.value("took_ms", std::int64_t{0}));
  for (const ReportCount& count : report_counts()) site.*count.member = stored.value(count.name, std::int64_t{0});
  for (const Examples& list : texts) site.*list.member = stored.value(list.name, std::vector<std::string>());
  for (const Reasons& list : reasons)
    for (const json& one : stored.value(list.name, json::array()))
      (site.*list.member)
          .push_back({one.value("reason", ""), one.value("count", std::int64_t{0}), one.value("example_url", "")});
  for (const json& moved : stored.value("moved_examples", json::array()))
    site.moved_examples.push_back({moved.value("from", ""), moved.value("to", "")});
  return site;
}

std::string text_of(const json& stored) { return stored.dump(-1, ' ', false, json::error_handler_t::replace); }

tl::unexpected<Error> unreadable(std::string_view what, const json::exception& broken) {
  return fail(Fault::corrupt, fmt::format("{} cannot be read: {}", what, broken.what()),
              "run: caravan check; then restore a backup with: caravan restore DIR");
}

}  // namespace

std::string to_stored_site(const SiteReport& site) { return text_of(to_json(site)); }

Result<SiteReport> read_stored_site(std::string_view text) {
  try {
    return to_site(json::parse(text));
  } catch (const json::exception& broken) {
    return unreadable("the report of a site", broken);
  }
}

std::string to_stored_report(const RunReport& report) {
  json sites = json::array();
  for (const SiteReport& site : report.sites) sites.push_back(to_json(site));
  const json stored{{"took_ms", report.took.count()},
                    {"closed", report.closed},
                    {"notes", report.notes},
                    {"sites", std::move(sites)}};
  return text_of(stored);
}

Result<void> read_stored_report(std::string_view text, RunReport& report) {
  try {
    report.sites.clear();
    const json stored = json::parse(text);
    report.took = std::chrono::milliseconds(stored.value("took_ms", std::int64_t{0}));
    report.closed = stored.value("closed", true);
    report.notes = stored.value("notes", std::vector<std::string>());
    for (const json& site : stored.at("sites")) report.sites.push_back(to_site(site));
    return {};
  } catch (const json::exception& broken) {
    return unreadable(fmt::format("the report of run {}", report.run), broken);
  }
}

}  // namespace caravan::archive
