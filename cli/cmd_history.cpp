// history and diff: the archived versions of an article.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/quantity.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/versions.h"
#include "cli/wrap.h"
#include "indexer/article/article_diff.h"

namespace caravan::cli {

namespace {

void print_json(const Versions& versions, std::ostream& out) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < versions.list().size(); ++i) {
    const archive::SnapshotInfo& version = versions.list()[i];
    list.push_back(
        {{"version", i + 1}, {"fetched", iso(version.fetched)}, {"bytes", version.bytes}, {"url", version.url}});
  }
  out << nlohmann::ordered_json{{"url", versions.url()}, {"versions", list}}.dump(
             2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
      << '\n';
}

void print_fact(const article::FactChange& fact, Terminal& terminal) {
  std::ostream& out = terminal.out();
  out << terminal.styled(fact.field, Style::strong) << '\n';
  if (!fact.from.empty()) out << "  - " << terminal.styled(fact.from, Style::removed) << '\n';
  if (!fact.to.empty()) out << "  + " << terminal.styled(fact.to, Style::added) << '\n';
}

/// Words that went stand as [-so-], words that came as {+so+}, which a terminal without colour and a file show, too.
std::string marked_up(const article::Run& run) {
  switch (run.edit) {
    case article::Edit::kept:
      return run.text;
    case article::Edit::removed:
      return "[-" + run.text + "-]";
    case article::Edit::added:
      return "{+" + run.text + "+}";
  }
  return run.text;
}

void print_paragraph(const article::ChangedParagraph& paragraph, Terminal& terminal) {
  std::string text;
  for (const article::Run& run : paragraph.runs) text += (text.empty() ? "" : " ") + marked_up(run);
  const bool whole = paragraph.runs.size() == 1;
  const Style style = !whole                                                ? Style::plain
                      : paragraph.runs.front().edit == article::Edit::added ? Style::added
                                                                            : Style::removed;
  for (const Line& line : wrap(text, terminal.width()))
    terminal.out() << terminal.marked(text, line.begin, line.end, {}, style) << '\n';
  terminal.out() << '\n';
}

bool is_kept(const article::ChangedParagraph& paragraph) {
  return paragraph.runs.size() == 1 && paragraph.runs.front().edit == article::Edit::kept;
}

}  // namespace

ExitStatus run_history(const Options& options, Session& session) {
  const Versions versions(session, options.history.article);
  std::ostream& out = session.terminal().out();
  if (options.history.format == PlainFormat::json) {
    print_json(versions, out);
    return ExitStatus::done;
  }
  for (std::size_t i = 0; i < versions.list().size(); ++i) {
    const archive::SnapshotInfo& version = versions.list()[i];
    out << fmt::format("{:>4}  {}  {:>9}  {}\n", i + 1, iso(version.fetched),
                       format_bytes(static_cast<std::uint64_t>(version.bytes)), Terminal::plain(version.url));
  }
  return ExitStatus::done;
}

ExitStatus run_diff(const Options& options, Session& session) {
  Terminal& terminal = session.terminal();
  const Versions versions(session, options.diff.article);
  const std::size_t last = versions.list().size();
  if (last == 1 && !options.diff.from) {
    terminal.note(fmt::format("there is one version of {} so far", versions.url()));
    return ExitStatus::done;
  }
  const std::size_t from = options.diff.from.value_or(last - 1), to = options.diff.to.value_or(last);
  const article::ArticleDiff changes = article::diff(versions.article(from), versions.article(to));
  if (changes.empty()) terminal.note(fmt::format("versions {} and {} read the same", from, to));
  for (const article::FactChange& fact : changes.facts) print_fact(fact, terminal);
  if (!changes.facts.empty() && !changes.body.empty()) terminal.out() << '\n';
  for (const article::ChangedParagraph& paragraph : changes.body)
    if (!is_kept(paragraph)) print_paragraph(paragraph, terminal);
  return ExitStatus::done;
}

}  // namespace caravan::cli
