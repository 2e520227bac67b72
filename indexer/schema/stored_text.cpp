// A text in pieces, as the record says (TextMap): the text's length in bytes (4 bytes), a hash of it (8), the position
// of its first word (4), the number of pieces (4), the end of each but the last (4 each), and for each stride how many
// words begin in it, in groups of seven bits, the lowest first, the highest bit set where more follow.
#include "indexer/schema/stored_text.h"

#include <algorithm>
#include <limits>

#include "indexer/schema/analysis.h"
#include "indexer/schema/packing.h"

namespace caravan::schema {
namespace {

/// Of a piece: a larger one takes longer to unpack, smaller ones pack worse.
constexpr std::size_t usual_piece = 6'000;
/// So much of a piece is looked through for a good place to end it.
constexpr std::size_t leeway = 500;
/// Harder than records: pieces gain more by it.
constexpr int piece_level = 12;

constexpr std::size_t map_head = 20;
constexpr std::size_t max_text = 1UL << 30U;

/// After a line, else between words, else between characters.
std::size_t end_of_piece(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= usual_piece + leeway) return text.size();
  std::size_t end = begin + usual_piece;
  const std::string_view last = text.substr(end - leeway, leeway);
  for (const char wanted : {'\n', ' '})
    if (const std::size_t at = last.rfind(wanted); at != std::string_view::npos) return end - leeway + at + 1;
  while (end > begin + 1 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return end;
}

void append_count(std::string& to, std::uint32_t count) {
  for (; count >= 0x80; count >>= 7U) to += static_cast<char>(0x80U | (count & 0x7FU));
  to += static_cast<char>(count);
}

std::uint32_t take_count(std::string_view& from) {
  std::uint64_t count = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (from.empty()) broken("the map of its text is cut short");
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    count |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) break;
  }
  if (count > std::numeric_limits<std::uint32_t>::max()) broken("the map of its text counts too many words");
  return static_cast<std::uint32_t>(count);
}

std::size_t strides_of(std::size_t bytes) { return (bytes + TextMap::stride - 1) / TextMap::stride; }

}  // namespace

bool is_in_pieces(std::string_view text) { return text.size() > longest_in_one; }

std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

std::size_t TextMap::stride_of(std::uint32_t position) const {
  const auto next = std::upper_bound(positions.begin(), positions.end() - 1, position);
  return next == positions.begin() ? 0 : static_cast<std::size_t>(next - positions.begin()) - 1;
}

TextMap map_of(std::string_view text, std::uint32_t first_position) {
  TextMap map;
  map.hash = hash_of(text);
  for (std::size_t end = 0; end < text.size();) map.ends.push_back(end = end_of_piece(text, end));
  std::uint32_t next = first_position;
  Tokenizer tokens(text);
  for (Token token; tokens.next(token);) {
    if (token.kind != TokenKind::word && token.kind != TokenKind::lone_gram) continue;
    while (map.positions.size() * TextMap::stride <= token.begin)
      map.positions.push_back(first_position + token.position);
    next = first_position + token.position + 1;
  }
  map.positions.resize(strides_of(text.size()) + 1, next);
  return map;
}

std::string to_bytes(const TextMap& map) {
  std::string bytes;
  append_number(bytes, map.bytes());
  append_number(bytes, map.hash, 8);
  append_number(bytes, map.first_position());
  append_number(bytes, map.ends.size());
  for (std::size_t i = 0; i + 1 < map.ends.size(); ++i) append_number(bytes, map.ends[i]);
  for (std::size_t i = 0; i + 1 < map.positions.size(); ++i)
    append_count(bytes, map.positions[i + 1] - map.positions[i]);
  return bytes;
}

TextMap read_map(std::string_view bytes) {
  if (bytes.size() < map_head) broken("the map of its text is cut short");
  TextMap map;
  const std::size_t length = read_number(bytes), pieces = read_number(bytes.substr(16));
  map.hash = read_number(bytes.substr(4), 8);
  map.positions.push_back(static_cast<std::uint32_t>(read_number(bytes.substr(12))));
  bytes.remove_prefix(map_head);
  if (length == 0 || length > max_text || pieces == 0 || pieces - 1 > bytes.size() / 4)
    broken("the map of its text is none");
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t end = i + 1 < pieces ? read_number(bytes.substr(4 * i)) : length;
    if (end > length || end <= (map.ends.empty() ? 0 : map.ends.back())) broken("the pieces of its text overlap");
    map.ends.push_back(end);
  }
  bytes.remove_prefix(4 * (pieces - 1));
  const std::size_t strides = strides_of(length);
  if (strides > bytes.size()) broken("the map of its text is cut short");
  map.positions.reserve(strides + 1);
  for (std::size_t i = 0; i < strides; ++i) {
    const std::uint32_t words = take_count(bytes), before = map.positions.back();
    if (words > std::numeric_limits<std::uint32_t>::max() - before) broken("the map of its text counts too many words");
    map.positions.push_back(before + words);
  }
  if (!bytes.empty()) broken("the map of its text is too long");
  return map;
}

std::vector<std::string> packed_pieces(std::string_view text, const TextMap& map) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (const std::size_t end : map.ends) {
    pieces.push_back(pack(text.substr(begin, end - begin), piece_level));
    begin = end;
  }
  return pieces;
}

StoredText::StoredText(TextMap map, PieceReader read)
    : map_(std::move(map)),
      read_(std::move(read)),
      room_(new char[map_.bytes()]),
      loaded_(map_.ends.size()),
      text_(room_.get(), map_.bytes()) {}

std::pair<std::size_t, std::size_t> StoredText::pieces_of(std::size_t begin, std::size_t end) const {
  const auto first = std::upper_bound(map_.ends.begin(), map_.ends.end(), begin);
  const auto last = std::lower_bound(first, map_.ends.end(), end);
  const auto number = [&](auto place) { return static_cast<std::size_t>(place - map_.ends.begin()); };
  return {number(first), std::min(map_.ends.size(), number(last) + 1)};
}

void StoredText::load_pieces(std::size_t begin, std::size_t end) {
  if (!room_ || begin >= size()) return;
  auto [first, last] = pieces_of(begin, std::max(end, begin + 1));
  const auto begin_of = [&](std::size_t piece) { return piece == 0 ? 0 : map_.ends[piece - 1]; };
  for (std::size_t i = first; i < last; ++i) {
    if (loaded_[i]) continue;
    const std::string packed = read_ ? read_(i) : std::string();
    if (packed.empty()) broken("a piece of its text is missing");
    unpack(packed, {room_.get() + begin_of(i), map_.ends[i] - begin_of(i)});
    loaded_[i] = true;
  }
  while (first > 0 && loaded_[first - 1]) --first;
  while (last < loaded_.size() && loaded_[last]) ++last;
  have_begin_ = begin_of(first);
  have_end_ = last == loaded_.size() ? everything : map_.ends[last - 1];
}

}  // namespace caravan::schema
