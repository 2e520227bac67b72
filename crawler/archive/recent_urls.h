#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace caravan::archive {

/// Addresses that are in the frontier for sure: every page of a site links to the same navigation, and asking SQLite
/// for each of its links again costs more than the rest of storing a page. Half a megabyte, whatever is put in.
class RecentUrls {
 public:
  RecentUrls() : slots_(slot_count) {}
  bool contains(std::string_view url) const {
    const std::uint64_t hash = hash_of(url);
    return slots_[hash % slot_count] == hash;
  }
  void insert(std::string_view url) {
    const std::uint64_t hash = hash_of(url);
    slots_[hash % slot_count] = hash;
  }

 private:
  static constexpr std::size_t slot_count = 1 << 16;
  static std::uint64_t hash_of(std::string_view url) { return std::hash<std::string_view>()(url) | 1u << 31; }
  std::vector<std::uint64_t> slots_;
};

}  // namespace caravan::archive
