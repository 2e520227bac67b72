#include "cli/completions.h"

#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "cli/session.h"

namespace caravan::cli {

namespace {

enum class Completes : unsigned char { nothing, choices, file, folder };

Completes completes(const OptionHelp& option) {
  if (option.value.starts_with("FILE")) return Completes::file;
  if (option.value == "DIR") return Completes::folder;
  return option.value.find('|') != std::string::npos && option.value != "ID|URL" ? Completes::choices
                                                                                 : Completes::nothing;
}

std::string spaced(std::string choices) {
  for (char& c : choices)
    if (c == '|') c = ' ';
  return choices;
}

/// Backslashes before what a shell's quoting or a completion's syntax would take for its own.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// Within '...' of bash and zsh.
std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string option_names(const CommandHelp& command) {
  std::string names;
  for (const OptionHelp& option : command.options)
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  return names;
}

std::string bash_action(const OptionHelp& option) {
  switch (completes(option)) {
    case Completes::choices:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$current\"))", spaced(option.value));
    case Completes::file:
      return "COMPREPLY=($(compgen -f -- \"$current\"))";
    case Completes::folder:
      return "COMPREPLY=($(compgen -d -- \"$current\"))";
    case Completes::nothing:
      return "COMPREPLY=()";
  }
  return "";
}

std::string bash_script(const std::vector<CommandHelp>& commands) {
  std::string names, values, words, positionals;
  for (const CommandHelp& command : commands) {
    if (!command.name.empty()) names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
    for (const OptionHelp& option : command.options) {
      if (option.names.empty()) {
        positionals += fmt::format("    {}) {} ;;\n", command.name, bash_action(option));
      } else if (!option.value.empty()) {
        for (const std::string& name : option.names)
          values += fmt::format("    {}:{}) {}; return ;;\n", command.name.empty() ? "*" : command.name, name,
                                bash_action(option));
      }
    }
    words += fmt::format("    {}) options='{} {}' ;;\n", command.name.empty() ? "*" : command.name,
                         option_names(command), option_names(commands.front()));
  }
  // The entry for "*" is the first of each list and would hide the others: it goes to the end.
  const auto star_last = [](std::string text) {
    std::string stars, rest;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at) + 1;
      (text[at + 4] == '*' ? stars : rest) += text.substr(at, end - at);
      at = end;
    }
    return rest + stars;
  };
  return fmt::format(
      R"sh(# bash completion for caravan
_caravan() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" command= options= word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {0} " in *" $word "*) command=$word; break ;; esac
  done
  case "$command:$previous" in
{1}  esac
  case "$command" in
{2}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  case "$command" in
    '') COMPREPLY=($(compgen -W '{0}' -- "$current")) ;;
{3}  esac
}}
complete -F _caravan caravan
)sh",
      names, star_last(values), star_last(words), positionals);
}

std::string zsh_value(const OptionHelp& option) {
  const std::string name = escaped(option.value, ":");
  switch (completes(option)) {
    case Completes::choices:
      return fmt::format(":{}:({})", "word", spaced(option.value));
    case Completes::file:
      return fmt::format(":{}:_files", name);
    case Completes::folder:
      return fmt::format(":{}:_files -/", name);
    case Completes::nothing:
      return fmt::format(":{}: ", name);
  }
  return "";
}

std::string zsh_options(const CommandHelp& command) {
  std::string lines;
  for (const OptionHelp& option : command.options) {
    const std::string value = option.value.empty() ? "" : zsh_value(option);
    for (const std::string& name : option.names)
      lines += fmt::format(" \\\n        {}",
                           single_quoted(fmt::format("*{}[{}]{}", name, escaped(option.help, "[]:"), value)));
    if (option.names.empty())
      lines += fmt::format(" \\\n        {}", single_quoted(fmt::format("{}{}", option.repeated ? "*" : "", value)));
  }
  return lines;
}

std::string zsh_script(const std::vector<CommandHelp>& commands) {
  std::string names, cases;
  for (const CommandHelp& command : commands) {
    if (command.name.empty()) continue;
    names += fmt::format("    {}\n", single_quoted(fmt::format("{}:{}", command.name, escaped(command.gist, ":"))));
    cases += fmt::format("      {})\n        _arguments{}{} ;;\n", command.name, zsh_options(commands.front()),
                         zsh_options(command));
  }
  return fmt::format(
      R"sh(#compdef caravan
_caravan() {{
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
{})
  _arguments -C{} \
        '1:command:->command' '*::argument:->rest'
  case $state in
    command) _describe command commands ;;
    rest) case $words[1] in
{}    esac ;;
  esac
}}
_caravan "$@"
)sh",
      names, zsh_options(commands.front()), cases);
}

std::string fish_option(const CommandHelp& command, const OptionHelp& option) {
  std::string line = "complete -c caravan";
  if (!command.name.empty()) line += fmt::format(" -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2)) : fmt::format(" -s {}", name.substr(1));
  switch (completes(option)) {
    case Completes::choices:
      line += fmt::format(" -x -a '{}'", spaced(option.value));
      break;
    case Completes::file:
      line += option.names.empty() ? " -F" : " -r -F";
      break;
    case Completes::folder:
      line += " -x -a '(__fish_complete_directories)'";
      break;
    case Completes::nothing:
      line += option.value.empty() || option.names.empty() ? "" : " -x";
      break;
  }
  return line + fmt::format(" -d '{}'\n", escaped(option.help, "'\\"));
}

std::string fish_script(const std::vector<CommandHelp>& commands) {
  std::string script = "# fish completion for caravan\ncomplete -c caravan -f\n";
  for (const CommandHelp& command : commands) {
    if (!command.name.empty())
      script += fmt::format("complete -c caravan -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                            escaped(command.gist, "'\\"));
    for (const OptionHelp& option : command.options) script += fish_option(command, option);
  }
  return script;
}

}  // namespace

std::string completion_script(std::string_view shell, const std::vector<CommandHelp>& commands) {
  if (shell == "bash") return bash_script(commands);
  return shell == "zsh" ? zsh_script(commands) : fish_script(commands);
}

ExitStatus run_completions(const Options& options, Session& session) {
  session.terminal().out() << completion_script(options.completions.shell, command_help());
  return ExitStatus::done;
}

}  // namespace caravan::cli
