#include "crawler/html/arena.h"

#include <algorithm>

namespace caravan::html {
namespace {

constexpr std::size_t max_spare_blocks = 32;

}  // namespace

std::vector<Arena::Block>& Arena::spare() {
  thread_local std::vector<Block> blocks;
  return blocks;
}

Arena::~Arena() {
  auto& kept = spare();
  for (Block& block : blocks_)
    if (block.size == block_size && kept.size() < max_spare_blocks) kept.push_back(std::move(block));
}

bool Arena::grow(std::size_t at_least) {
  const std::size_t size = std::max(block_size, at_least);
  if (size > left_) return false;
  left_ -= size;
  auto& kept = spare();
  if (size == block_size && !kept.empty()) {
    blocks_.push_back(std::move(kept.back()));
    kept.pop_back();
  } else {
    blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
  }
  next_ = blocks_.back().bytes.get();
  end_ = next_ + size;
  newest_ = nullptr;
  return true;
}

}  // namespace caravan::html
