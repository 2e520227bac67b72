#include "cli/text_input.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "base/error.h"

namespace caravan::cli {

TextInput::TextInput(const std::string& file)
    : name_(file == "-" ? "standard input" : file), standard_input_(file == "-") {
  if (standard_input_) {
    std::ios::sync_with_stdio(false);
    return;
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    throw Failure(Fault::usage, fmt::format("{} is a folder", file), "name a file, or - for standard input");
  file_.open(file, std::ios::binary);
  if (file_) return;
  const int reason = errno;
  throw Failure(reason == ENOENT ? Fault::not_found : Fault::disk,
                fmt::format("cannot read {}: {}", file, std::strerror(reason)),
                reason == EACCES ? "look at its permissions" : "look at the name; - is standard input");
}

std::istream& TextInput::stream() { return standard_input_ ? std::cin : file_; }

std::string TextInput::read_all() { return {std::istreambuf_iterator<char>(stream()), {}}; }

}  // namespace caravan::cli
