#include "cli/commands.h"

#include "cli/declarations.h"

namespace caravan::cli {

namespace {

constexpr Command table[] = {
    {"init", "write a commented caravan.toml", declare_init, run_init},
    {"crawl", "visit the pages that are due and archive them", declare_crawl, run_crawl},
    {"index", "bring the search index up to date with the archive", declare_index, run_index},
    {"update", "crawl, then index: the nightly command", declare_update, run_update},
    {"search", "ranked answers to a query", declare_search, run_search},
    {"show", "one article", declare_show, run_show},
    {"similar", "articles like this one", declare_similar, run_similar},
    {"suggest", "completions of what has been typed so far", declare_suggest, run_suggest},
    {"facets", "themes, authors, series ... and how many articles each has", declare_facets, run_facets},
    {"history", "the archived versions of a page", declare_history, run_history},
    {"diff", "what changed between two versions", declare_diff, run_diff},
    {"extract", "the extractor alone: a page in, an article out", declare_extract, run_extract},
    {"import", "articles from a file into the index", declare_import, run_import},
    {"export", "all articles, or all archived pages", declare_export, run_export},
    {"status", "what is there, and how the last runs went", declare_status, run_status},
    {"check", "whether archive and index are sound", declare_check, run_check},
    {"backup", "copy everything into a new folder", declare_backup, run_backup},
    {"restore", "bring a backup back", declare_restore, run_restore},
    {"completions", "completions for a shell", declare_completions, run_completions},
};

}  // namespace

std::span<const Command> commands() { return table; }

const Command* find_command(std::string_view name) {
  for (const Command& command : table)
    if (command.name == name) return &command;
  return nullptr;
}

}  // namespace caravan::cli
