#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/unicode.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/terminal.h"

namespace {

using namespace caravan;
using namespace caravan::cli;

ExitStatus report(const Error& error) {
  std::cerr << "caravan: " << printable(error.what) << '\n';
  if (!error.remedy.empty()) std::cerr << "  " << printable(error.remedy) << '\n';
  return exit_status_of(error.fault);
}

LogLevel log_level_of(const GlobalOptions& options) {
  if (options.quiet) return LogLevel::error;
  return options.verbose ? LogLevel::debug : LogLevel::info;
}

ExitStatus run(const CommandLine& line, Output& out) {
  const GlobalOptions& global = line.options.global;
  set_log_level(log_level_of(global));
  Terminal terminal(out, std::cerr, Terminal::facts(global.colour), global.quiet);
  Session session(global, terminal);
  return line.command->run(line.options, session);
}

/// What was found before a failure is still an answer; that it cannot be written is no news any more.
void flush_what_there_is(Output& out) {
  try {
    out.flush();
  } catch (const std::exception&) {
    return;
  }
}

ExitStatus run_or_show_help(const std::vector<std::string>& arguments, Output& out) {
  const auto line = parse_command_line(arguments);
  if (!line) return report(line.error());
  ExitStatus status = ExitStatus::done;
  if (line->command == nullptr) {
    out << line->text;
    if (arguments.empty()) status = ExitStatus::wrong_use;
  } else {
    status = run(*line, out);
  }
  out.flush();
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is then an error with a message, as a full disk is
  Output out(STDOUT_FILENO, "standard output");
  ExitStatus status = ExitStatus::failed;
  try {
    status = run_or_show_help({argv + 1, argv + argc}, out);
  } catch (const ClosedPipe&) {
    status = ExitStatus::done;
  } catch (const Failure& failure) {
    flush_what_there_is(out);
    status = report(failure.error());
  } catch (const std::filesystem::filesystem_error& error) {
    flush_what_there_is(out);
    status = report({Fault::disk, fmt::format("{}: {}", error.path1().string(), error.code().message()),
                     "look at the rights and the owner of the path"});
  } catch (const std::exception& error) {
    status = report({Fault::internal, error.what(), "this is a bug: please report it, with the command"});
  }
  return static_cast<int>(status);
}
