#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::searchd {

/// Undoes percent-encoding (RFC 3986 section 2.1); nullopt for a '%' without two hexadecimal digits, for bytes that are
/// not UTF-8, and for NUL.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space = false);

/// Everything but unreserved characters encoded: safe in a path segment, a query and an attribute.
std::string percent_encoded(std::string_view text);

using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// The parameters of a query as an HTML form sends them, in order; nullopt when one of them is not well encoded.
std::optional<NamedValues> parse_query(std::string_view query);

/// The way back: "q=sea&theme=Climate%20%26%20Energy".
std::string format_query(const NamedValues& values);

/// Whether a link to it can do no harm: http or https, a host, no control characters or white space. What is stored
/// comes from strangers' pages, and "javascript:" must never become a link.
bool is_safe_link(std::string_view url);

}  // namespace caravan::searchd
