#include "crawler/url/scope.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace caravan::url {

namespace {

/// Same host and port; http and https are one where both stand at their default port.
bool same_place(const Url& a, const Url& b) {
  if (a.origin() == b.origin()) return true;
  if (a.host() != b.host()) return false;
  if (a.scheme() == b.scheme()) return a.port() == b.port();
  const auto usual = [](const Url& url) { return url.port() == (url.scheme() == "https" ? 443 : 80); };
  return usual(a) && usual(b);
}

bool begins_with(std::string_view address, std::string_view prefix) {
  if (!address.starts_with(prefix)) return false;
  if (address.size() == prefix.size() || prefix.ends_with('/')) return true;
  const char next = address[prefix.size()];
  return next == '/' || next == '?';
}

/// "*" stands for any text; everything else for itself. The pieces between stars are taken at the first place where
/// they fit, which is enough because a star takes any text.
bool matches_wildcards(std::string_view pattern, std::string_view text) {
  const std::size_t first = pattern.find('*');
  if (first == std::string_view::npos) return pattern == text;
  const std::size_t last = pattern.rfind('*');
  const std::string_view begin = pattern.substr(0, first), end = pattern.substr(last + 1);
  if (text.size() < begin.size() + end.size() || !text.starts_with(begin) || !text.ends_with(end)) return false;
  text = text.substr(begin.size(), text.size() - begin.size() - end.size());
  pattern = pattern.substr(first, last - first);
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const std::string_view piece = pattern.substr(0, pattern.find('*'));
    const void* found = memmem(text.data(), text.size(), piece.data(), piece.size());  // linear, unlike find()
    if (found == nullptr) return false;
    text.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + piece.size());
    pattern.remove_prefix(piece.size());
  }
  return true;
}

Result<Url> site_address(const SiteSettings& site, std::string_view key, const std::string& text) {
  Result<Url> url = Url::parse(text);
  if (!url)
    return fail(Fault::config, fmt::format("site \"{}\", {}: {}", site.name, key, url.error().what),
                url.error().remedy);
  return url;
}

}  // namespace

Result<Scope> Scope::from(const SiteSettings& site) {
  Scope scope;
  for (const std::string& text : site.allow) {
    Result<Url> url = site_address(site, "allow", text);
    if (!url) return tl::unexpected(std::move(url).error());
    scope.allow_.push_back(std::move(*url));
  }
  for (const std::string& text : site.seeds) {
    if (!site.allow.empty()) break;
    Result<Url> seed = site_address(site, "seeds", text);
    if (!seed) return tl::unexpected(std::move(seed).error());
    scope.allow_.push_back(value_or_throw(Url::parse(seed->origin())));
  }
  scope.deny_ = site.deny;
  return scope;
}

bool Scope::allows(const Url& url) const {
  const bool allowed = std::ranges::any_of(allow_, [&](const Url& prefix) {
    return same_place(prefix, url) && begins_with(url.path_and_query(), prefix.path_and_query());
  });
  return allowed &&
         std::ranges::none_of(deny_, [&](const std::string& pattern) { return matches_wildcards(pattern, url.str()); });
}

bool Scope::allows_host(const Url& url) const {
  return std::ranges::any_of(allow_, [&](const Url& prefix) { return same_place(prefix, url); });
}

}  // namespace caravan::url
