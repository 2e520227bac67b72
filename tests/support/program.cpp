#include "tests/support/program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace caravan::test {

namespace {

[[noreturn]] void throw_errno(const char* doing) { throw std::system_error(errno, std::generic_category(), doing); }

struct Pipe {
  int read = -1, write = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_errno("pipe2");
  return {ends[0], ends[1]};
}

/// The two ends of a pseudo-terminal.
Pipe make_terminal(unsigned short width) {
  const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0 || ::grantpt(ours) != 0 || ::unlockpt(ours) != 0) throw_errno("posix_openpt");
  const int theirs = ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (theirs < 0) throw_errno("ptsname");
  winsize size{};
  size.ws_col = width;
  size.ws_row = 24;
  ::ioctl(theirs, TIOCSWINSZ, &size);
  return {ours, theirs};
}

void close_and_forget(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

/// In the child: nothing here may allocate after a fork of a threaded test, but execve's arguments are made before.
[[noreturn]] void become(const char* program, char** arguments, char** environment, const ProgramSetup& setup,
                         std::array<int, 3> streams) {
  for (int i = 0; i < 3; ++i)
    if (::dup2(streams[static_cast<std::size_t>(i)], i) < 0) ::_exit(126);
  if (!setup.folder.empty() && ::chdir(setup.folder.c_str()) != 0) ::_exit(126);
  if (setup.largest_file) {
    const rlimit limit{*setup.largest_file, *setup.largest_file};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (setup.as_nobody && ::geteuid() == 0) {
    constexpr uid_t nobody = 65534;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(126);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(program, arguments, environment);
  ::_exit(127);
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : changes) replaced = replaced || text.rfind(name + "=", 0) == 0;
    if (!replaced) environment.push_back(text);
  }
  for (const auto& [name, value] : changes) environment.push_back(name + "=" + value);
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// False when there is nothing more to come. A terminal whose other end is closed answers EIO.
bool read_some(int descriptor, std::string& to) {
  std::array<char, 65536> buffer;
  const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
  if (got > 0) to.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

}  // namespace

Program::Program(const std::filesystem::path& program, const ProgramSetup& setup) : pending_input_(setup.input) {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), setup.arguments.begin(), setup.arguments.end());
  auto variables = environment_with(setup.environment);
  const auto arguments = pointers_to(words), environment = pointers_to(variables);

  Pipe in = make_pipe();
  Pipe out = setup.terminal_width ? make_terminal(*setup.terminal_width) : make_pipe();
  Pipe err = setup.terminal_width ? Pipe{} : make_pipe();
  int output = out.write;
  if (!setup.output.empty() && (output = ::open(setup.output.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)) < 0)
    throw_errno("open");
  pid_ = ::fork();
  if (pid_ < 0) throw_errno("fork");
  if (pid_ == 0)
    become(program.c_str(), const_cast<char**>(arguments.data()), const_cast<char**>(environment.data()), setup,
           {in.read, output, setup.terminal_width ? out.write : err.write});
  if (output != out.write) ::close(output);
  ::close(in.read);
  ::close(out.write);
  close_and_forget(err.write);
  input_ = in.write;
  output_ = out.read;
  errors_ = err.read;
}

Program::~Program() {
  close_and_forget(input_);
  close_and_forget(output_);
  close_and_forget(errors_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Program::signal(int number) const { ::kill(pid_, number); }

void Program::close_output() { close_and_forget(output_); }

ProgramResult Program::wait() {
  ProgramResult result;
  if (pending_input_.empty()) close_and_forget(input_);
  while (output_ >= 0 || errors_ >= 0) {
    std::array<pollfd, 3> streams{{{input_, POLLOUT, 0}, {output_, POLLIN, 0}, {errors_, POLLIN, 0}}};
    if (::poll(streams.data(), streams.size(), -1) < 0 && errno != EINTR) throw_errno("poll");
    if (streams[0].revents != 0) {
      const ssize_t written =
          ::write(input_, pending_input_.data(), std::min<std::size_t>(pending_input_.size(), 4096));
      if (written > 0) pending_input_.erase(0, static_cast<std::size_t>(written));
      if (written < 0 || pending_input_.empty()) close_and_forget(input_);
    }
    if (streams[1].revents != 0 && !read_some(output_, result.out)) close_and_forget(output_);
    if (streams[2].revents != 0 && !read_some(errors_, result.err)) close_and_forget(errors_);
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0)
    if (errno != EINTR) throw_errno("waitpid");
  pid_ = -1;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace caravan::test
