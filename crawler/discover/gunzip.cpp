#include "crawler/discover/gunzip.h"

#include <array>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

#include "base/error.h"
#include "base/quantity.h"

namespace caravan::crawl {

namespace {

constexpr int gzip_only = 16 + MAX_WBITS;
constexpr std::size_t piece_bytes = 1 << 16;

struct EndInflate {
  void operator()(z_stream* stream) const noexcept { inflateEnd(stream); }
};

}  // namespace

std::string gunzip(std::string_view bytes, std::uint64_t max_bytes, const std::function<bool(std::string_view)>& take) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_only) != Z_OK) throw Failure(Fault::internal, "zlib: out of memory");
  const std::unique_ptr<z_stream, EndInflate> owner(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write to it
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  std::array<char, piece_bytes> piece;
  std::uint64_t total = 0;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = piece_bytes;
    const int code = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = piece_bytes - stream.avail_out;
    total += got;
    if (total > max_bytes) return fmt::format("more than {} unpacked", format_bytes(max_bytes));
    if (got != 0 && !take({piece.data(), got})) return {};
    if (code == Z_STREAM_END) {
      const std::string_view rest(reinterpret_cast<const char*>(stream.next_in), stream.avail_in);
      if (!is_gzip(rest)) return {};  // the end, or padding behind it
      inflateReset(&stream);
    } else if (code != Z_OK) {
      return code == Z_BUF_ERROR ? "gzip that ends early" : "damaged gzip";
    }
  }
}

}  // namespace caravan::crawl
