#include "crawler/archive/sketch.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <utility>

#include "base/unicode.h"

namespace caravan::archive {
namespace {

constexpr std::size_t run_length = 4;
constexpr std::size_t fewest_runs = 60;
constexpr std::size_t bands = 12, rows = 5;
constexpr std::size_t hashes = bands * rows;
constexpr std::size_t hashes_bytes = hashes * 4, day_bytes = 4;
constexpr std::size_t least_bytes = hashes_bytes + day_bytes;  // the headline follows
constexpr std::size_t longest_title = 160;
constexpr std::int32_t no_day = std::numeric_limits<std::int32_t>::min();

constexpr double alike = 0.7;
constexpr int days_apart = 45;

std::uint64_t mix(std::uint64_t x) {  // the finaliser of splitmix64
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return mix(hash);
}

bool is_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, and all of East Asia.
bool stands_alone(char32_t c) {
  return is_between(c, 0x0E00, 0x0EFF) || is_between(c, 0x1000, 0x109F) || is_between(c, 0x1780, 0x17FF) ||
         is_between(c, 0x2E80, 0x9FFF) || is_between(c, 0xF900, 0xFAFF) || is_between(c, 0x20000, 0x3FFFF);
}

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return !is_between(c, 0x80, 0xBF) && !is_between(c, 0x2000, 0x206F) && !is_between(c, 0x3000, 0x3004);
}

std::vector<std::uint64_t> words_of(std::string_view folded) {
  std::vector<std::uint64_t> words;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (end > begin) words.push_back(hash_of(folded.substr(begin, end - begin)));
  };
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t here = at;
    const char32_t c = next_code_point(folded, at);
    if (stands_alone(c)) {
      close(here);
      if (is_letter(c)) words.push_back(mix(c));
      begin = at;
    } else if (!is_letter(c)) {
      close(here);
      begin = at;
    }
  }
  close(folded.size());
  return words;
}

template <class Number>
void append(std::string& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i)
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xFF);
}

template <class Number>
Number read(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    number |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return static_cast<Number>(number);
}

std::int32_t number_of(const std::optional<Day>& day) {
  return day ? static_cast<std::int32_t>(std::chrono::sys_days(*day).time_since_epoch().count()) : no_day;
}

/// "a title" and "print: a title - the house"; "dispatch 1" and "dispatch 12" are two.
bool is_same_title(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const std::size_t at = b.find(a);
  if (a.empty() || at == b.npos) return a.empty() && b.empty();
  const auto is_edge = [&](std::size_t i) { return i >= b.size() || !is_letter(static_cast<unsigned char>(b[i])); };
  return (at == 0 || is_edge(at - 1)) && is_edge(at + a.size());
}

}  // namespace

std::string sketch_of(std::string_view title, std::string_view text, const std::optional<Day>& published) {
  const std::vector<std::uint64_t> words = words_of(fold(text));
  if (words.size() < fewest_runs + run_length - 1) return {};
  std::array<std::uint32_t, hashes> least;
  least.fill(std::numeric_limits<std::uint32_t>::max());
  for (std::size_t i = 0; i + run_length <= words.size(); ++i) {
    std::uint64_t run = 0;
    for (std::size_t k = 0; k < run_length; ++k) run = mix(run ^ words[i + k]);
    // Two halves of one good hash stand for as many as are wanted (Kirsch and Mitzenmacher 2006).
    const auto first = static_cast<std::uint32_t>(run), second = static_cast<std::uint32_t>(run >> 32) | 1u;
    std::uint32_t value = first;
    for (std::uint32_t& one : least) {
      one = std::min(one, value * 0x9E3779B1u ^ (value >> 15));
      value += second;
    }
  }
  std::string bytes;
  bytes.reserve(least_bytes + title.size());
  for (const std::uint32_t one : least) append(bytes, one);
  append(bytes, number_of(published));
  bytes += prefix(fold(title), longest_title);
  return bytes;
}

double likeness(std::string_view sketch, std::string_view other) {
  if (sketch.size() < least_bytes || other.size() < least_bytes) return 0;
  std::size_t equal = 0;
  for (std::size_t i = 0; i < hashes; ++i) equal += sketch.substr(i * 4, 4) == other.substr(i * 4, 4) ? 1 : 0;
  return static_cast<double>(equal) / hashes;
}

bool is_same_article(std::string_view sketch, std::string_view other) {
  if (sketch.size() < least_bytes || other.size() < least_bytes) return false;
  const auto day = read<std::int32_t>(sketch, hashes_bytes), other_day = read<std::int32_t>(other, hashes_bytes);
  if (day != no_day && other_day != no_day && std::abs(std::int64_t{day} - other_day) > days_apart) return false;
  return is_same_title(sketch.substr(least_bytes), other.substr(least_bytes)) && likeness(sketch, other) >= alike;
}

std::vector<std::int64_t> bands_of(std::string_view sketch) {
  std::vector<std::int64_t> keys;
  if (sketch.size() < least_bytes) return keys;
  for (std::size_t band = 0; band < bands; ++band)
    keys.push_back(static_cast<std::int64_t>(mix(hash_of(sketch.substr(band * rows * 4, rows * 4)) + band)));
  return keys;
}

}  // namespace caravan::archive
