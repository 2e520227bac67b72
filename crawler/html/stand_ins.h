#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/html/arena.h"

namespace caravan::html {

/// Texts and attribute values that the parser would read letter by letter only to copy them: a character each stands
/// for them in what is parsed, of the private plane 16, which no page needs. Their texts are kept here, white space as
/// the parser would have it.
class StandIns {
 public:
  /// Where a text stands decides what else the parser would see in it: "&" begins a reference anywhere but in a script.
  enum class In : unsigned char { text, value, script };

  StandIns() = default;
  /// @param page  nothing is stood in for on a page that has such characters itself
  explicit StandIns(std::string_view page);

  /// Appends the character that stands for `text` to `markup`.
  /// @param text  not beginning with white space, which decides where a text goes
  /// @return      false where it must be parsed as it stands (nothing is appended): it is too short to be worth it, or
  /// has
  ///              what the parser changes: controls, noncharacters, broken UTF-8
  bool put(std::string_view text, In where, std::string& markup);

  /// What was meant by a text of the parsed tree; in `arena` where it must be put together. nullopt: no memory is left.
  std::optional<std::string_view> restored(std::string_view parsed, Arena& arena) const;

  std::size_t bytes() const { return held_.size(); }  ///< of all the texts

 private:
  struct Held {
    std::uint32_t begin, size;
  };

  std::string_view text_of(std::string_view at) const;

  std::vector<char> held_;
  std::vector<Held> texts_;
  bool usable_ = false;
};

}  // namespace caravan::html
