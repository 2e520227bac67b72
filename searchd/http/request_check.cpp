#include "searchd/http/request_check.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "searchd/http/problem.h"

namespace caravan::searchd {

namespace {

/// Of a registered name or an address, with a port (RFC 3986 section 3.2.2).
constexpr std::string_view host_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]";

bool is_host(std::string_view text) { return text.find_first_not_of(host_characters) == std::string_view::npos; }

std::size_t size_of(const std::vector<Header>& fields) {
  std::size_t size = 0;
  for (const Header& field : fields) size += field.name.size() + field.value.size() + 4;  // ": " and "\r\n"
  return size;
}

std::ptrdiff_t count(const Request& request, std::string_view name) {
  return std::ranges::count_if(request.headers, [&](const Header& h) { return same_header_name(h.name, name); });
}

void set_host(Request& request, std::string_view host) {
  std::erase_if(request.headers, [](const Header& h) { return same_header_name(h.name, "Host"); });
  request.headers.push_back({"Host", std::string(host)});
}

/// Takes an absolute form apart; false when it has no host, or a name and a password.
bool take_absolute_form(Request& request) {
  const std::string target = request.target;
  const auto authority = target.find("://") + 3;
  const auto path = std::min(target.find_first_of("/?", authority), target.size());
  const std::string host = target.substr(authority, path - authority);
  if (host.empty() || !is_host(host)) return false;
  request.target = target.substr(path);
  if (!request.target.starts_with('/')) request.target.insert(0, 1, '/');
  set_host(request, host);
  return true;
}

bool is_absolute_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (same_header_name(target.substr(0, scheme.size()), scheme)) return true;
  return false;
}

/// Only chunks are understood, and only where the protocol has them: whoever reads another coding, or none, sees
/// another end of the body.
bool is_framed_well(const Request& request, unsigned version) {
  const auto codings = count(request, "Transfer-Encoding");
  return codings == 0 ||
         (codings == 1 && version == 11 && same_header_name(request.header("Transfer-Encoding"), "chunked"));
}

}  // namespace

std::optional<Response> check_request(Request& request, unsigned version, const ServerLimits& limits) {
  if (version != 11 && version != 10) return problem(505, "This server speaks HTTP/1.1.");
  if (!is_framed_well(request, version)) return problem(400, "Of transfer codings, only chunked is understood.");
  if (request.target.size() > limits.target_bytes) return problem(414, "The address is too long.");
  if (size_of(request.headers) > limits.header_bytes) return problem(431, "The header fields are too large.");
  const auto hosts = count(request, "Host");
  if (hosts > 1 || (hosts == 0 && version == 11) || !is_host(request.header("Host")))
    return problem(400, "A request must have exactly one Host header field, and a host in it.");
  const bool asks_the_server = request.target == "*" && request.method == Method::options;
  if (is_absolute_form(request.target)) {
    if (!take_absolute_form(request)) return problem(400, "The request target has no host.");
  } else if (!request.target.starts_with('/') && !asks_the_server) {
    return problem(400, "The request target must begin with '/'.");
  }
  if (count(request, "Expect") > 0) return problem(417, "No expectation is met here.");
  return std::nullopt;
}

}  // namespace caravan::searchd
