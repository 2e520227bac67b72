#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace caravan::url {

/// Which texts have come before, such as the addresses of one page: a set of views, so the texts must outlive it and
/// stay where they are. A page has its hundred links twice, and a node of memory for each would cost more than they do.
class SeenTexts {
 public:
  /// @param text  no default-made view
  /// @return      whether it is new
  bool insert(std::string_view text) {
    if (2 * used_ >= slots_.size()) grow();
    const std::size_t hash = std::hash<std::string_view>()(text);
    Slot& slot = find(hash, text);
    if (slot.text.data() != nullptr) return false;
    slot = {hash, text};
    ++used_;
    return true;
  }

 private:
  struct Slot {
    std::size_t hash = 0;
    std::string_view text;  ///< without data: free
  };

  Slot& find(std::size_t hash, std::string_view text) {
    std::size_t i = hash;
    for (;; ++i) {
      Slot& slot = slots_[i & (slots_.size() - 1)];
      if (slot.text.data() == nullptr || (slot.hash == hash && slot.text == text)) return slot;
    }
  }

  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(256, 2 * slots_.size()));
    std::swap(old, slots_);
    for (const Slot& slot : old)
      if (slot.text.data() != nullptr) find(slot.hash, slot.text) = slot;
  }

  std::vector<Slot> slots_;  ///< a power of two, never more than half full
  std::size_t used_ = 0;
};

}  // namespace caravan::url
