#include "searchd/access_log.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace caravan::searchd {

namespace {

std::string in_quotes(std::string_view text) {
  if (text.empty()) return "\"-\"";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\')
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + '"';
}

}  // namespace

std::string access_line(std::string_view client, const Request& request, const Response& response,
                        std::chrono::microseconds took, Instant now) {
  // What could not be read as a request has no method.
  const std::string line =
      request.method_name.empty() ? std::string() : request.method_name + " " + request.target + " HTTP/1.1";
  const std::size_t sent = request.method == Method::head ? 0 : response.body.size();
  return fmt::format("{} - - [{:%d/%b/%Y:%H:%M:%S} +0000] {} {} {} {} {} {}\n", client.empty() ? "-" : client, now,
                     in_quotes(line), response.status, sent, in_quotes(request.header("Referer")),
                     in_quotes(request.header("User-Agent")), took.count());
}

Result<std::unique_ptr<AccessLog>> AccessLog::open(std::string file) {
  std::unique_ptr<AccessLog> log(new AccessLog(std::move(file)));
  if (auto opened = log->reopen(); !opened) return tl::unexpected(opened.error());
  return log;
}

Result<void> AccessLog::reopen() {
  const std::scoped_lock lock(mutex_);
  std::FILE* stream = file_ == "-" ? stdout : std::fopen(file_.c_str(), "ae");
  if (!stream)
    return fail(Fault::disk, fmt::format("access log {}: {}", file_, std::strerror(errno)),
                "name a file that this user may write with --access-log");
  stream_.reset(stream);
  return {};
}

void AccessLog::write(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), stream_.get());
  std::fflush(stream_.get());
}

}  // namespace caravan::searchd
