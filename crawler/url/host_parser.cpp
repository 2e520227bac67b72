#include "crawler/url/host_parser.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include "crawler/url/percent.h"

namespace caravan::url {

namespace {

constexpr std::string_view forbidden_in_domain = " #/:<>?@[\\]^|%";

bool forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f || forbidden_in_domain.find(c) != std::string_view::npos;
}

/// What makes up almost every host on the web, and needs no table of ICU's.
bool is_plain(std::string_view host) {
  return host.find("xn--") == std::string_view::npos && std::ranges::all_of(host, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
         });
}

const icu::IDNA& uts46() {
  static const std::unique_ptr<icu::IDNA> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::IDNA> made(icu::IDNA::createUTS46Instance(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, status));
    if (U_FAILURE(status) || !made)
      throw Failure(Fault::internal, fmt::format("ICU has no IDNA data: {}", u_errorName(status)), "reinstall libicu");
    return made;
  }();
  return *instance;
}

/// CheckHyphens and VerifyDnsLength are false in the URL standard; ICU always checks, so these findings are put aside.
constexpr std::uint32_t tolerated = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                    UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

Result<std::string> domain_to_ascii(std::string_view domain) {
  if (is_plain(domain)) return std::string(domain);
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  UErrorCode status = U_ZERO_ERROR;
  uts46().nameToASCII_UTF8(icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info,
                           status);
  if (U_FAILURE(status) || (info.getErrors() & ~tolerated) != 0)
    return fail(Fault::usage, fmt::format("\"{}\" is no host name", domain));
  return ascii;
}

/// One part of an IPv4 address: decimal, 0octal or 0xhex. nullopt: no number.
std::optional<std::uint64_t> ipv4_number(std::string_view part) {
  if (part.empty()) return std::nullopt;
  unsigned base = 10;
  if (part.starts_with("0x") || part.starts_with("0X")) {
    base = 16;
    part.remove_prefix(2);
  } else if (part.size() > 1 && part[0] == '0') {
    base = 8;
    part.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (char c : part) {
    const int digit = hex_value(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    value = std::min<std::uint64_t>(value * base + static_cast<unsigned>(digit),
                                    std::numeric_limits<std::uint32_t>::max() + 1ull);
  }
  return value;
}

std::vector<std::string_view> labels(std::string_view host) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = host.find('.');
    parts.push_back(host.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    host.remove_prefix(dot + 1);
  }
}

bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (last.empty()) return false;
  return std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; }) ||
         ((last.starts_with("0x") || last.starts_with("0X")) && ipv4_number(last).has_value());
}

Result<std::string> ipv4(std::string_view host) {
  const auto wrong = [host] { return fail(Fault::usage, fmt::format("\"{}\" is no IPv4 address", host)); };
  std::string_view text = host;
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::vector<std::string_view> parts = labels(text);
  if (parts.size() > 4) return wrong();
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<std::uint64_t> number = ipv4_number(parts[i]);
    if (!number) return wrong();
    const bool last = i + 1 == parts.size();
    const std::uint64_t limit = last ? 1ull << (8 * (5 - parts.size())) : 256;
    if (*number >= limit) return wrong();
    address = last ? address + *number : address + (*number << (8 * (3 - i)));
  }
  return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
}

/// Where the longest run of at least two zero pieces begins and how long it is (RFC 5952 section 4.2).
std::pair<std::size_t, std::size_t> longest_zero_run(const std::array<unsigned, 8>& pieces) {
  std::size_t best_begin = 0, best_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t length = 0;
    while (i + length < 8 && pieces[i + length] == 0) ++length;
    if (length > best_length) {
      best_begin = i;
      best_length = length;
    }
    i += length;
  }
  return {best_begin, best_length > 1 ? best_length : 0};
}

Result<std::string> ipv6(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), bytes.data()) != 1)
    return fail(Fault::usage, fmt::format("\"[{}]\" is no IPv6 address", text));
  std::array<unsigned, 8> pieces{};
  for (std::size_t i = 0; i < 8; ++i) pieces[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const auto [begin, length] = longest_zero_run(pieces);
  std::string out = "[";
  for (std::size_t i = 0; i < 8; ++i) {
    if (length != 0 && i == begin) {
      out += "::";
      i += length - 1;
      continue;
    }
    if (out.size() > 1 && out.back() != ':') out += ':';
    out += fmt::format("{:x}", pieces[i]);
  }
  return out + "]";
}

}  // namespace

bool is_plainly_normal_host(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  const std::size_t last = dot == std::string_view::npos ? 0 : dot + 1;  // a number here would be one of IPv4's
  return last < text.size() && text[last] >= 'a' && text[last] <= 'z' && is_plain(text);
}

Result<std::string> parse_host(std::string_view text) {
  if (is_plainly_normal_host(text)) return std::string(text);
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return fail(Fault::usage, "an IPv6 address lacks its \"]\"");
    return ipv6(text.substr(1, text.size() - 2));
  }
  std::string decoded = percent_decode(text);
  for (char& c : decoded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  Result<std::string> ascii = domain_to_ascii(decoded);
  if (!ascii) return ascii;
  if (ascii->empty()) return fail(Fault::usage, "the host is missing");
  if (const auto bad = std::ranges::find_if(*ascii, forbidden); bad != ascii->end())
    return fail(Fault::usage, fmt::format("\"{}\" is no host name", decoded));
  return ends_in_number(*ascii) ? ipv4(*ascii) : ascii;
}

}  // namespace caravan::url
