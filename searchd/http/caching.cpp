#include "searchd/http/caching.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <zlib.h>

namespace caravan::searchd {

namespace {

constexpr std::size_t worth_compressing = 512;
constexpr int gzip_level = 4;  // level 6 takes twice the time for 3 % on result lists

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class Visit>
void for_each_member(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    visit(trimmed(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

std::string_view opaque(std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; }

bool is_forbidden(std::string_view weight) {
  weight = trimmed(weight);
  if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return false;
  weight.remove_prefix(2);
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

bool is_text(std::string_view content_type) {
  for (const std::string_view part : {"text/", "json", "xml", "javascript", "svg"})
    if (content_type.find(part) != std::string_view::npos) return true;
  return false;
}

class Gzip {
 public:
  Gzip() {
    constexpr int with_gzip_header = 15 + 16;
    if (::deflateInit2(&stream_, gzip_level, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("zlib: deflateInit2 failed");
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() { ::deflateEnd(&stream_); }

  std::string packed(std::string_view bytes) {
    ::deflateReset(&stream_);
    std::string result(::deflateBound(&stream_, bytes.size()), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(result.data());
    stream_.avail_out = static_cast<uInt>(result.size());
    if (::deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib: deflate failed");
    result.resize(stream_.total_out);
    return result;
  }

 private:
  z_stream stream_{};
};

std::string gzipped(std::string_view bytes) {
  // Some 260 kB that would else be had from the system, and given back, for every answer.
  static thread_local Gzip gzip;
  return gzip.packed(bytes);
}

}  // namespace

std::uint64_t short_hash(std::string_view bytes, std::uint64_t seed) {
  for (const char c : bytes) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return seed;
}

std::string revision_tag(std::uint64_t revision, std::string_view target, std::string_view variant) {
  return fmt::format("W/\"{:x}-{:x}\"", revision, short_hash(variant, short_hash(target)));
}

bool matches(std::string_view if_none_match, std::string_view tag) {
  bool found = false;
  for_each_member(if_none_match, [&](std::string_view member) {
    found = found || member == "*" || (!member.empty() && opaque(member) == opaque(tag));
  });
  return found;
}

Response not_modified(std::string_view tag, std::string_view cache_control) {
  Response response;
  response.status = 304;
  response.set("ETag", std::string(tag));
  response.set("Cache-Control", std::string(cache_control));
  response.set("Vary", "Accept-Encoding");
  return response;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool named = false, any = false, refused = false;
  for_each_member(accept_encoding, [&](std::string_view member) {
    const auto semicolon = std::min(member.find(';'), member.size());
    const std::string_view coding = trimmed(member.substr(0, semicolon));
    const bool forbidden = is_forbidden(member.substr(std::min(semicolon + 1, member.size())));
    if (same_header_name(coding, "gzip")) (forbidden ? refused : named) = true;
    if (coding == "*" && !forbidden) any = true;
  });
  return named || (any && !refused);
}

void compress(const Request& request, Response& response) {
  if (!is_text(response.header("Content-Type"))) return;
  response.set("Vary", "Accept-Encoding");
  if (response.body.size() < worth_compressing || !response.header("Content-Encoding").empty()) return;
  if (!accepts_gzip(request.header("Accept-Encoding"))) return;
  response.body = gzipped(response.body);
  response.set("Content-Encoding", "gzip");
}

}  // namespace caravan::searchd
