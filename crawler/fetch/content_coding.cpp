#include "crawler/fetch/content_coding.h"

#include <algorithm>
#include <array>

#include <zlib.h>

namespace caravan::crawl {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way of asking for the gzip wrapper
constexpr int zlib_window = 15;
constexpr int bare_window = -15;

std::string plain(std::string_view coding) {
  std::string name;
  for (const char c : coding)
    if (c != ' ' && c != '\t') name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

/// RFC 1950 section 2.2: whether a zlib header stands there. "deflate" is sent with and without one.
bool has_zlib_header(std::string_view bytes) {
  if (bytes.size() < 2) return true;
  const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
  return (first & 0x0F) == 8 && (first * 256u + second) % 31 == 0;
}

}  // namespace

struct ContentDecoder::Inflate {
  z_stream stream{};
  int window = gzip_window;
  bool begun = false, ended = false;

  ~Inflate() {
    if (begun) inflateEnd(&stream);
  }
  bool begin(std::string_view first_bytes) {
    if (window == zlib_window && !has_zlib_header(first_bytes)) window = bare_window;
    begun = inflateInit2(&stream, window) == Z_OK;
    return begun;
  }
};

ContentDecoder::ContentDecoder(std::string_view coding, std::uint64_t max) : max_(max) {
  const std::string name = plain(coding);
  if (name.empty() || name == "identity") return;
  inflate_ = std::make_unique<Inflate>();
  if (name == "deflate") inflate_->window = zlib_window;
}
ContentDecoder::~ContentDecoder() = default;
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;

ContentDecoder::State ContentDecoder::add(std::string_view bytes, std::string& to) {
  if (!inflate_) {
    if (bytes.size() > max_ - std::min<std::uint64_t>(max_, to.size())) return State::too_large;
    to.append(bytes);
    return State::ok;
  }
  if (bytes.empty()) return State::ok;
  if (!inflate_->begun && !inflate_->begin(bytes)) return State::damaged;
  z_stream& stream = inflate_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 32 * 1024> part;
  while (stream.avail_in > 0 || stream.avail_out == 0) {
    if (inflate_->ended) {
      // Another member may follow (RFC 1952 section 2.2); anything else is padding that browsers pass over, too.
      if (inflate_->window != gzip_window || stream.avail_in == 0 || stream.next_in[0] != 0x1F) return State::ok;
      if (inflateReset(&stream) != Z_OK) return State::damaged;
      inflate_->ended = false;
    }
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = part.size() - stream.avail_out;
    if (to.size() + got > max_) return State::too_large;
    to.append(part.data(), got);
    if (result == Z_STREAM_END) {
      inflate_->ended = true;
      stream.avail_out = 1;  // nothing is held back
    } else if (result == Z_BUF_ERROR) {
      return State::ok;  // wants more input
    } else if (result != Z_OK) {
      return State::damaged;
    }
  }
  return State::ok;
}

bool ContentDecoder::complete() const { return !inflate_ || !inflate_->begun || inflate_->ended; }

bool known_coding(std::string_view coding) {
  static constexpr std::array<std::string_view, 5> known{"", "identity", "gzip", "x-gzip", "deflate"};
  return std::ranges::find(known, plain(coding)) != known.end();
}

}  // namespace caravan::crawl
