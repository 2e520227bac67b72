#pragma once

#include <span>
#include <string_view>

#include "cli/exit_status.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace caravan::cli {

class Session;

struct Command {
  std::string_view name;
  std::string_view gist;                        ///< one line for `caravan --help`
  void (*declare)(CLI::App&, Options&);         ///< its options, positionals and examples
  ExitStatus (*run)(const Options&, Session&);  ///< throws Failure for what ends the work
};

/// In the order in which --help shows them.
std::span<const Command> commands();
const Command* find_command(std::string_view name);

ExitStatus run_init(const Options&, Session&);
ExitStatus run_crawl(const Options&, Session&);
ExitStatus run_index(const Options&, Session&);
ExitStatus run_update(const Options&, Session&);
ExitStatus run_search(const Options&, Session&);
ExitStatus run_show(const Options&, Session&);
ExitStatus run_similar(const Options&, Session&);
ExitStatus run_suggest(const Options&, Session&);
ExitStatus run_facets(const Options&, Session&);
ExitStatus run_history(const Options&, Session&);
ExitStatus run_diff(const Options&, Session&);
ExitStatus run_extract(const Options&, Session&);
ExitStatus run_import(const Options&, Session&);
ExitStatus run_export(const Options&, Session&);
ExitStatus run_status(const Options&, Session&);
ExitStatus run_check(const Options&, Session&);
ExitStatus run_backup(const Options&, Session&);
ExitStatus run_restore(const Options&, Session&);
ExitStatus run_completions(const Options&, Session&);

}  // namespace caravan::cli
