// import and export: articles in and out.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/quantity.h"
#include "cli/commands.h"
#include "cli/index_report.h"
#include "cli/printers/warc.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/text_input.h"
#include "indexer/article/article_json.h"
#include "indexer/article/citation.h"
#include "indexer/write/update.h"

namespace caravan::cli {

namespace {

using nlohmann::ordered_json;

void export_articles(Session& session, const std::function<ordered_json(const article::Article&)>& form,
                     std::string_view open, std::string_view between, std::string_view close) {
  std::ostream& out = session.terminal().out();
  bool first = true;
  out << open;
  value_or_throw(session.open_index().for_each([&](const article::Article& article) {
    if (!first) out << between;
    first = false;
    out << form(article).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }));
  if (!first || !open.empty()) out << close;
}

void export_pages(Session& session) {
  const archive::ArchiveReader archive = session.open_archive();
  WarcWriter warc(session.terminal().out());
  archive.for_each_live([&warc](const archive::Snapshot& snapshot) { warc.write(snapshot); });
}

}  // namespace

ExitStatus run_import(const Options& options, Session& session) {
  TextInput input(options.import.file);
  const WriteLock lock = session.lock("caravan import");
  const std::stop_token stop = session.stop();
  ProgressLine line(session.terminal(), session.progress_wanted());
  const auto progress = [&line](std::int64_t done, std::int64_t) {
    line.show(static_cast<std::uint64_t>(done), format_count(static_cast<std::uint64_t>(done), "article", "articles"));
  };
  const auto report = value_or_throw(write::import_articles(session.config(), input.stream(), {false, progress, stop}));
  print_index_report(report, session.terminal());
  if (report.problems.empty()) return ExitStatus::done;
  return report.added + report.changed + report.unchanged == 0 ? ExitStatus::failed : ExitStatus::partly_failed;
}

ExitStatus run_export(const Options& options, Session& session) {
  switch (options.export_.format) {
    case ExportFormat::ndjson:
      export_articles(
          session, [](const article::Article& article) { return article::to_json(article); }, "", "\n", "\n");
      break;
    case ExportFormat::csl_json:
      export_articles(session, article::to_csl_json, "[\n", ",\n", "\n]\n");
      break;
    case ExportFormat::warc:
      export_pages(session);
      break;
  }
  return ExitStatus::done;
}

}  // namespace caravan::cli
