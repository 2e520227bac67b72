#include "crawler/crawl_report.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/quantity.h"
#include "base/unicode.h"
#include "crawler/archive/report_counts.h"

namespace caravan::crawl {
namespace {

using archive::RunReport;
using archive::SiteReport;

struct Column {
  std::string_view name;
  std::int64_t SiteReport::*count;
};
constexpr std::array<Column, 11> columns{{{"new", &SiteReport::added},
                                          {"changed", &SiteReport::changed},
                                          {"moved", &SiteReport::moved},
                                          {"gone", &SiteReport::gone},
                                          {"missing", &SiteReport::missing},
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
  return line + fmt::format("  {:>8}  {:>10}\n", format_bytes(static_cast<std::uint64_t>(site.bytes)),
                            format_duration(site.took));
}

std::string heading(std::size_t name_width) {
  std::string line = padded("site", name_width);
  for (const Column& column : columns) line += fmt::format("  {:>5}", column.name);
  return line + "      size        time\n";
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return format_count(static_cast<std::uint64_t>(count), one, many);
}

std::string reason_line(std::string_view what, const archive::FailureReason& reason) {
  std::string line =
      fmt::format("  {} {}: {}", what, reason.count == 1 ? "once" : fmt::format("{} times", reason.count),
                  printable(reason.reason));
  if (!reason.example_url.empty()) line += fmt::format(" (such as {})", printable(reason.example_url));
  return line + "\n";
}

/// " (such as A, B)"; empty without examples.
std::string such_as(const std::vector<std::string>& examples) {
  return examples.empty() ? std::string()
                          : fmt::format(" (such as {})", printable(fmt::format("{}", fmt::join(examples, ", "))));
}

bool is_among(const std::vector<archive::FailureReason>& reasons, const archive::FailureReason& one) {
  return std::ranges::any_of(reasons, [&](const archive::FailureReason& other) {
    return other.reason == one.reason && other.count == one.count;
  });
}

/// What leaves, what seems to, and what does not: each with examples.
std::string departures(const SiteReport& site) {
  std::string text;
  if (site.gone > 0)
    text += fmt::format("  gone: {}{}\n", counted(site.gone, "article", "articles"), such_as(site.gone_examples));
  if (site.first_gone > 0)
    text += fmt::format(
        "  seen gone for the first time: {}{}; they stay until they are seen gone again, gone_after later\n",
        counted(site.first_gone, "article", "articles"), such_as(site.first_gone_examples));
  if (site.missing > 0)
    text += fmt::format("  {} answered 404 or 410{}; an article stays until it is seen gone twice\n",
                        counted(site.missing, "page", "pages"), such_as(site.missing_examples));
  return text;
}

std::string details(const SiteReport& site) {
  std::string text;
  for (const archive::FailureReason& failure : site.failures)
    if (!is_among(site.holds, failure)) text += reason_line("failed", failure);
  for (const archive::FailureReason& hold : site.holds) text += reason_line("held", hold);
  for (const archive::MovedArticle& moved : site.moved_examples)
    text += fmt::format("  moved: {} -> {}\n", printable(moved.from), printable(moved.to));
  text += departures(site);
  for (const std::string& note : site.notes) text += fmt::format("  {}\n", printable(note));
  return text.empty() ? text : fmt::format("\n{}\n{}", printable(site.site), text);
}

}  // namespace

std::string report_text(const RunReport& report) {
  std::size_t name_width = 4;
  SiteReport sum = archive::sum_of(report);
  sum.site = "all";
  sum.took = report.took;
  for (const SiteReport& site : report.sites)
    name_width = std::max(name_width, display_width(printable(prefix(site.site, widest_name))));
  std::string text = fmt::format("Run {}, {} to {} ({}){}\n\n", report.run, iso(report.started), iso(report.ended),
                                 format_duration(report.took),
                                 report.complete ? "" : ": not complete, the next run goes on from here");
  text += heading(name_width);
  for (const SiteReport& site : report.sites) text += site_line(site, name_width);
  if (report.sites.size() > 1) text += site_line(sum, name_width);
  for (const SiteReport& site : report.sites) text += details(site);
  if (!report.notes.empty()) text += '\n';
  for (const std::string& note : report.notes) text += fmt::format("{}\n", printable(note));
  return text;
}

namespace {

std::string_view state_of(const RunReport& report) {
  if (report.complete) return "complete";
  return report.closed ? "stopped" : "unfinished";
}

nlohmann::json reasons_json(const std::vector<archive::FailureReason>& reasons) {
  nlohmann::json list = nlohmann::json::array();
  for (const archive::FailureReason& one : reasons)
    list.push_back({{"reason", one.reason}, {"count", one.count}, {"example", one.example_url}});
  return list;
}

nlohmann::json site_json(const SiteReport& site) {
  nlohmann::json one{{"site", site.site},
                     {"bytes", site.bytes},
                     {"took_ms", site.took.count()},
                     {"unread", site.unread},
                     {"first_gone", site.first_gone},
                     {"notes", site.notes},
                     {"gone_examples", site.gone_examples},
                     {"missing_examples", site.missing_examples},
                     {"first_gone_examples", site.first_gone_examples},
                     {"failures", reasons_json(site.failures)},
                     {"holds", reasons_json(site.holds)},
                     {"moved_examples", nlohmann::json::array()}};
  for (const Column& column : columns) one[std::string(column.name)] = site.*(column.count);
  for (const archive::MovedArticle& moved : site.moved_examples)
    one["moved_examples"].push_back({{"from", moved.from}, {"to", moved.to}});
  return one;
}

}  // namespace

nlohmann::json report_json(const RunReport& report) {
  nlohmann::json sites = nlohmann::json::array();
  for (const SiteReport& site : report.sites) sites.push_back(site_json(site));
  return {{"run", report.run},           {"started", iso(report.started)}, {"ended", iso(report.ended)},
          {"complete", report.complete}, {"state", state_of(report)},      {"took_ms", report.took.count()},
          {"notes", report.notes},       {"sites", std::move(sites)}};
}

}  // namespace caravan::crawl
