#pragma once

#include "cli/options.h"

namespace CLI {
class App;
}

namespace caravan::cli {

/// The options of each command, told to CLI11: names, help, checks and where the value goes.
void declare_global(CLI::App& app, GlobalOptions& options);

void declare_init(CLI::App& app, Options& options);
void declare_crawl(CLI::App& app, Options& options);
void declare_index(CLI::App& app, Options& options);
void declare_update(CLI::App& app, Options& options);
void declare_search(CLI::App& app, Options& options);
void declare_show(CLI::App& app, Options& options);
void declare_similar(CLI::App& app, Options& options);
void declare_suggest(CLI::App& app, Options& options);
void declare_facets(CLI::App& app, Options& options);
void declare_history(CLI::App& app, Options& options);
void declare_diff(CLI::App& app, Options& options);
void declare_extract(CLI::App& app, Options& options);
void declare_import(CLI::App& app, Options& options);
void declare_export(CLI::App& app, Options& options);
void declare_status(CLI::App& app, Options& options);
void declare_check(CLI::App& app, Options& options);
void declare_backup(CLI::App& app, Options& options);
void declare_restore(CLI::App& app, Options& options);
void declare_completions(CLI::App& app, Options& options);

}  // namespace caravan::cli
