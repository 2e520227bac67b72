#include "crawler/crawl.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/day.h"
#include "base/durable_file.h"
#include "base/log.h"
#include "base/quantity.h"
#include "crawler/archive/archive_reader.h"
#include "crawler/archive/archive_writer.h"
#include "crawler/archive/report_counts.h"
#include "crawler/conductor.h"
#include "crawler/reread.h"
#include "crawler/site_plan.h"
#include "crawler/stored_pages.h"

namespace caravan::crawl {
namespace {

using archive::ArchiveWriter;
using archive::FrontierRows;

Result<std::vector<url::Url>> named_pages(const CrawlOptions& options, const std::vector<SitePlan>& plans) {
  std::vector<url::Url> named;
  for (const std::string& text : options.urls) {
    const Result<url::Url> url = url::Url::parse(text);
    if (!url) return tl::unexpected(url.error());
    named.push_back(url::without_tracking(*url));
    if (!site_of(plans, named.back()))
      return fail(Fault::usage, fmt::format("{} belongs to no configured site", text),
                  "add a [[site]] for it, or an allow prefix to one");
  }
  return named;
}

/// Pages of addresses that the configuration no longer holds leave, whatever runs found before.
void fit_to_configuration(ArchiveWriter& writer, const std::vector<SitePlan>& plans, Instant now) {
  const auto whose = [&](const std::string& address) -> std::optional<std::string> {
    const Result<url::Url> url = url::Url::parse(address);
    if (!url) return std::nullopt;
    if (const auto site = site_of(plans, *url)) return plans[*site].settings.name;
    // Sitemaps and feeds may stand outside of the prefixes.
    const auto host = std::ranges::find_if(plans, [&](const SitePlan& plan) { return plan.scope.allows_host(*url); });
    const auto page = host == plans.end() ? std::nullopt : writer.frontier().page(address);
    if (!page || page->kind == archive::PageKind::page) return std::nullopt;
    return host->settings.name;
  };
  const std::vector<std::string> grown = grown_sites(writer.scope(), plans);
  const archive::ScopeChanges changes = writer.apply_scope(scope_text(plans), whose, now, grown);
  if (changes.excluded + changes.returned + changes.reassigned > 0)
    log(LogLevel::info,
        "the configuration changed: {} addresses left it (with {} articles), {} came back, {} changed site",
        changes.excluded, changes.removed, changes.returned, changes.reassigned);
}

/// Nothing is ever put off longer than the revisit bounds say, so such a date was written by a clock that was wrong.
void mistrust_far_dates(ArchiveWriter& writer, const std::vector<SitePlan>& plans, Instant now) {
  std::chrono::milliseconds longest{};
  for (const SitePlan& plan : plans)
    longest = std::max({longest, plan.settings.crawl.revisit_max, plan.settings.crawl.gone_after});
  const Instant farthest = now + std::chrono::ceil<std::chrono::seconds>(longest) + std::chrono::hours(24);
  if (const std::int64_t count = writer.bring_forward(farthest, now); count > 0)
    log(LogLevel::warning, "{} pages were put off beyond revisit_max, as if the clock had been wrong: they are due now",
        count);
}

/// What a run that did not get to its end had stored; empty: the last one did.
std::string run_before(const Config& config) {
  const std::vector<archive::RunReport> runs = value_or_throw(archive::ArchiveReader::open(config.crawl_db())).runs(1);
  if (runs.empty() || runs.front().closed) return {};
  const archive::SiteReport sum = archive::sum_of(runs.front());
  return fmt::format(
      "run {}, begun {}, was killed; it had stored {} not yet read, {} new, {} changed, {} gone, {} unchanged, {} "
      "failed "
      "until {}",
      runs.front().run, iso(runs.front().started),
      format_count(static_cast<std::uint64_t>(sum.unread), "page", "pages"), sum.added, sum.changed, sum.gone,
      sum.not_modified, sum.failed, iso(runs.front().ended));
}

void collect_due(const FrontierRows& frontier, const SitePlan& plan, bool full, Instant now,
                 std::vector<std::pair<Instant, std::string>>& found) {
  archive::DueQuery query;
  query.site = plan.settings.name;
  if (!full) query.due_by = now;
  for (archive::DueBatch batch = frontier.due(query); !batch.pages.empty(); batch = frontier.due(query)) {
    for (archive::DuePage& page : batch.pages) found.emplace_back(page.due, std::move(page.url));
    query.after = batch.end;
  }
}

}  // namespace

Result<archive::RunReport> crawl(const Config& config, const CrawlOptions& options, const CrawlTools& tools) {
  Result<std::vector<SitePlan>> plans = plan_sites(config);
  if (!plans) return tl::unexpected(std::move(plans).error());
  const Result<std::vector<url::Url>> named = named_pages(options, *plans);
  if (!named) return tl::unexpected(named.error());
  if (options.dry_run) return archive::RunReport{};
  if (auto folder = make_folder(config.data); !folder) return tl::unexpected(std::move(folder).error());
  Result<ArchiveWriter> writer = ArchiveWriter::open(config.crawl_db());
  if (!writer) return tl::unexpected(std::move(writer).error());
  const Instant now = tools.clock.now();
  fit_to_configuration(*writer, *plans, now);
  mistrust_far_dates(*writer, *plans, now);
  std::vector<std::string> notes = reread_links(*writer, *plans, now, tools.stop);
  if (std::string before = run_before(config); !before.empty()) notes.push_back(std::move(before));
  const std::int64_t run = writer->begin_run(now);
  std::optional<StoredPages> unread;
  if (tools.read_page && !options.read_later) {
    Result<archive::ArchiveReader> reader = archive::ArchiveReader::open(config.crawl_db());
    if (!reader) return tl::unexpected(std::move(reader).error());
    unread.emplace(*plans, *writer, *std::move(reader), tools.read_page);
  }
  Conductor conductor(*plans, options, tools, *writer, run, unread ? &*unread : nullptr);
  for (std::string& sentence : notes) conductor.note(std::move(sentence));
  return conductor.run(*named);
}

Result<archive::RunReport> read_stored(const Config& config, const ReadPage& read_page, const Clock& clock,
                                       const std::function<void(const Progress&)>& progress, std::stop_token stop) {
  archive::RunReport report;
  {
    const Result<FrontierRows> frontier = FrontierRows::open(config.crawl_db());
    if (!frontier && frontier.error().fault != Fault::not_found) return tl::unexpected(frontier.error());
    if (!frontier || frontier->count_unread() == 0) return report;
  }
  std::vector<SitePlan> sites;
  if (!config.sites.empty()) {  // an archive that was brought from elsewhere can be read without any
    Result<std::vector<SitePlan>> plans = plan_sites(config);
    if (!plans) return tl::unexpected(std::move(plans).error());
    sites = *std::move(plans);
  }
  Result<ArchiveWriter> writer = ArchiveWriter::open(config.crawl_db());
  if (!writer) return tl::unexpected(std::move(writer).error());
  Result<archive::ArchiveReader> reader = archive::ArchiveReader::open(config.crawl_db());
  if (!reader) return tl::unexpected(std::move(reader).error());
  const auto count = [&report](const archive::PageRow& page, bool article, const archive::Stored& stored) {
    auto site = std::ranges::find(report.sites, page.site, &archive::SiteReport::site);
    if (site == report.sites.end()) {
      report.sites.emplace_back().site = page.site;
      site = std::prev(report.sites.end());
    }
    if (article && stored.version != archive::Stored::Version::none) ++site->added;
    site->moved += static_cast<std::int64_t>(stored.moved_from.size());
  };
  const auto show = [&progress](std::uint64_t read, std::uint64_t of, const std::string& url) {
    Progress now;
    now.read = read;
    now.to_read = of;
    now.url = url;
    if (progress) progress(now);
  };
  StoredPages(sites, *writer, *std::move(reader), read_page).read(clock.now(), count, show, stop);
  return report;
}

Result<std::vector<std::string>> due_now(const Config& config, const CrawlOptions& options, const Clock& clock) {
  Result<std::vector<SitePlan>> plans = plan_sites(config);
  if (!plans) return tl::unexpected(std::move(plans).error());
  const Result<std::vector<url::Url>> named = named_pages(options, *plans);
  if (!named) return tl::unexpected(named.error());
  std::vector<std::string> addresses;
  for (const url::Url& url : *named) addresses.push_back(url.str());
  if (!named->empty()) return addresses;
  const Result<FrontierRows> frontier = FrontierRows::open(config.crawl_db());
  if (!frontier && frontier.error().fault != Fault::not_found) return tl::unexpected(frontier.error());
  const Instant now = clock.now();
  std::vector<std::pair<Instant, std::string>> due;
  for (const SitePlan& plan : *plans) {
    for (const url::Url& seed : plan.seeds)
      if (!frontier || !frontier->page(seed.str())) due.emplace_back(now, seed.str());
    if (frontier) collect_due(*frontier, plan, options.full, now, due);
  }
  std::ranges::sort(due);
  for (auto& [when, address] : due) addresses.push_back(std::move(address));
  return addresses;
}

}  // namespace caravan::crawl
