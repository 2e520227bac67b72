#include "indexer/extract/limited_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace caravan::extract {
namespace {

using Clock = std::chrono::steady_clock;
using End = ProcessOutcome::End;

constexpr int cannot_run = 127;  // as a shell says it
constexpr std::size_t most_said = 4096;
constexpr rlim_t most_descriptors = 32;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

struct Pipe {
  Descriptor read, write;
  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return false;
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    return ::fcntl(ends[1], F_SETFL, 0) == 0;  // the child's end waits
  }
};

/// A file without a name that holds the input.
Descriptor file_of(std::string_view input) {
  Descriptor file(::memfd_create("input", MFD_CLOEXEC));
  while (file && !input.empty()) {
    const ssize_t written = ::write(file.get(), input.data(), input.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Descriptor();
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file && ::lseek(file.get(), 0, SEEK_SET) != 0) return Descriptor();
  return file;
}

/// All that the child needs, made before the fork: behind it only what is safe in a signal handler may be called.
struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  std::array<int, 3> standard;
  const ProcessLimits* limits;
  pid_t parent;
};

/// What limits us already stays.
bool limit(int resource, rlim_t value) {
  const auto of = static_cast<__rlimit_resource>(resource);
  rlimit both{};
  if (::getrlimit(of, &both) != 0) return false;
  value = std::min(value, both.rlim_max);
  both = {value, value};
  return ::setrlimit(of, &both) == 0;
}

bool confine(const Launch& launch) {
  const auto cpu = static_cast<rlim_t>(launch.limits->cpu.count());
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CPU, cpu) &&
         limit(RLIMIT_AS, launch.limits->memory) && limit(RLIMIT_NOFILE, most_descriptors) &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
         ::getppid() == launch.parent;
}

[[noreturn]] void become(const Launch& launch) {
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // First out of the way of 0, 1 and 2, where one of ours may stand.
  std::array<int, 3> moved{};
  for (std::size_t i = 0; i < 3; ++i) moved[i] = ::fcntl(launch.standard[i], F_DUPFD, 3);
  for (std::size_t i = 0; i < 3; ++i)
    if (moved[i] < 0 || ::dup2(moved[i], static_cast<int>(i)) < 0) ::_exit(cannot_run);
  if (::close_range(3, ~0U, 0) != 0 || !confine(launch)) ::_exit(cannot_run);
  ::execve(launch.program, launch.arguments, launch.environment);
  ::_exit(cannot_run);
}

/// Kills the group and waits for the child, whatever happens.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), ended_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
    ::setpgid(pid, pid);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { wait(); }
  void kill() const {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
  }
  /// Becomes readable when it has ended; -1 where the system cannot say so.
  int ended() const { return ended_.get(); }
  int wait() {
    if (!waited_) {
      siginfo_t info{};
      while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
      }
      ::kill(-pid_, SIGKILL);  // what it may have left behind, while the number is still its own
      while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
      }
      waited_ = true;
    }
    return status_;
  }

 private:
  pid_t pid_;
  Descriptor ended_;
  bool waited_ = false;
  int status_ = 0;
};

/// Takes what is there. False at the end of the pipe.
bool drain(int pipe, std::string& to, std::size_t most) {
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t got = ::read(pipe, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
    to.append(buffer.data(), std::min(static_cast<std::size_t>(got), most - std::min(most, to.size())));
    if (to.size() >= most) return true;
  }
}

/// Reads both pipes to their ends and waits for the end of the child.
End follow(const Child& child, Pipe& output, Pipe& errors, const ProcessLimits& limits, ProcessOutcome& outcome) {
  const Clock::time_point until = Clock::now() + limits.time;
  bool ended = child.ended() < 0;
  while (output.read || errors.read || !ended) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return End::too_slow;
    std::array<pollfd, 3> ready{
        {{output.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}, {ended ? -1 : child.ended(), POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(std::min<std::int64_t>(left.count(), 60'000))) < 0 &&
        errno != EINTR)
      return End::no_process;
    if (ready[0].revents != 0 && !drain(output.read.get(), outcome.output, limits.output + 1)) output.read.close();
    if (outcome.output.size() > limits.output) return End::too_much;
    if (ready[1].revents != 0) {
      std::string said;
      if (!drain(errors.read.get(), said, 1 << 20)) errors.read.close();
      outcome.said.append(said, 0, most_said - std::min(most_said, outcome.said.size()));
    }
    if (ready[2].revents != 0) ended = true;
  }
  return End::finished;
}

End how_it_ended(int status, ProcessOutcome& outcome) {
  if (WIFSIGNALED(status))
    return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? End::too_slow : End::broke_off;
  outcome.status = WEXITSTATUS(status);
  return outcome.status == cannot_run ? End::missing : End::finished;
}

}  // namespace

ProcessOutcome run_limited(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                           std::string_view input, const ProcessLimits& limits) {
  ProcessOutcome outcome;
  std::string name = program.string(), path = "PATH=/usr/bin:/bin", locale = "LC_ALL=C.UTF-8";
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{name.data()}, environment{path.data(), locale.data(), nullptr};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Descriptor file = file_of(input);
  Pipe output, errors;
  if (!file || !output.open() || !errors.open()) return outcome;
  const Launch launch{
      name.c_str(), argv.data(), environment.data(), {file.get(), output.write.get(), errors.write.get()},
      &limits,      ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) return outcome;
  if (pid == 0) become(launch);
  Child child(pid);
  output.write.close();
  errors.write.close();
  outcome.end = follow(child, output, errors, limits, outcome);
  if (outcome.end != End::finished) {
    child.kill();
    child.wait();
    return outcome;
  }
  outcome.end = how_it_ended(child.wait(), outcome);
  return outcome;
}

}  // namespace caravan::extract
