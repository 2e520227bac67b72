#include "cli/printers/warc.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/digest.h"
#include "cli/version.h"

namespace caravan::cli {

namespace {

/// A name-based UUID (RFC 9562, version 8), so that exporting twice gives the same bytes.
std::string record_id(std::string_view seed) {
  std::string bytes = sha256(seed).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string id;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  return id;
}

/// A header's value cannot hold a line break.
std::string header_value(std::string_view text) {
  std::string value;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20) value += c;
  return value;
}

std::string headers(std::string_view type, std::string_view id_seed, Instant at, std::string_view content_type) {
  return fmt::format("WARC-Type: {}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {}\r\nContent-Type: {}\r\n", type,
                     record_id(id_seed), iso(at), header_value(content_type));
}

}  // namespace

WarcWriter::WarcWriter(std::ostream& out) : out_(out) {
  const Instant now = system_clock().now();
  record(headers("warcinfo", "warcinfo " + iso(now), now, "application/warc-fields"),
         fmt::format("software: caravan/{}\r\nformat: WARC File Format 1.1\r\n", version));
}

void WarcWriter::write(const archive::Snapshot& snapshot) {
  const std::string type = snapshot.content_type.empty() ? "application/octet-stream" : snapshot.content_type;
  record(headers("resource", fmt::format("{} {}", snapshot.id.value, snapshot.url), snapshot.fetched, type) +
             fmt::format("WARC-Target-URI: {}\r\n", header_value(snapshot.url)),
         snapshot.body);
}

void WarcWriter::record(const std::string& headers, const std::string& body) {
  out_ << "WARC/1.1\r\n" << headers << "Content-Length: " << body.size() << "\r\n\r\n" << body << "\r\n\r\n";
}

}  // namespace caravan::cli
