#include "cli/command_line.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/config.h"
#include "base/unicode.h"
#include "cli/declarations.h"
#include "cli/help.h"
#include "cli/version.h"
#include <CLI/CLI.hpp>

namespace caravan::cli {

namespace {

/// Stands for the hyphen of a word like -railways while CLI11 looks at the line: to a searcher it is a word to leave
/// out, to CLI11 a bundle of short options.
constexpr char hidden_hyphen = '\x01';

bool is_short_option(std::string_view argument) {
  return argument.size() == 2 ||
         std::all_of(argument.begin() + 1, argument.end(), [](char c) { return c == 'v' || c == 'q' || c == 'h'; }) ||
         (argument[1] == 'n' &&
          std::all_of(argument.begin() + 2, argument.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

std::string hide_hyphen(std::string argument) {
  if (argument.size() > 1 && argument[0] == '-' && argument[1] != '-' && !is_short_option(argument))
    argument[0] = hidden_hyphen;
  return argument;
}

/// The command is the first word that is neither an option nor the value of one.
std::string_view command_word(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--config" || argument == "--data" || argument == "--color") {
      ++i;
    } else if (argument.empty() || argument[0] != '-') {
      return argument;
    }
  }
  return {};
}

/// The parser with everything declared, writing into `options`.
std::unique_ptr<CLI::App> make_parser(Options& options) {
  auto app = std::make_unique<CLI::App>("", "caravan");
  declare_global(*app, options.global);
  app->set_version_flag("--version", std::string(version), "the version, and nothing else");
  app->set_help_flag("-h,--help", "help, also behind a command");
  app->fallthrough();
  app->require_subcommand(0, 1);
  for (const Command& command : commands()) {
    CLI::App* sub = app->add_subcommand(std::string(command.name), std::string(command.gist));
    sub->set_help_flag("-h,--help", "this help");
    command.declare(*sub, options);
  }
  return app;
}

const CLI::App* chosen(const CLI::App& app) {
  const auto subs = app.get_subcommands();
  return subs.empty() ? nullptr : subs.front();
}

std::string see_help(const CLI::App* sub) {
  return sub == nullptr ? "see: caravan --help" : fmt::format("see: caravan {} --help", sub->get_name());
}

void add_long_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
}

Error unknown_argument(const CLI::App& app, std::string word) {
  std::replace(word.begin(), word.end(), hidden_hyphen, '-');
  const CLI::App* sub = chosen(app);
  const std::string where = sub == nullptr ? "" : fmt::format("{}: ", sub->get_name());
  if (!word.starts_with('-'))
    return {Fault::usage, fmt::format("{}'{}' is one argument too many", where, printable(word)), see_help(sub)};
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  add_long_names(app, names);
  if (sub != nullptr) add_long_names(*sub, names);
  const std::string nearest = nearest_name(name, {names.begin(), names.end()});
  return {Fault::usage, fmt::format("{}there is no option {}", where, printable(name)),
          nearest.empty() ? see_help(sub) : fmt::format("did you mean {}?", nearest)};
}

Error missing_argument(const CLI::App& app) {
  const CLI::App* sub = chosen(app);
  if (sub != nullptr)
    for (const CLI::Option* option : sub->get_options())
      if (option->get_required() && option->count() == 0)
        return {
            Fault::usage,
            fmt::format("{}: {} is missing: {}", sub->get_name(), option->get_type_name(), option->get_description()),
            fmt::format("write: caravan {} {}", sub->get_name(), option->get_type_name())};
  return {Fault::usage, "something is missing", see_help(sub)};
}

Result<void> refuse_unknown_command(std::string_view word) {
  if (word.empty() || find_command(word) != nullptr) return {};
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const std::string nearest = nearest_name(word, names);
  return fail(Fault::usage, fmt::format("there is no command '{}'", printable(word)),
              nearest.empty() ? "see: caravan --help" : fmt::format("did you mean caravan {}?", nearest));
}

CommandHelp help_of(const CLI::App& app, std::string_view name, std::string_view gist) {
  CommandHelp help{name, gist, {}, app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    OptionHelp entry;
    for (const std::string& short_name : option->get_snames()) entry.names.push_back("-" + short_name);
    for (const std::string& long_name : option->get_lnames()) entry.names.push_back("--" + long_name);
    if (option->get_type_size() != 0) entry.value = option->get_type_name();
    entry.help = option->get_description();
    entry.required = option->get_required();
    entry.repeated = option->get_expected_max() > 1;
    help.options.push_back(std::move(entry));
  }
  return help;
}

void show_hyphens(Options& options) {
  std::string& query = options.search.request.query;
  std::replace(query.begin(), query.end(), hidden_hyphen, '-');
  for (auto& [field, value] : options.search.request.filters.values)
    std::replace(value.begin(), value.end(), hidden_hyphen, '-');
}

CommandHelp help_for(std::string_view command) {
  for (CommandHelp& help : command_help())
    if (help.name == command) return help;
  return {};
}

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
  CommandLine line;
  const std::string_view word = command_word(arguments);
  if (auto known = refuse_unknown_command(word); !known) return tl::unexpected(known.error());
  line.command = find_command(word);
  if (line.command == nullptr) {
    const bool asks_version = std::find(arguments.begin(), arguments.end(), "--version") != arguments.end();
    line.text = asks_version ? fmt::format("caravan {}\n", version) : overview(command_help());
  }

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  if (word == "search") std::transform(reversed.begin(), reversed.end(), reversed.begin(), hide_hyphen);
  const auto app = make_parser(line.options);
  try {
    app->parse(reversed);
  } catch (const CLI::CallForHelp&) {
    line.command = nullptr;
    line.text = word.empty() ? overview(command_help()) : command_page(help_for(word));
  } catch (const CLI::CallForVersion&) {
    line.command = nullptr;
    line.text = fmt::format("caravan {}\n", version);
  } catch (const CLI::ExtrasError& error) {
    const auto extras = app->remaining(true);
    return tl::unexpected(extras.empty() ? Error{Fault::usage, error.what(), see_help(chosen(*app))}
                                         : unknown_argument(*app, extras.front()));
  } catch (const CLI::RequiredError&) {
    return tl::unexpected(missing_argument(*app));
  } catch (const CLI::ParseError& error) {
    return fail(Fault::usage, printable(error.what()), see_help(chosen(*app)));
  } catch (const Failure& failure) {
    return tl::unexpected(failure.error());
  }
  show_hyphens(line.options);
  return line;
}

std::vector<CommandHelp> command_help() {
  Options unused;
  const auto app = make_parser(unused);
  std::vector<CommandHelp> all{help_of(*app, "", "")};
  for (const Command& command : commands())
    all.push_back(help_of(*app->get_subcommand(std::string(command.name)), command.name, command.gist));
  return all;
}

}  // namespace caravan::cli
