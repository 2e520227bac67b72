// status and check: what is there, how the last runs went, and whether it is sound.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/day.h"
#include "base/quantity.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/site_status.h"
#include "crawler/archive/report_counts.h"
#include "crawler/archive/soundness.h"
#include "crawler/crawl_report.h"
#include "crawler/site_plan.h"
#include "indexer/write/update.h"

namespace caravan::cli {

namespace {

constexpr std::size_t runs_shown = 5;

struct Status {
  const Config& config;
  std::optional<archive::Totals> archive;
  std::vector<archive::RunReport> runs;  ///< newest first
  std::optional<SitesStatus> sites;
  std::optional<std::uint64_t> articles;
  std::vector<std::string> attention;  ///< sentences for the operator
};

std::string sentence(const Error& error) {
  return error.remedy.empty() ? error.what : fmt::format("{} ({})", error.what, error.remedy);
}

void look_at_archive(Status& status) {
  auto reader = archive::ArchiveReader::open(status.config.crawl_db());
  if (!reader) {
    status.attention.push_back(sentence(reader.error()));
    return;
  }
  const Instant now = system_clock().now();
  status.archive = reader->totals(now);
  status.runs = reader->runs(runs_shown);
  status.sites = value_or_throw(look_at_sites(status.config, now));
  for (std::string& sentence : attention_of(*status.sites, now)) status.attention.push_back(std::move(sentence));
}

void look_at_index(Status& status) {
  const auto index = query::Index::open(status.config.index_dir());
  if (index) {
    status.articles = index->article_count();
  } else {
    status.attention.push_back(sentence(index.error()));
  }
}

void look_at_last_run(Status& status) {
  if (status.config.sites.empty())
    status.attention.push_back("no site is configured (run: caravan init, and name one in caravan.toml)");
  if (const auto plans = crawl::plan_sites(status.config); !plans && !status.config.sites.empty())
    status.attention.push_back(sentence(plans.error()));
  if (status.runs.empty()) return;
  const archive::RunReport& last = status.runs.front();
  if (!last.closed) {
    status.attention.push_back(fmt::format(
        "the last run has not got to its end: it is under way or was killed; what it had stored until {} is "
        "counted, and the next one goes on from there",
        iso(last.ended)));
  } else if (!last.complete) {
    status.attention.emplace_back("the last run was stopped before its end: the next one goes on from there");
  }
  for (const archive::SiteReport& site : last.sites) {
    for (const archive::FailureReason& hold : site.holds) {
      if (hold.reason.starts_with("more than removal_share")) continue;  // told of the site as it stands now
      status.attention.push_back(
          fmt::format("{}: {} held back: {}{}", site.site,
                      format_count(static_cast<std::uint64_t>(hold.count), "removal", "removals"), hold.reason,
                      hold.example_url.empty() ? "" : ", as with " + hold.example_url));
    }
    for (const archive::FailureReason& failure : site.failures)
      status.attention.push_back(
          fmt::format("{}: {} in the last run: {}, as with {}", site.site,
                      format_count(static_cast<std::uint64_t>(failure.count), "failure", "failures"), failure.reason,
                      failure.example_url));
    for (const std::string& note : site.notes) status.attention.push_back(fmt::format("{}: {}", site.site, note));
  }
}

std::string archive_line(const archive::Totals& totals) {
  const auto n = [](std::int64_t count) { return static_cast<std::uint64_t>(count); };
  return fmt::format("{} in {}, {}; {} known, {} due", format_count(n(totals.pages), "page", "pages"),
                     format_count(n(totals.snapshots), "snapshot", "snapshots"), format_bytes(n(totals.stored_bytes)),
                     format_count(n(totals.known_urls), "address", "addresses"), n(totals.due));
}

void print_status(const Status& status, Terminal& terminal) {
  std::ostream& out = terminal.out();
  const auto line = [&](std::string_view name, std::string_view value) {
    out << terminal.styled(name, Style::strong) << std::string(15 - name.size(), ' ') << Terminal::plain(value) << '\n';
  };
  line("configuration", status.config.file.empty() ? "none: the defaults" : status.config.file.string());
  line("sites", fmt::format("{}", status.config.sites.size()));
  line("data", status.config.data.string());
  line("archive", status.archive ? archive_line(*status.archive) : "none that can be read");
  line("index", status.articles ? format_count(*status.articles, "article", "articles") : "none that can be read");
  if (status.sites && !status.sites->sites.empty())
    out << '\n' << terminal.styled("what is due", Style::strong) << '\n' << sites_text(*status.sites);
  if (!status.runs.empty()) out << '\n' << terminal.styled("last runs", Style::strong) << '\n';
  for (const archive::RunReport& run : status.runs) {
    const archive::SiteReport sums = archive::sum_of(run);
    out << fmt::format("  {}  {:>10}  {} new, {} changed, {} moved, {} gone, {} missing, {} failed, {} held{}\n",
                       iso(run.started), format_duration(run.took), sums.added, sums.changed, sums.moved, sums.gone,
                       sums.missing, sums.failed, sums.held,
                       run.complete ? ""
                       : run.closed ? "; stopped before its end"
                                    : "; under way or killed");
  }
  if (!status.attention.empty()) out << '\n' << terminal.styled("needs attention", Style::strong) << '\n';
  for (const std::string& sentence : status.attention) out << "  " << Terminal::plain(sentence) << '\n';
}

void print_status_json(const Status& status, std::ostream& out) {
  nlohmann::ordered_json json{{"configuration", status.config.file.string()}, {"data", status.config.data.string()}};
  if (status.archive)
    json["archive"] = {{"pages", status.archive->pages},
                       {"known_urls", status.archive->known_urls},
                       {"due", status.archive->due},
                       {"snapshots", status.archive->snapshots},
                       {"stored_bytes", status.archive->stored_bytes}};
  if (status.articles) json["articles"] = *status.articles;
  if (status.sites) {
    json["sites"] = sites_json(*status.sites);
    json["left_alone"] = nlohmann::ordered_json::array();
    for (const archive::HostRow& host : status.sites->left_alone)
      json["left_alone"].push_back({{"host", host.origin}, {"until", iso(*host.not_before)}});
  }
  json["runs"] = nlohmann::ordered_json::array();
  for (const archive::RunReport& run : status.runs) json["runs"].emplace_back(crawl::report_json(run));
  json["attention"] = status.attention;
  out << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

/// One line a finding. @return how many there are.
std::size_t print_findings(std::string_view part, const Result<std::vector<std::string>>& findings,
                           Terminal& terminal) {
  std::vector<std::string> lines;
  if (findings) {
    lines = *findings;
  } else {
    lines.push_back(sentence(findings.error()));
  }
  for (const std::string& finding : lines)
    terminal.out() << Terminal::plain(fmt::format("{}: {}", part, finding)) << '\n';
  if (lines.empty()) terminal.out() << part << ": sound\n";
  return lines.size();
}

}  // namespace

ExitStatus run_status(const Options& options, Session& session) {
  Status status{session.config(), {}, {}, {}, {}, {}};
  look_at_archive(status);
  look_at_index(status);
  look_at_last_run(status);
  if (options.status.format == PlainFormat::json) {
    print_status_json(status, session.terminal().out());
  } else {
    print_status(status, session.terminal());
  }
  return ExitStatus::done;
}

ExitStatus run_check(const Options&, Session& session) {
  const Config& config = session.config();
  if (!std::filesystem::exists(config.crawl_db()) && !std::filesystem::exists(config.index_dir()))
    throw Failure(Fault::not_found, fmt::format("{} holds neither archive nor index", config.data.string()),
                  "run: caravan update");
  std::size_t findings = 0;
  if (std::filesystem::exists(config.crawl_db()))
    findings += print_findings("archive", archive::check(config.crawl_db()), session.terminal());
  findings += print_findings("index", write::check_index(config), session.terminal());
  if (findings == 0) return ExitStatus::done;
  session.terminal().note(
      "an index is made anew by: caravan index --rebuild; an archive comes back by: caravan restore");
  return ExitStatus::failed;
}

}  // namespace caravan::cli
