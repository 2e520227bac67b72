#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace caravan::url {

/// An absolute http or https address in one normal form, so that equal addresses are equal strings: scheme and host in
/// lower case, international hosts in ASCII (UTS 46), default port and fragment dropped, dot segments resolved,
/// percent-encoding of unreserved characters undone and the rest in upper case, an empty path written "/", user
/// information refused. RFC 3986 and the WHATWG URL standard where they agree; where they do not, WHATWG (it is what
/// the sites were tested with): "\" is "/", spaces and non-ASCII are percent-encoded as UTF-8, tabs and newlines
/// dropped.
class Url {
 public:
  /// Longer addresses are refused.
  static constexpr std::size_t max_length = 8192;

  /// @return Fault::usage naming the text and what is wrong with it.
  static Result<Url> parse(std::string_view text);
  /// A reference as it stands in a page, against the page's address or its <base>.
  static Result<Url> resolve(const Url& base, std::string_view reference);
  /// The same for whoever does not ask why not: explaining "mailto:" costs more than reading the rest of the page.
  static std::optional<Url> try_resolve(const Url& base, std::string_view reference);

  const std::string& str() const { return text_; }
  std::string_view scheme() const;
  std::string_view host() const;            ///< without port; an IPv6 address in brackets
  std::uint16_t port() const;               ///< the default of the scheme where none is written
  std::string_view origin() const;          ///< "https://host" or "https://host:8443", no slash
  std::string_view path() const;            ///< begins with "/"
  std::string_view query() const;           ///< without "?"
  std::string_view path_and_query() const;  ///< what goes on the request line

  bool operator==(const Url& other) const { return text_ == other.text_; }
  std::strong_ordering operator<=>(const Url& other) const { return text_ <=> other.text_; }

 private:
  Url() = default;
  static std::optional<Url> absolute_plain(std::string_view text);
  static std::optional<Url> resolve_plain(const Url& base, std::string_view reference);
  static Result<Url> resolve_written(const Url& base, std::string_view reference);
  static Result<Url> from_parts(std::string_view source, std::string text, std::size_t host_begin, std::size_t host_end,
                                std::size_t path_begin, std::uint16_t port);
  std::string text_;
  std::uint32_t host_begin_ = 0, host_end_ = 0, path_begin_ = 0, query_begin_ = 0;  // query_begin_ 0: no query
  std::uint16_t port_ = 0;
};

/// The address without parameters that only say where a visitor came from (utm_*, fbclid, gclid, mc_cid, ...) and
/// without session identifiers (PHPSESSID, jsessionid, sid ...); the order of the rest is kept.
/// @param also  names of further parameters that say nothing, lower case; with * at the end: all that begin so
Url without_tracking(const Url& url, std::span<const std::string> also = {});

/// Whether without_tracking() would give another address.
bool has_tracking(const Url& url, std::span<const std::string> also = {});

}  // namespace caravan::url
