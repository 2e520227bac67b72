#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::schema {

/// Longer texts are kept in pieces, each packed by itself and stored beside the record: what is shown of a text costs
/// the same whatever its length.
inline constexpr std::size_t longest_in_one = 10'000;

/// What the record says of a text in pieces.
struct TextMap {
  static constexpr std::size_t stride = 1024;  ///< bytes

  std::uint64_t hash = 0;
  std::vector<std::size_t> ends;  ///< of the pieces, in bytes, ascending
  /// As the index counts words: of the first that begins at byte 0, stride, 2 * stride and so on, or later; the last:
  /// behind all words.
  std::vector<std::uint32_t> positions;

  std::size_t bytes() const { return ends.back(); }
  std::uint32_t first_position() const { return positions.front(); }
  std::uint32_t end_position() const { return positions.back(); }
  /// The stride, by number, in which the word begins that has that position.
  std::size_t stride_of(std::uint32_t position) const;
};

bool is_in_pieces(std::string_view text);
/// @param first_position  of the text's first word
TextMap map_of(std::string_view text, std::uint32_t first_position);
std::string to_bytes(const TextMap& map);
/// @throws Failure (corrupt)
TextMap read_map(std::string_view bytes);

/// The pieces, packed.
std::vector<std::string> packed_pieces(std::string_view text, const TextMap& map);
/// FNV-1a. @param hash  of what stands before
std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 0xcbf29ce484222325ULL);

/// Brings a packed piece by its number, "" where there is none.
using PieceReader = std::function<std::string(std::size_t)>;

/// The text of an article, unpacked as far as it is looked at. One thread.
class StoredText {
 public:
  /// One that lies at hand. @param whole  outlives this
  explicit StoredText(std::string_view whole) : text_(whole), have_end_(everything) {}
  explicit StoredText(std::string&& whole) : unpacked_(std::move(whole)), text_(unpacked_), have_end_(everything) {}
  /// One in pieces. @throws Failure (corrupt)
  StoredText(TextMap map, PieceReader read);
  StoredText(const StoredText&) = delete;
  StoredText& operator=(const StoredText&) = delete;

  /// In its full length; only what was loaded may be looked at.
  std::string_view view() const { return text_; }
  std::size_t size() const { return text_.size(); }
  /// @param end  behind the last byte; what is beyond the text does not matter. @throws Failure (corrupt)
  void load(std::size_t begin, std::size_t end) {
    if (begin < have_begin_ || end > have_end_) load_pieces(begin, end);
  }
  /// Whether a byte was loaded.
  bool has(std::size_t at) const {
    return (at >= have_begin_ && at < have_end_) || (room_ && loaded_[pieces_of(at, at + 1).first]);
  }
  /// The numbers of the pieces that hold a stretch: from the first to behind the last.
  std::pair<std::size_t, std::size_t> pieces_of(std::size_t begin, std::size_t end) const;
  /// nullptr: it is in one.
  const TextMap* map() const { return room_ ? &map_ : nullptr; }

 private:
  static constexpr std::size_t everything = static_cast<std::size_t>(-1);
  void load_pieces(std::size_t begin, std::size_t end);

  TextMap map_;
  PieceReader read_;
  std::string unpacked_;
  std::unique_ptr<char[]> room_;  ///< never touched where nothing is read, so that its length costs nothing
  std::vector<bool> loaded_;
  std::string_view text_;
  std::size_t have_begin_ = 0, have_end_ = 0;  ///< a stretch without gaps that is loaded
};

}  // namespace caravan::schema
