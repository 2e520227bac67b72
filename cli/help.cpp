#include "cli/help.h"

#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/wrap.h"

namespace caravan::cli {

namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t help_column = 26;

bool is_positional(const OptionHelp& option) { return option.names.empty(); }

std::string left_side(const OptionHelp& option) {
  if (is_positional(option)) return option.value;
  std::string side = fmt::format("{}", fmt::join(option.names, ", "));
  const bool long_list = option.value.find('|') != std::string::npos;
  if (!option.value.empty()) side += long_list ? " WORD" : " " + option.value;
  return side;
}

/// Two columns; a left side too long for its column stands on a line of its own.
std::string entry(const std::string& left, const std::string& help) {
  std::string text = "  " + left;
  if (text.size() + 2 > help_column) {
    text += "\n" + std::string(help_column, ' ');
  } else {
    text.resize(help_column, ' ');
  }
  bool first = true;
  for (const Line& line : wrap(help, page_width - help_column)) {
    if (!first) text += "\n" + std::string(help_column, ' ');
    text += help.substr(line.begin, line.end - line.begin);
    first = false;
  }
  return text + "\n";
}

/// "text|json" with room to break the line.
std::string apart(std::string_view choices) {
  std::string text;
  for (const char c : choices) text += c == '|' ? std::string(", ") : std::string(1, c);
  return text;
}

std::string entry(const OptionHelp& option) {
  std::string help = option.help;
  if (!is_positional(option) && option.value.find('|') != std::string::npos) help += ": " + apart(option.value);
  return entry(left_side(option), help);
}

std::string usage(const CommandHelp& command) {
  std::string text = fmt::format("caravan {}", command.name);
  for (const OptionHelp& option : command.options) {
    if (!is_positional(option)) continue;
    const std::string value = option.value + (option.repeated ? "..." : "");
    text += option.required ? " " + value : " [" + value + "]";
  }
  return text + " [OPTIONS]";
}

std::string indented(const std::string& examples) {
  std::string text;
  std::istringstream lines(examples);
  for (std::string line; std::getline(lines, line);) text += "  " + line + "\n";
  return text;
}

}  // namespace

std::string overview(const std::vector<CommandHelp>& commands) {
  std::string text =
      "caravan: crawls sites of think tanks, reads their articles, answers queries\n\n"
      "usage: caravan [OPTIONS] COMMAND ...\n\ncommands:\n";
  for (const CommandHelp& command : commands)
    if (!command.name.empty()) text += fmt::format("  {:<13}{}\n", command.name, command.gist);
  text += "\noptions, before or behind any command:\n";
  for (const OptionHelp& option : commands.front().options) text += entry(option);
  text +=
      "\nexamples:\n  caravan init && ${EDITOR:-nano} caravan.toml\n  caravan update\n"
      "  caravan search maritime security --theme 'Peace & Security'\n\n"
      "Exit status: 0 done, 1 search found nothing, 2 wrong use or configuration,\n3 failed in part, 4 failed.\n"
      "More: caravan COMMAND --help, man caravan, man 7 caravan-query, man caravan.toml\n";
  return text;
}

std::string command_page(const CommandHelp& command) {
  std::string positionals, options;
  for (const OptionHelp& option : command.options) (is_positional(option) ? positionals : options) += entry(option);
  std::string text = fmt::format("caravan {}: {}\n\nusage: {}\n", command.name, command.gist, usage(command));
  if (!positionals.empty()) text += "\n" + positionals;
  text += "\noptions:\n" + options;
  if (!command.examples.empty()) text += "\nexamples:\n" + indented(command.examples);
  return text;
}

}  // namespace caravan::cli
