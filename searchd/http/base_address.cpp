#include "searchd/http/base_address.h"

#include <string_view>

namespace caravan::searchd {

namespace {

constexpr std::string_view host_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
constexpr std::string_view prefix_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~/";
constexpr std::size_t longest = 255;

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.size() <= longest && text.find_first_not_of(characters) == std::string_view::npos;
}

/// Of a list to which every proxy on the way has added its own: what the one nearest to the client said.
std::string_view outermost(std::string_view list) {
  const std::string_view first = list.substr(0, list.find(','));
  return first.substr(0, first.find_last_not_of(" \t") + 1);
}

}  // namespace

std::string base_address(const Request& request) {
  const std::string_view scheme = outermost(request.header("X-Forwarded-Proto")) == "https" ? "https" : "http";
  std::string_view host = outermost(request.header("X-Forwarded-Host"));
  if (!consists_of(host, host_characters)) host = request.header("Host");
  if (!consists_of(host, host_characters)) host = "localhost";
  std::string_view prefix = outermost(request.header("X-Forwarded-Prefix"));
  if (!prefix.starts_with('/') || prefix.starts_with("//") || !consists_of(prefix, prefix_characters)) prefix = "";
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  return std::string(scheme) + "://" + std::string(host) + std::string(prefix) + "/";
}

}  // namespace caravan::searchd
