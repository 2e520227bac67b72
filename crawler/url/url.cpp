#include "crawler/url/url.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "crawler/url/host_parser.h"
#include "crawler/url/percent.h"

namespace caravan::url {

namespace {

constexpr std::size_t shown_in_messages = 200;

tl::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  return fail(Fault::usage,
              fmt::format("\"{}{}\" is no usable address: {}", text.substr(0, shown_in_messages),
                          text.size() > shown_in_messages ? "..." : "", why),
              "write a whole http or https address, such as https://www.example.org/");
}

bool is_slash(char c) { return c == '/' || c == '\\'; }

/// Without surrounding controls and spaces, without tabs and newlines anywhere (WHATWG basic URL parser, steps 1 to 3).
std::string_view cleaned(std::string_view text, std::string& storage) {
  const auto outer = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  if (text.find_first_of("\t\r\n") == std::string_view::npos) return text;
  storage.assign(text);
  std::erase_if(storage, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  return storage;
}

/// "https" of "https:...", as written; empty when the text does not begin with a scheme.
std::string_view scheme_of(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !letter(text[0])) return {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool is_web_scheme(std::string_view lower_case) { return lower_case == "http" || lower_case == "https"; }

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

/// What follows the authority, cut apart; the fragment is gone.
struct Tail {
  std::string_view path;
  std::optional<std::string_view> query;
};

Tail cut_tail(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const std::size_t mark = text.find('?');
  if (mark == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

/// Appends a path to an address that ends where its path begins or in a "/": segments normalised, dot segments
/// resolved, never above `root`.
void append_path(std::string& to, std::size_t root, std::string_view path) {
  if (to.size() == root) {
    to += '/';
    if (!path.empty() && is_slash(path.front())) path.remove_prefix(1);
  }
  for (;;) {
    const auto end = std::ranges::find_if(path, is_slash);
    const bool last = end == path.end();
    const std::size_t begin = to.size();
    append_normalised(to, std::string_view(path.begin(), end), plain_in_path);
    const std::string_view segment = std::string_view(to).substr(begin);
    if (segment == "..") {
      to.resize(begin > root + 1 ? to.rfind('/', begin - 2) + 1 : begin);
    } else if (segment == ".") {
      to.resize(begin);
    } else if (!last) {
      to += '/';
    }
    if (last) return;
    path.remove_prefix(static_cast<std::size_t>(end - path.begin()) + 1);
  }
}

void append_query(std::string& to, std::optional<std::string_view> query) {
  if (!query) return;
  to += '?';
  append_normalised(to, *query, plain_in_query);
}

/// Where the parts of a finished address are.
struct Parts {
  std::string text;
  std::size_t host_begin = 0, host_end = 0, path_begin = 0;
  std::uint16_t port = 0;
};

/// ":8443" of an authority, taken off; 0 where none, or an empty one, is written. nullopt: no port number.
std::optional<std::uint16_t> take_port(std::string_view& authority) {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos) return 0;
  const std::string_view digits = authority.substr(colon + 1);
  authority = authority.substr(0, colon);
  if (digits.empty()) return 0;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

/// "host:port/path?query" behind "scheme://".
Result<Parts> parse_authority_and_tail(std::string_view whole, std::string_view scheme, std::string_view rest) {
  const std::size_t end = std::min(rest.find_first_of("/\\?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  if (authority.find('@') != std::string_view::npos) return refuse(whole, "user names and passwords are not accepted");
  const std::optional<std::uint16_t> port = take_port(authority);
  if (!port) return refuse(whole, "the port must be a number from 1 to 65535");
  const Result<std::string> host = parse_host(authority);
  if (!host) return refuse(whole, host.error().what);

  Parts parts;
  parts.text.reserve(whole.size() + 16);
  parts.text.append(scheme).append("://");
  parts.host_begin = parts.text.size();
  parts.text += *host;
  parts.host_end = parts.text.size();
  parts.port = *port == 0 ? default_port(scheme) : *port;
  if (parts.port != default_port(scheme)) parts.text += fmt::format(":{}", parts.port);
  parts.path_begin = parts.text.size();
  const Tail tail = cut_tail(rest.substr(end));
  append_path(parts.text, parts.path_begin, tail.path);
  append_query(parts.text, tail.query);
  return parts;
}

/// A reference without scheme and authority, against the base's origin, path and query.
Parts parse_relative(Parts base, std::string_view base_path, std::optional<std::string_view> base_query,
                     std::string_view reference) {
  const Tail tail = cut_tail(reference);
  if (tail.path.empty()) {
    base.text += base_path;
    append_query(base.text, tail.query ? tail.query : base_query);
    return base;
  }
  if (!is_slash(tail.path.front())) base.text += base_path.substr(0, base_path.rfind('/') + 1);
  append_path(base.text, base.path_begin, tail.path);
  append_query(base.text, tail.query);
  return base;
}

std::string_view without_leading_slashes(std::string_view text) {
  while (!text.empty() && is_slash(text.front())) text.remove_prefix(1);
  return text;
}

/// Whether a reference without scheme and authority is in normal form as it stands, up to its fragment; the sizes of
/// its parts. Almost every link on the web is, and needs no more than to be put behind the address of its site.
struct PlainReference {
  std::size_t path = 0;
  std::size_t whole = 0;  ///< with the query
};

std::optional<PlainReference> plain_reference(std::string_view text) {
  PlainReference sizes;
  bool segment_begins = true;
  for (; sizes.path < text.size(); ++sizes.path) {
    const char c = text[sizes.path];
    if (!plain_in_path.has(c)) break;
    if (c == '\\' || (segment_begins && c == '.')) return std::nullopt;
    segment_begins = c == '/';
  }
  sizes.whole = sizes.path;
  if (sizes.whole < text.size() && text[sizes.whole] == '?')
    for (++sizes.whole; sizes.whole < text.size() && plain_in_query.has(text[sizes.whole]);) ++sizes.whole;
  return sizes.whole == text.size() || text[sizes.whole] == '#' ? std::optional(sizes) : std::nullopt;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  std::string storage;
  const std::string_view clean = cleaned(text, storage);
  if (clean.size() > max_length) return refuse(clean, fmt::format("it is longer than {} bytes", max_length));
  const std::string scheme = lower_case(scheme_of(clean));
  if (scheme.empty()) return refuse(clean, "it does not begin with http:// or https://");
  if (!is_web_scheme(scheme)) return refuse(clean, fmt::format("the scheme {} is not read", scheme));
  auto parts = parse_authority_and_tail(clean, scheme, without_leading_slashes(clean.substr(scheme.size() + 1)));
  if (!parts) return tl::unexpected(std::move(parts).error());
  return from_parts(clean, std::move(parts->text), parts->host_begin, parts->host_end, parts->path_begin, parts->port);
}

Result<Url> Url::resolve(const Url& base, std::string_view reference) {
  std::optional<Url> plain = resolve_plain(base, reference);
  return plain ? *std::move(plain) : resolve_written(base, reference);
}

Result<Url> Url::resolve_written(const Url& base, std::string_view reference) {
  std::string storage;
  std::string_view clean = cleaned(reference, storage);
  if (clean.size() > max_length) return refuse(clean, fmt::format("it is longer than {} bytes", max_length));
  if (const std::string_view written = scheme_of(clean); !written.empty()) {
    // "http:page.html" on an http page is relative: an old habit that browsers honour.
    const std::string_view rest = clean.substr(written.size() + 1);
    if (lower_case(written) != base.scheme() || rest.starts_with("//")) return parse(clean);
    clean = rest;
  }
  if (clean.size() >= 2 && is_slash(clean[0]) && is_slash(clean[1])) {
    auto parts = parse_authority_and_tail(clean, base.scheme(), without_leading_slashes(clean));
    if (!parts) return tl::unexpected(std::move(parts).error());
    return from_parts(clean, std::move(parts->text), parts->host_begin, parts->host_end, parts->path_begin,
                      parts->port);
  }
  Parts origin{std::string(base.origin()), base.host_begin_, base.host_end_, base.path_begin_, base.port_};
  const std::optional<std::string_view> base_query =
      base.query_begin_ == 0 ? std::nullopt : std::optional(base.query());
  Parts parts = parse_relative(std::move(origin), base.path(), base_query, clean);
  return from_parts(clean, std::move(parts.text), parts.host_begin, parts.host_end, parts.path_begin, parts.port);
}

/// "https://host/path?query#fragment", all of it in normal form but for the fragment.
std::optional<Url> Url::absolute_plain(std::string_view text) {
  const bool secure = text.starts_with("https://");
  if (!secure && !text.starts_with("http://")) return std::nullopt;
  const std::size_t host = secure ? 8 : 7;
  const std::size_t path = text.find('/', host);
  if (path == std::string_view::npos || !is_plainly_normal_host(text.substr(host, path - host))) return std::nullopt;
  const std::optional<PlainReference> sizes = plain_reference(text.substr(path));
  if (!sizes) return std::nullopt;
  Url url;
  url.text_ = text.substr(0, path + sizes->whole);
  url.host_begin_ = static_cast<std::uint32_t>(host);
  url.host_end_ = url.path_begin_ = static_cast<std::uint32_t>(path);
  if (sizes->whole > sizes->path) url.query_begin_ = static_cast<std::uint32_t>(path + sizes->path);
  url.port_ = secure ? 443 : 80;
  return url;
}

std::optional<Url> Url::resolve_plain(const Url& base, std::string_view reference) {
  if (reference.size() > max_length) return std::nullopt;
  const bool own_origin = reference.starts_with(base.origin());  // of any host and port: it is in normal form
  const std::string_view rest = own_origin ? reference.substr(base.path_begin_) : reference;
  const bool rooted = rest.starts_with('/');
  if (!(own_origin && rooted)) {
    if (std::optional<Url> absolute = absolute_plain(reference)) return absolute;
    if (own_origin || rest.starts_with("//")) return std::nullopt;
  }
  const std::optional<PlainReference> sizes = plain_reference(rest);
  if (!sizes || sizes->whole == 0 || base.text_.size() + sizes->whole > max_length) return std::nullopt;
  if (!rooted && rest.substr(0, std::min(rest.find('/'), sizes->path)).find(':') != std::string_view::npos)
    return std::nullopt;  // "mailto:"
  const std::string_view path = base.path();
  const std::size_t folder = rooted ? 0 : sizes->path == 0 ? path.size() : path.rfind('/') + 1;
  Url url;
  url.text_.reserve(base.path_begin_ + folder + sizes->whole);
  url.text_.append(base.text_, 0, base.path_begin_ + folder).append(rest, 0, sizes->whole);
  url.host_begin_ = base.host_begin_;
  url.host_end_ = base.host_end_;
  url.path_begin_ = base.path_begin_;
  if (sizes->whole > sizes->path)
    url.query_begin_ = static_cast<std::uint32_t>(url.text_.size() - (sizes->whole - sizes->path));
  url.port_ = base.port_;
  return url;
}

std::optional<Url> Url::try_resolve(const Url& base, std::string_view reference) {
  if (std::optional<Url> plain = resolve_plain(base, reference)) return plain;
  std::string storage;
  const std::string_view scheme = scheme_of(cleaned(reference, storage));
  if (!scheme.empty() && !is_web_scheme(lower_case(scheme))) return std::nullopt;
  Result<Url> url = resolve_written(base, reference);
  return url ? std::optional(*std::move(url)) : std::nullopt;
}

Result<Url> Url::from_parts(std::string_view source, std::string text, std::size_t host_begin, std::size_t host_end,
                            std::size_t path_begin, std::uint16_t port) {
  if (text.size() > max_length)
    return refuse(source, fmt::format("percent-encoded it is longer than {} bytes", max_length));
  Url url;
  url.text_ = std::move(text);
  url.host_begin_ = static_cast<std::uint32_t>(host_begin);
  url.host_end_ = static_cast<std::uint32_t>(host_end);
  url.path_begin_ = static_cast<std::uint32_t>(path_begin);
  const std::size_t mark = url.text_.find('?', path_begin);
  url.query_begin_ = mark == std::string::npos ? 0 : static_cast<std::uint32_t>(mark);
  url.port_ = port;
  return url;
}

std::string_view Url::scheme() const { return std::string_view(text_).substr(0, host_begin_ - 3); }

std::string_view Url::host() const { return std::string_view(text_).substr(host_begin_, host_end_ - host_begin_); }

std::uint16_t Url::port() const { return port_; }

std::string_view Url::origin() const { return std::string_view(text_).substr(0, path_begin_); }

std::string_view Url::path() const {
  return std::string_view(text_).substr(path_begin_,
                                        query_begin_ == 0 ? std::string::npos : query_begin_ - path_begin_);
}

std::string_view Url::query() const {
  return query_begin_ == 0 ? std::string_view() : std::string_view(text_).substr(query_begin_ + 1);
}

std::string_view Url::path_and_query() const { return std::string_view(text_).substr(path_begin_); }

}  // namespace caravan::url
