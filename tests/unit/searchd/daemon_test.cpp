// The program itself, as an operator runs it.
#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "tests/unit/searchd/indexed_articles.h"
#include "tests/unit/searchd/raw_client.h"

extern char** environ;

namespace caravan::searchd {
namespace {

using test::body_of;
using test::header_of;
using test::IndexedArticles;
using test::RawClient;
using test::sea_article;
using test::status_of;
using testing::HasSubstr;

/// A running caravan-searchd and what it says on standard error.
class Daemon {
 public:
  /// @param inherited  becomes descriptor 3, as systemd hands over a socket; -1: none
  /// @param notify     systemd's end of sd_notify(3); "": nobody listens
  explicit Daemon(std::vector<std::string> arguments, int inherited = -1, const std::string& notify = {},
                  const std::string& watchdog_usec = {}) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    std::vector<char*> argv;
    // The variables name the process that they are meant for, which only itself can know before it runs.
    std::string command;
    if (inherited >= 0) command += "LISTEN_FDS=1 LISTEN_PID=$$ ";
    if (!notify.empty()) command += "NOTIFY_SOCKET='" + notify + "' ";
    if (!watchdog_usec.empty()) command += "WATCHDOG_PID=$$ WATCHDOG_USEC=" + watchdog_usec + " ";
    command += "exec " CARAVAN_BINARY_DIR "/bin/caravan-searchd \"$@\"";
    arguments.insert(arguments.begin(), {"/bin/sh", "-c", command, "caravan-searchd"});
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    if (inherited >= 0) ::posix_spawn_file_actions_adddup2(&actions, inherited, 3);
    if (::posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), environ) != 0)
      throw std::runtime_error("cannot start caravan-searchd");
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    said_ = ::fdopen(ends[0], "r");
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    std::fclose(said_);
  }

  /// The first line from here on that holds the text; throws when the program ends without it.
  std::string wait_for(const std::string& text) {
    char line[4096];
    while (std::fgets(line, sizeof line, said_)) {
      all_ += line;
      if (std::string(line).find(text) != std::string::npos) return line;
    }
    throw std::runtime_error("the daemon never said '" + text + "' but: " + all_);
  }
  std::uint16_t port() {
    const std::string line = wait_for("listening on http://");
    return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
  }
  void signal(int number) const { ::kill(process_, number); }
  int wait() {
    int status = 0;
    ::waitpid(std::exchange(process_, 0), &status, 0);
    char line[4096];
    while (std::fgets(line, sizeof line, said_)) all_ += line;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  const std::string& said() const { return all_; }

 private:
  pid_t process_ = 0;
  std::FILE* said_ = nullptr;
  std::string all_;
};

/// A configuration file over the test's data.
std::string write_config(const IndexedArticles& articles, const std::string& searchd) {
  const auto file = articles.folder() / "caravan.toml";
  std::ofstream(file) << "data = \"data\"\n[searchd]\n" << searchd;
  return file.string();
}

std::string get(std::uint16_t port, const std::string& target, const std::string& more = {}) {
  RawClient client(port);
  client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n");
  return client.until_closed();
}

TEST(Daemon, SeesTheIndexComeAndGrowWithoutARestart) {
  const IndexedArticles articles;
  Daemon daemon({"--config", write_config(articles, "listen = \"127.0.0.1:0\"\n")});
  const auto port = daemon.port();
  EXPECT_EQ(status_of(get(port, "/healthz")), 200);
  EXPECT_EQ(status_of(get(port, "/readyz")), 503);
  articles.add({sea_article("a", "The first")});
  EXPECT_EQ(status_of(get(port, "/readyz")), 200);
  EXPECT_THAT(body_of(get(port, "/api/v1/search?q=sea")), HasSubstr("\"total\":1"));
  articles.add({sea_article("b", "The second")});
  EXPECT_THAT(body_of(get(port, "/api/v1/search?q=sea")), HasSubstr("\"total\":2"));
  EXPECT_THAT(body_of(get(port, "/metrics")),
              HasSubstr("caravan_http_requests_total{route=\"/api/v1/search\",status=\"200\"} 2"));
}

TEST(Daemon, StopsOnSigtermWithWhatHasBegunAnswered) {
  const IndexedArticles articles;
  articles.add({sea_article("a", "The first")});
  Daemon daemon({"--config", write_config(articles, ""), "--listen", "127.0.0.1:0"});
  RawClient client(daemon.port());
  // One write: when the first is answered, the daemon has read the beginning of the second.
  ASSERT_TRUE(client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/search?q=sea HTTP/1.1\r\nHo"));
  ASSERT_EQ(status_of(client.response()), 200);
  daemon.signal(SIGTERM);
  daemon.wait_for("stopping");
  ASSERT_TRUE(client.send("st: x\r\n\r\n"));
  const std::string response = client.until_closed();
  EXPECT_EQ(status_of(response), 200);
  EXPECT_EQ(header_of(response, "Connection"), "close");
  EXPECT_THAT(body_of(response), HasSubstr("\"total\":1"));
  EXPECT_EQ(daemon.wait(), 0) << daemon.said();
}

TEST(Daemon, ATakenPortEndsItWithStatus4) {
  const IndexedArticles articles;
  const std::string config = write_config(articles, "");
  Daemon first({"--config", config, "--listen", "127.0.0.1:0"});
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  Daemon second({"--config", config, "--listen", address});
  EXPECT_EQ(second.wait(), 4);
  EXPECT_THAT(second.said(), HasSubstr("cannot listen on " + address + ": another program has this address"));
  EXPECT_THAT(second.said(), HasSubstr("--listen"));
}

TEST(Daemon, WrongUseEndsItWithStatus2) {
  const IndexedArticles articles;
  struct Case {
    std::string_view name;
    std::vector<std::string> arguments;
    std::string_view said;
  };
  const auto named = [&](const std::string& name, const std::string& searchd) {
    const auto file = articles.folder() / (name + ".toml");
    std::filesystem::rename(write_config(articles, searchd), file);
    return file.string();
  };
  const Case cases[] = {
      {"unknown option", {"--prot", "1"}, "--prot"},
      {"no such configuration", {"--config", (articles.folder() / "none.toml").string()}, "none.toml"},
      {"unknown key", {"--config", named("key", "lisen = \"x\"\n")}, "listen"},
      {"no proxy", {"--config", named("proxies", "trusted_proxies = [\"proxy\"]\n")}, "'proxy' is no address"},
      {"shards", {"--config", named("shards", "shards = [\"127.0.0.1:1\"]\n")}, "does not work yet"},
      {"no address", {"--data", articles.config().data.string(), "--listen", "8480"}, "host:port"},
  };
  for (const Case& c : cases) {
    Daemon daemon(c.arguments);
    EXPECT_EQ(daemon.wait(), 2) << c.name;
    EXPECT_THAT(daemon.said(), HasSubstr(std::string(c.said))) << c.name;
  }
}

TEST(Daemon, SighupReadsTheConfigurationAgain) {
  const IndexedArticles articles;
  articles.add({sea_article("a", "The first")});
  const std::string config = write_config(articles, "");
  const std::string log = (articles.folder() / "access.log").string();
  Daemon daemon({"--config", config, "--listen", "127.0.0.1:0", "--access-log", log});
  const auto port = daemon.port();
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea")), 200);
  std::ofstream(articles.folder() / "tokens") << "portal " << to_hex(sha256("s3cret")) << '\n';
  write_config(articles, "tokens_file = \"tokens\"\n");
  std::filesystem::rename(log, log + ".1");
  daemon.signal(SIGHUP);
  daemon.wait_for("configuration read again");
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea")), 401);
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea", "Authorization: Bearer s3cret\r\n")), 200);
  EXPECT_TRUE(std::filesystem::exists(log)) << "the log was opened anew for rotation";
  write_config(articles, "nonsense = 1\n");
  std::filesystem::rename(log, log + ".2");
  daemon.signal(SIGHUP);
  EXPECT_THAT(daemon.wait_for("configuration not taken"), HasSubstr("nonsense"));
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea")), 401) << "the old one stands";
  EXPECT_TRUE(std::filesystem::exists(log)) << "rotation goes on whatever the configuration says";
  write_config(articles, "");
  std::filesystem::remove(log);
  std::filesystem::create_directory(log);
  daemon.signal(SIGHUP);
  daemon.wait_for("configuration read again");
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea")), 200) << "the configuration was taken, and that is said";
}

TEST(Daemon, AClientThatAsksTooOftenIsToldToWaitAndOthersGoOn) {
  const IndexedArticles articles;
  articles.add({sea_article("a", "The first")});
  std::ofstream(articles.folder() / "tokens") << "portal " << to_hex(sha256("s3cret")) << '\n'
                                              << "report " << to_hex(sha256("0ther")) << '\n';
  const std::string limits = "rate_limit = 1\nrate_burst = 3\ntrusted_proxies = [\"127.0.0.0/8\"]\n";
  const std::string log = (articles.folder() / "access.log").string();
  Daemon daemon({"--config", write_config(articles, limits + "cors_origins = [\"https://intranet.example\"]\n"),
                 "--listen", "127.0.0.1:0", "--access-log", log});
  const auto port = daemon.port();
  // More than ten a second: the bucket of three is empty before one request is added to it ten times over.
  const auto first_refusal = [&](const std::string& fields) {
    for (int i = 0; i < 1000; ++i)
      if (std::string response = get(port, "/api/v1/search?q=sea", fields); status_of(response) != 200) return response;
    return std::string();
  };
  const std::string refusal = first_refusal("X-Forwarded-For: 192.0.2.1\r\nOrigin: https://intranet.example\r\n");
  EXPECT_EQ(status_of(refusal), 429);
  EXPECT_EQ(header_of(refusal, "Retry-After"), "1");
  EXPECT_EQ(header_of(refusal, "Content-Type"), "application/problem+json");
  EXPECT_EQ(header_of(refusal, "Access-Control-Allow-Origin"), "https://intranet.example");
  EXPECT_THAT(body_of(refusal), HasSubstr("1 times a second"));
  const std::string page = get(port, "/?q=sea&theme=A", "X-Forwarded-For: 192.0.2.1\r\n");
  EXPECT_EQ(status_of(page), 429);
  EXPECT_EQ(header_of(page, "Retry-After"), "1");
  EXPECT_EQ(header_of(page, "Content-Type"), "text/html; charset=utf-8") << "people get a page";
  EXPECT_THAT(header_of(page, "Content-Security-Policy"), HasSubstr("style-src 'self'"));
  EXPECT_THAT(body_of(page), HasSubstr("href=\"./?q=sea&amp;theme=A\">Try again"));
  EXPECT_EQ(status_of(get(port, "/api/v1/search?q=sea", "X-Forwarded-For: 192.0.2.2\r\n")), 200);
  EXPECT_EQ(status_of(get(port, "/healthz", "X-Forwarded-For: 192.0.2.1\r\n")), 200) << "what is quick is not counted";
  const std::string metrics = body_of(get(port, "/metrics", "X-Forwarded-For: 192.0.2.3\r\n"));
  EXPECT_THAT(metrics, HasSubstr("caravan_http_rate_limited_total 2\n"));
  EXPECT_THAT(metrics, HasSubstr("caravan_http_rate_limit_clients 3\n"));
  EXPECT_THAT(metrics, HasSubstr("caravan_http_requests_total{route=\"/api/v1/search\",status=\"429\"} 1\n"));
  std::stringstream lines;
  lines << std::ifstream(log).rdbuf();
  EXPECT_THAT(lines.str(), HasSubstr("192.0.2.2 - - [")) << "the log names the client, not the proxy";

  write_config(articles, limits + "tokens_file = \"tokens\"\n");
  daemon.signal(SIGHUP);
  daemon.wait_for("configuration read again");
  EXPECT_EQ(status_of(first_refusal("X-Forwarded-For: 192.0.2.4\r\nAuthorization: Bearer s3cret\r\n")), 429);
  EXPECT_EQ(
      status_of(get(port, "/api/v1/search?q=sea", "X-Forwarded-For: 192.0.2.4\r\nAuthorization: Bearer 0ther\r\n")),
      200)
      << "a token is a client of its own";
}

TEST(Daemon, AnAllowedOriginMayReadEveryRefusal) {
  const IndexedArticles articles;
  Daemon daemon({"--config", write_config(articles, "cors_origins = [\"https://intranet.example\"]\n"), "--listen",
                 "127.0.0.1:0"});
  const auto port = daemon.port();
  const std::string origin = "Origin: https://intranet.example\r\n";
  const std::pair<std::string, int> cases[] = {
      {"GET /api/v1/search HTTP/1.1\r\nHost: x\r\n" + origin + "\r\n", 503},
      {"GET /api/v1/search?a=b HTTP/1.1\r\nHost: x\r\n" + origin + "\r\n", 400},
      {"GET /nothing HTTP/1.1\r\nHost: x\r\n" + origin + "\r\n", 404},
      {"PUT /api/v1/search HTTP/1.1\r\nHost: x\r\n" + origin + "\r\n", 405},
      {"GET /api/v1/search?q=" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: x\r\n" + origin + "\r\n", 414},
      {"GET /api/v1/search HTTP/1.1\r\nHost: x\r\nExpect: more\r\n" + origin + "\r\n", 417},
  };
  for (const auto& [bytes, status] : cases) {
    RawClient client(port);
    ASSERT_TRUE(client.send(bytes));
    const std::string response = client.response();
    EXPECT_EQ(status_of(response), status);
    EXPECT_EQ(header_of(response, "Access-Control-Allow-Origin"), "https://intranet.example") << status;
    EXPECT_THAT(header_of(response, "Vary"), HasSubstr("Origin")) << status;
    EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff") << status;
  }
}

TEST(Daemon, ServesAUnixSocketAndTakesItAway) {
  const IndexedArticles articles;
  const std::string path = (articles.folder() / "searchd.sock").string();
  Daemon daemon({"--config", write_config(articles, "listen = \"unix:" + path + "\"\n")});
  daemon.wait_for("listening on unix:" + path);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0660)) << "of the proxy's group";
  {
    RawClient client(path);
    ASSERT_TRUE(client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(body_of(client.response()), "ok\n");
  }
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
}

/// systemd's part: the socket that it listens on, and the one that sd_notify(3) speaks to.
class Manager {
 public:
  Manager() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0)
      throw std::runtime_error("cannot listen");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    notified_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    notify_path().copy(name.sun_path, sizeof name.sun_path - 1);
    if (::bind(notified_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
      throw std::runtime_error("cannot listen to sd_notify");
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager() {
    ::close(listener_);
    ::close(notified_);
  }

  int listener() const { return listener_; }
  std::uint16_t port() const { return port_; }
  std::string notify_path() const { return (folder_ / "notify").string(); }
  /// The next that the daemon says; waits for it.
  std::string heard() const {
    char text[512];
    const ssize_t size = ::recv(notified_, text, sizeof text, 0);
    return {text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  test::TemporaryFolder folder_;
  int listener_ = -1, notified_ = -1;
  std::uint16_t port_ = 0;
};

TEST(Daemon, TakesTheSocketThatSystemdOpened) {
  const IndexedArticles articles;
  articles.add({sea_article("a", "The first")});
  const Manager manager;
  // Connected before the daemon runs: the connection waits for it.
  RawClient early(manager.port());
  ASSERT_TRUE(early.send("GET /api/v1/search?q=sea HTTP/1.1\r\nHost: x\r\n\r\n"));
  const std::string config = write_config(articles, "listen = \"127.0.0.1:1\"\n");
  {
    Daemon daemon({"--config", config}, manager.listener(), manager.notify_path());
    EXPECT_EQ(daemon.port(), manager.port()) << "not the configured address";
    EXPECT_THAT(body_of(early.response()), HasSubstr("\"total\":1"));
    EXPECT_EQ(manager.heard(), "READY=1");
    daemon.signal(SIGHUP);
    EXPECT_EQ(manager.heard(), "RELOADING=1");
    EXPECT_EQ(manager.heard(), "READY=1");
    daemon.signal(SIGTERM);
    EXPECT_EQ(manager.heard(), "STOPPING=1");
    EXPECT_EQ(daemon.wait(), 0) << daemon.said();
  }
  RawClient between(manager.port());
  ASSERT_TRUE(between.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")) << "the socket outlives the daemon";
  Daemon next({"--config", config}, manager.listener());
  EXPECT_EQ(body_of(between.response()), "ok\n");
}

TEST(Daemon, BeatsForSystemdsWatchdog) {
  const IndexedArticles articles;
  const Manager manager;
  Daemon daemon({"--config", write_config(articles, "")}, manager.listener(), manager.notify_path(), "100000");
  EXPECT_EQ(manager.heard(), "READY=1");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(manager.heard(), "WATCHDOG=1");
}

}  // namespace
}  // namespace caravan::searchd
