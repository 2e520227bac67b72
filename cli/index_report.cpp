#include "cli/index_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace caravan::cli {

namespace {

constexpr std::size_t most_problems = 20;

}  // namespace

void print_index_report(const write::UpdateReport& report, Terminal& terminal) {
  std::ostream& out = terminal.out();
  if (report.rebuilt)
    out << "index: made anew" << (report.rebuild_reason.empty() ? "" : ": " + Terminal::plain(report.rebuild_reason))
        << '\n';
  if (!report.rebuilt && report.added + report.changed + report.removed == 0) {
    out << "index: nothing to change\n";
  } else {
    out << fmt::format("index: {} new, {} changed, {} unchanged, {} removed", report.added, report.changed,
                       report.unchanged, report.removed);
    if (report.not_articles > 0)
      out << fmt::format("; {} no {}",
                         report.not_articles == 1 ? "1 page is" : fmt::format("{} pages are", report.not_articles),
                         report.not_articles == 1 ? "article" : "articles");
    out << '\n';
  }
  for (std::size_t i = 0; i < report.notes.size() && i < most_problems; ++i)
    out << "  " << Terminal::plain(report.notes[i]) << '\n';
  for (std::size_t i = 0; i < report.problems.size() && i < most_problems; ++i)
    out << "  " << Terminal::plain(report.problems[i]) << '\n';
  if (report.problems.size() > most_problems)
    out << fmt::format("  and {} problems more\n", report.problems.size() - most_problems);
}

nlohmann::ordered_json index_report_json(const write::UpdateReport& report) {
  return {{"added", report.added},
          {"changed", report.changed},
          {"unchanged", report.unchanged},
          {"removed", report.removed},
          {"not_articles", report.not_articles},
          {"rebuilt", report.rebuilt},
          {"rebuild_reason", report.rebuild_reason},
          {"notes", report.notes},
          {"problems", report.problems}};
}

}  // namespace caravan::cli
