// Serves a specimen folder until SIGTERM or SIGINT; for the demo and for browsers.

#include <csignal>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "tests/support/specimen_site.h"

namespace {

constexpr auto usage = "usage: specimen-server --dir DIR [--address 127.0.0.1] [--port 0] [--port-file FILE]";

struct Options {
  std::filesystem::path folder;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::filesystem::path port_file;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) throw std::invalid_argument(usage);
    const std::string value = argv[i + 1];
    if (name == "--dir") {
      options.folder = value;
    } else if (name == "--address") {
      options.address = value;
    } else if (name == "--port") {
      const int port = std::stoi(value);
      if (port < 0 || port > 65535) throw std::invalid_argument("not a port: " + value);
      options.port = static_cast<std::uint16_t>(port);
    } else if (name == "--port-file") {
      options.port_file = value;
    } else {
      throw std::invalid_argument(usage);
    }
  }
  if (options.folder.empty()) throw std::invalid_argument(usage);
  return options;
}

/// The file appears with its content or not at all: whoever waits for it may read it at once.
void write_port(const std::filesystem::path& path, std::uint16_t port) {
  const std::filesystem::path draft = path.string() + ".new";
  std::ofstream file(draft);
  file << port << '\n';
  file.close();
  if (!file) throw std::runtime_error("cannot write " + draft.string());
  std::filesystem::rename(draft, path);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = parse(argc, argv);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before the server's threads, which inherit it
  const caravan::test::SpecimenSite site(options.folder, options.address, options.port);
  if (!options.port_file.empty()) write_port(options.port_file, site.port());
  std::cerr << "specimen-server: " << site.url() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "specimen-server: " << error.what() << '\n';
  return 2;
}
