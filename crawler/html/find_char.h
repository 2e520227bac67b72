#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace caravan::html {

/// As text.find(c, at). What is looked for in markup mostly stands within the next few bytes, where a call of memchr
/// costs more than the search.
inline std::size_t find_char(std::string_view text, char c, std::size_t at) {
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi8(c);
  for (int step = 0; step < 4 && at + 16 <= text.size(); ++step, at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const auto hits = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
    if (hits != 0) return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
#endif
  return text.find(c, at);
}

}  // namespace caravan::html
