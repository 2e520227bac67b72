#include "searchd/access.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "base/digest.h"
#include "searchd/http/problem.h"

namespace caravan::searchd {

namespace {

constexpr std::string_view allowed_methods = "GET, HEAD, OPTIONS";

std::string_view next_word(std::string_view& rest) {
  const auto first = std::min(rest.find_first_not_of(" \t\r"), rest.size());
  rest.remove_prefix(first);
  const auto end = std::min(rest.find_first_of(" \t\r"), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

/// The bytes that 64 small hexadecimal digits stand for.
std::optional<std::string> parse_digest(std::string_view hex) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t digest_bytes = 32;
  if (hex.size() != 2 * digest_bytes || hex.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  std::string digest;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    digest += static_cast<char>(digits.find(hex[i]) << 4U | digits.find(hex[i + 1]));
  return digest;
}

/// scheme://host[:port], as browsers send it (RFC 6454 section 6.2), or "*".
bool is_origin(std::string_view text) {
  if (text == "*") return true;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return false;
  const std::string_view scheme = text.substr(0, scheme_end), rest = text.substr(scheme_end + 3);
  return (scheme == "http" || scheme == "https") && !rest.empty() &&
         rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") == std::string_view::npos;
}

/// Browsers leave the default port out, so that an origin with it would fit nobody.
bool has_default_port(std::string_view origin) {
  return (origin.starts_with("https:") && origin.ends_with(":443")) ||
         (origin.starts_with("http:") && origin.ends_with(":80"));
}

std::string_view bearer_token(const Request& request) {
  const std::string_view value = request.header("Authorization");
  constexpr std::string_view scheme = "bearer ";
  if (value.size() <= scheme.size() || !same_header_name(value.substr(0, scheme.size()), scheme)) return {};
  return value.substr(scheme.size());
}

}  // namespace

Result<Access::Token> Access::parse_token(std::string_view line) {
  const std::string_view name = next_word(line);
  const auto digest = parse_digest(next_word(line));
  if (!digest || !next_word(line).empty())
    return fail(Fault::config, "is not a name and the SHA-256 of a token in 64 small hexadecimal digits",
                "make one with: printf %s TOKEN | sha256sum");
  return Token{std::string(name), *digest};
}

Result<Access> Access::load(const SearchdSettings& settings) {
  Access access;
  for (const std::string& origin : settings.cors_origins)
    if (!is_origin(origin))
      return fail(Fault::config, fmt::format("[searchd] cors_origins: '{}' is no origin", origin),
                  "write scheme://host or scheme://host:port in small letters, without a path");
    else if (has_default_port(origin))
      return fail(Fault::config, fmt::format("[searchd] cors_origins: '{}' names the default port", origin),
                  "leave the port out, as browsers do");
  access.origins_ = settings.cors_origins;
  if (settings.tokens_file.empty()) return access;
  access.asks_for_token_ = true;
  std::ifstream file(settings.tokens_file);
  if (!file)
    return fail(Fault::config, fmt::format("{}: {}", settings.tokens_file.string(), std::strerror(errno)),
                "set [searchd] tokens_file to a readable file, or to \"\"");
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::string_view rest = line;
    if (const auto word = next_word(rest); word.empty() || word.starts_with('#')) continue;
    auto token = parse_token(line);
    if (!token)
      return fail(Fault::config,
                  fmt::format("{}, line {}: {}", settings.tokens_file.string(), number, token.error().what),
                  token.error().remedy);
    access.tokens_.push_back(std::move(*token));
  }
  return access;
}

std::optional<std::string_view> Access::token_name(const Request& request) const {
  if (tokens_.empty() || bearer_token(request).empty()) return std::nullopt;
  const std::string given = sha256(bearer_token(request));
  std::optional<std::string_view> name;
  for (const Token& token : tokens_)
    if (equal_in_constant_time(token.digest, given)) name = token.name;
  return name;
}

std::optional<Response> Access::refusal(const Request& request) const {
  if (!asks_for_token_ || token_name(request)) return std::nullopt;
  auto response = problem(401, "A bearer token is needed.");
  // Only to who has brought one (RFC 6750 section 3.1): others need not be told that something was wrong with theirs.
  response.set("WWW-Authenticate", bearer_token(request).empty() ? "Bearer realm=\"caravan\""
                                                                 : "Bearer realm=\"caravan\", error=\"invalid_token\"");
  return response;
}

bool Access::is_allowed_origin(std::string_view origin) const {
  return !origin.empty() &&
         std::ranges::any_of(origins_, [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

void Access::allow_origin(const Request& request, Response& response) const {
  if (origins_.empty()) return;
  // Caches must not hand one origin's leave to another.
  const std::string_view vary = response.header("Vary");
  response.set("Vary", vary.empty() ? "Origin" : std::string(vary) + ", Origin");
  const std::string_view origin = request.header("Origin");
  if (!is_allowed_origin(origin)) return;
  response.set("Access-Control-Allow-Origin", std::string(origin));
  response.set("Access-Control-Expose-Headers", "ETag, Retry-After");
}

Response Access::options(const Request& request) const {
  Response response;
  response.status = 204;
  response.set("Allow", std::string(allowed_methods));
  if (is_allowed_origin(request.header("Origin")) && !request.header("Access-Control-Request-Method").empty()) {
    response.set("Access-Control-Allow-Methods", std::string(allowed_methods));
    response.set("Access-Control-Allow-Headers", "Authorization, If-None-Match");
    response.set("Access-Control-Max-Age", "7200");
  }
  return response;
}

std::string Access::frame_ancestors() const {
  std::string sources = "'self'";
  for (const std::string& origin : origins_) sources += " " + origin;
  return sources;
}

}  // namespace caravan::searchd
