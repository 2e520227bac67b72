// crawl, index and update: the commands that fill the archive and the index.

#include <fstream>
#include <functional>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/durable_file.h"
#include "base/quantity.h"
#include "cli/commands.h"
#include "cli/index_report.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "crawler/archive/sketch.h"
#include "crawler/crawl.h"
#include "crawler/crawl_report.h"
#include "indexer/extract/extract.h"
#include "indexer/extract/site_rules.h"
#include "indexer/write/update.h"

namespace caravan::cli {

namespace {

/// Every night would be dear where nothing has changed: 4 s for 20,000 articles.
constexpr std::chrono::hours between_checks{24 * 7};

/// The session outlives what is returned.
crawl::ReadPage page_reader(Session& session) {
  return [&rules = session.site_rules()](const url::Url& url, std::string_view content_type, std::string_view body,
                                         Instant fetched) -> crawl::PageReading {
    extract::Page page{body, url.str(), content_type, rules.for_address(url.str())};
    page.fetched = fetched;
    const extract::Extraction read = extract::extract(page);
    // Unread is not unreadable: the report is archived, and the indexer tries it again.
    if (read.may_pass) return {true, ""};
    return {read.type == extract::PageType::article, extract::fingerprint(read),
            archive::sketch_of(read.article.title, read.article.body, read.article.published),
            read.parts.continues || read.sequels.continues};
  };
}

crawl::CrawlOptions crawl_options(const CrawlOptions& options) {
  return {options.urls, options.full, options.max_pages, options.max_time, options.dry_run};
}

void show_progress(ProgressLine& line, const crawl::Progress& now) {
  if (now.to_read > 0) return line.show(now.read, fmt::format("reading {} of {}", now.read, now.to_read), now.url);
  line.show(now.done,
            fmt::format("{}, {} waiting, {} failed, {}", format_count(now.done, "page", "pages"), now.waiting,
                        now.failed, format_bytes(now.bytes)),
            now.url);
}

ExitStatus print_due(const CrawlOptions& options, Session& session) {
  for (const std::string& url :
       value_or_throw(crawl::due_now(session.config(), crawl_options(options), system_clock())))
    session.terminal().out() << url << '\n';
  return ExitStatus::done;
}

archive::RunReport visit(const CrawlOptions& options, bool read_later, Session& session) {
  const std::stop_token stop = session.stop();
  const auto fetcher = crawl::make_curl_fetcher();
  ProgressLine line(session.terminal(), session.progress_wanted());
  std::function<void(const crawl::Progress&)> progress;  // counting what waits is work, too
  if (session.progress_wanted()) progress = [&line](const crawl::Progress& now) { show_progress(line, now); };
  crawl::CrawlOptions what = crawl_options(options);
  what.read_later = read_later;
  return value_or_throw(
      crawl::crawl(session.config(), what,
                   {.fetcher = *fetcher, .read_page = page_reader(session), .progress = progress, .stop = stop}));
}

/// What a crawl by itself stored unread.
void read_stored(Session& session) {
  ProgressLine line(session.terminal(), session.progress_wanted());
  const auto progress = [&line](const crawl::Progress& now) { show_progress(line, now); };
  value_or_throw(crawl::read_stored(session.config(), page_reader(session), system_clock(), progress, session.stop()));
}

/// @param trust_tables_for  0: the index's tables are read now, whenever that was done last
write::UpdateReport bring_index_up_to_date(bool rebuild, std::chrono::hours trust_tables_for, Session& session) {
  const std::stop_token stop = session.stop();
  ProgressLine line(session.terminal(), session.progress_wanted());
  const auto progress = [&line](std::int64_t done, std::int64_t of) {
    line.show(static_cast<std::uint64_t>(done), fmt::format("indexing {} of {}", done, of));
  };
  return value_or_throw(write::update_index(session.config(), {rebuild, progress, stop, trust_tables_for}));
}

/// Pages that could not be had and removals held back are for the operator to look at; a limit that was asked for is
/// not.
bool went_wrong_in_part(const archive::RunReport& report, const std::stop_token& stop) {
  for (const archive::SiteReport& site : report.sites) {
    if (site.failed > 0 || site.held > 0) return true;
    // A site that could not even be begun, such as one whose robots.txt is out of reach: a note says why.
    if (site.fetched + site.not_modified == 0 && !site.notes.empty()) return true;
  }
  return !report.complete && stop.stop_requested();
}

/// All or nothing where the file is one; /dev/stderr and the like are written through.
void write_report(const std::filesystem::path& file, const nlohmann::json& report) {
  const std::string text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (!std::filesystem::exists(file) || std::filesystem::is_regular_file(file))
    return value_or_throw(replace_file(file, text));
  std::ofstream device(file, std::ios::binary);
  if (!(device << text << std::flush)) throw Failure(Fault::disk, fmt::format("cannot write {}", file.string()));
}

}  // namespace

ExitStatus run_crawl(const Options& options, Session& session) {
  if (options.crawl.dry_run) return print_due(options.crawl, session);
  const WriteLock lock = session.lock("caravan crawl");
  const archive::RunReport report = visit(options.crawl, true, session);
  session.terminal().out() << crawl::report_text(report);
  if (options.crawl.report) write_report(*options.crawl.report, crawl::report_json(report));
  return went_wrong_in_part(report, session.stop()) ? ExitStatus::partly_failed : ExitStatus::done;
}

ExitStatus run_index(const Options& options, Session& session) {
  const WriteLock lock = session.lock("caravan index");
  read_stored(session);
  const write::UpdateReport report = bring_index_up_to_date(options.index.rebuild, std::chrono::hours(0), session);
  print_index_report(report, session.terminal());
  return report.problems.empty() ? ExitStatus::done : ExitStatus::partly_failed;
}

ExitStatus run_update(const Options& options, Session& session) {
  if (options.crawl.dry_run) return print_due(options.crawl, session);
  const WriteLock lock = session.lock("caravan update");
  const archive::RunReport crawled = visit(options.crawl, false, session);
  session.terminal().out() << crawl::report_text(crawled) << std::flush;
  const write::UpdateReport indexed = bring_index_up_to_date(false, between_checks, session);
  print_index_report(indexed, session.terminal());
  if (options.crawl.report) {
    nlohmann::json report = crawl::report_json(crawled);
    report["index"] = index_report_json(indexed);
    write_report(*options.crawl.report, report);
  }
  const bool in_part = went_wrong_in_part(crawled, session.stop()) || !indexed.problems.empty();
  return in_part ? ExitStatus::partly_failed : ExitStatus::done;
}

}  // namespace caravan::cli
