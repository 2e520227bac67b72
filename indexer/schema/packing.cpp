#include "indexer/schema/packing.h"

#include <memory>

#include <fmt/format.h>
#include <zstd.h>

#include "base/error.h"

namespace caravan::schema {
namespace {

/// No text is longer; guards against a broken length.
constexpr unsigned long long max_unpacked = 1ULL << 30U;

/// One a thread and kept: making them costs more than unpacking an article.
ZSTD_CCtx* packer() {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> kept(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  return kept.get();
}
ZSTD_DCtx* unpacker() {
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> kept(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  return kept.get();
}

}  // namespace

void broken(std::string_view why) {
  throw Failure(Fault::corrupt, fmt::format("stored article: {}", why), "run: caravan index --rebuild");
}

std::string pack(std::string_view text, int level) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t bytes = ZSTD_compressCCtx(packer(), packed.data(), packed.size(), text.data(), text.size(), level);
  if (ZSTD_isError(bytes)) throw Failure(Fault::internal, fmt::format("zstd: {}", ZSTD_getErrorName(bytes)));
  packed.resize(bytes);
  return packed;
}

std::string unpack(std::string_view packed) {
  const unsigned long long bytes = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (bytes == ZSTD_CONTENTSIZE_ERROR || bytes == ZSTD_CONTENTSIZE_UNKNOWN || bytes > max_unpacked)
    broken("its text is not zstd");
  std::string text(bytes, '\0');
  unpack(packed, text);
  return text;
}

void unpack(std::string_view packed, std::span<char> room) {
  const std::size_t got = ZSTD_decompressDCtx(unpacker(), room.data(), room.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) || got != room.size()) broken("its text does not unpack");
}

void append_number(std::string& to, std::uint64_t number, int bytes) {
  for (int shift = 0; shift < 8 * bytes; shift += 8) to += static_cast<char>((number >> shift) & 0xFFU);
}

std::uint64_t read_number(std::string_view from, std::size_t bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  return number;
}

}  // namespace caravan::schema
