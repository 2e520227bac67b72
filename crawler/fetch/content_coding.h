#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace caravan::crawl {

/// Undoes Content-Encoding while the bytes come in, and counts what comes out, so that a small answer cannot become a
/// large one. libcurl could decode, too, but neither counts nor tells when the compressed stream breaks off.
class ContentDecoder {
 public:
  enum class State : std::uint8_t { ok, too_large, damaged };

  /// @param coding  the header's value: "", "identity", "gzip", "x-gzip", "deflate" (zlib or bare); see known_coding()
  /// @param max     bytes after decoding
  ContentDecoder(std::string_view coding, std::uint64_t max);
  ~ContentDecoder();
  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;

  /// Appends what the bytes decode to.
  State add(std::string_view bytes, std::string& to);
  /// Whether all of the stream has come. Call it after the last byte.
  bool complete() const;

 private:
  struct Inflate;
  std::unique_ptr<Inflate> inflate_;  // none: bytes as they come
  std::uint64_t max_;
};

/// Whether a ContentDecoder can undo it.
bool known_coding(std::string_view coding);

/// What the crawler says it accepts.
inline constexpr std::string_view accepted_codings = "gzip";

}  // namespace caravan::crawl
