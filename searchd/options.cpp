#include "searchd/options.h"

#include "searchd/exit_status.h"
#include "searchd/version.h"
#include <CLI/CLI.hpp>

namespace caravan::searchd {

std::variant<Options, Farewell> parse_options(int argc, const char* const* argv) {
  Options options;
  bool verbose = false, quiet = false;
  CLI::App app("Answers searches over HTTP: the search page, the JSON interface, the widget.", "caravan-searchd");
  app.set_help_flag("-h,--help", "Print this help");
  app.set_version_flag("--version", std::string("caravan-searchd ") + program_version);
  app.add_option("--config", options.config,
                 "The configuration; else $CARAVAN_CONFIG, ./caravan.toml, ~/.config/caravan/caravan.toml, "
                 "/etc/caravan/caravan.toml")
      ->type_name("FILE");
  app.add_option("--data", options.data, "The data directory, instead of the configured one")->type_name("DIR");
  app.add_option("--listen", options.listen, "host:port or unix:/path, instead of [searchd] listen")
      ->type_name("ADDRESS");
  app.add_option("--access-log", options.access_log, "Append a line a request to this file ('-': standard output)")
      ->type_name("FILE");
  auto* verbose_flag = app.add_flag("-v,--verbose", verbose, "Say more");
  app.add_flag("-q,--quiet", quiet, "Only say what went wrong")->excludes(verbose_flag);
  app.footer("SIGTERM stops it with every request answered, SIGHUP makes it read the configuration again.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Farewell{exit_done, app.help(), {}};
  } catch (const CLI::CallForVersion&) {
    return Farewell{exit_done, app.version() + "\n", {}};
  } catch (const CLI::ParseError& error) {
    return Farewell{
        exit_usage, {}, std::string("caravan-searchd: ") + error.what() + "\nTry: caravan-searchd --help\n"};
  }
  if (verbose) options.log_level = LogLevel::debug;
  if (quiet) options.log_level = LogLevel::warning;
  return options;
}

}  // namespace caravan::searchd
