#include "crawler/crawl_report.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/quantity.h"
#include "base/unicode.h"

namespace caravan::crawl {
namespace {

using archive::RunReport;
using archive::SiteReport;

struct Column {
  std::string_view name;
  std::int64_t SiteReport::*count;
};
constexpr std::array<Column, 10> columns{{{"new", &SiteReport::added},
                                          {"changed", &SiteReport::changed},
                                          {"moved", &SiteReport::moved},
                                          {"gone", &SiteReport::gone},
                                          {"held", &SiteReport::held},
                                          {"failed", &SiteReport::failed},
                                          {"refused", &SiteReport::refused},
                                          {"unchanged", &SiteReport::not_modified},
                                          {"fetched", &SiteReport::fetched},
                                          {"requests", &SiteReport::requests}}};
constexpr std::size_t widest_name = 32;

std::string padded(std::string_view text, std::size_t width) {
  const std::string shown = printable(text);
  const std::size_t columns_used = display_width(shown);
  return shown + std::string(columns_used < width ? width - columns_used : 0, ' ');
}

std::string site_line(const SiteReport& site, std::size_t name_width) {
  std::string line = padded(prefix(site.site, widest_name), name_width);
  for (const Column& column : columns)
    line += fmt::format("  {:>{}}", site.*(column.count), std::max<std::size_t>(column.name.size(), 5));
  return line + fmt::format("  {:>8}\n", format_bytes(static_cast<std::uint64_t>(site.bytes)));
}

std::string heading(std::size_t name_width) {
  std::string line = padded("site", name_width);
  for (const Column& column : columns) line += fmt::format("  {:>5}", column.name);
  return line + "      size\n";
}

std::string details(const SiteReport& site) {
  std::string text;
  for (const archive::FailureReason& failure : site.failures)
    text += fmt::format("  failed {} times: {} (such as {})\n", failure.count, printable(failure.reason),
                        printable(failure.example_url));
  for (const std::string& note : site.notes) text += fmt::format("  {}\n", printable(note));
  return text.empty() ? text : fmt::format("\n{}\n{}", printable(site.site), text);
}

}  // namespace

std::string report_text(const RunReport& report) {
  std::size_t name_width = 4;
  SiteReport sum;
  sum.site = "all";
  for (const SiteReport& site : report.sites) {
    name_width = std::max(name_width, display_width(printable(prefix(site.site, widest_name))));
    for (const Column& column : columns) sum.*(column.count) += site.*(column.count);
    sum.bytes += site.bytes;
  }
  std::string text = fmt::format("Run {}, {} to {} ({}){}\n\n", report.run, iso(report.started), iso(report.ended),
                                 format_duration(report.took),
                                 report.complete ? "" : ": not complete, the next run goes on from here");
  text += heading(name_width);
  for (const SiteReport& site : report.sites) text += site_line(site, name_width);
  if (report.sites.size() > 1) text += site_line(sum, name_width);
  for (const SiteReport& site : report.sites) text += details(site);
  return text;
}

nlohmann::json report_json(const RunReport& report) {
  nlohmann::json sites = nlohmann::json::array();
  for (const SiteReport& site : report.sites) {
    nlohmann::json one{{"site", site.site}, {"bytes", site.bytes}, {"notes", site.notes}};
    for (const Column& column : columns) one[std::string(column.name)] = site.*(column.count);
    one["failures"] = nlohmann::json::array();
    for (const archive::FailureReason& failure : site.failures)
      one["failures"].push_back(
          {{"reason", failure.reason}, {"count", failure.count}, {"example", failure.example_url}});
    sites.push_back(std::move(one));
  }
  return {{"run", report.run},           {"started", iso(report.started)},
          {"ended", iso(report.ended)},  {"took_ms", report.took.count()},
          {"complete", report.complete}, {"sites", std::move(sites)}};
}

}  // namespace caravan::crawl
