#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace caravan::html {

/// Memory that is handed out in one direction and given back all at once. A thread keeps some blocks of dead arenas for
/// its next one: fresh pages from the system cost more than parsing into them. One thread at a time.
class Arena {
 public:
  explicit Arena(std::size_t max_bytes) : left_(max_bytes) {}
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;
  ~Arena();

  /// Aligned for anything. @return nullptr when the bound is reached; the arena stays usable for smaller requests.
  void* allocate(std::size_t bytes) {
    const std::size_t rounded = (bytes + (bytes == 0) + alignment - 1) / alignment * alignment;
    if (rounded < bytes || (static_cast<std::size_t>(end_ - next_) < rounded && !grow(rounded))) return nullptr;
    newest_ = next_;
    next_ += rounded;
    return newest_;
  }
  /// Takes back the newest allocation; any other stays until the arena dies.
  void release(void* newest) {
    if (newest == nullptr || newest != newest_) return;
    next_ = newest_;
    newest_ = nullptr;
  }

 private:
  static constexpr std::size_t block_size = std::size_t{1} << 20;
  static constexpr std::size_t alignment = 16;
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  bool grow(std::size_t at_least);
  static std::vector<Block>& spare();

  std::vector<Block> blocks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::byte* newest_ = nullptr;
  std::size_t left_;
};

}  // namespace caravan::html
