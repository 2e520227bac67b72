#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "searchd/http/message.h"

namespace caravan::searchd {

/// Answers to identical requests at one revision of the index, the least recently used dropped first. Bounded in bytes;
/// any thread.
class AnswerCache {
 public:
  explicit AnswerCache(std::size_t max_bytes = 32UL * 1024 * 1024) : max_bytes_(max_bytes) {}

  std::optional<Response> find(const std::string& key);
  void store(const std::string& key, const Response& response);
  void clear();
  std::size_t bytes() const;
  std::uint64_t hits() const;    ///< times that find() had the answer
  std::uint64_t misses() const;  ///< and times that it had not

 private:
  using Entry = std::pair<std::string, Response>;
  static std::size_t cost(const Entry& entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;  // guards the rest
  std::size_t bytes_ = 0;
  std::uint64_t hits_ = 0, misses_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace caravan::searchd
