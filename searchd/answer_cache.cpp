#include "searchd/answer_cache.h"

namespace caravan::searchd {

namespace {

constexpr std::size_t overhead = 512;     // of list, map and header fields
constexpr std::size_t largest_share = 8;  // one answer may take this part of the whole

}  // namespace

std::size_t AnswerCache::cost(const Entry& entry) {
  return 2 * entry.first.size() + entry.second.body.size() + overhead;
}

std::optional<Response> AnswerCache::find(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  ++(found == by_key_.end() ? misses_ : hits_);
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second;
}

void AnswerCache::store(const std::string& key, const Response& response) {
  Entry entry{key, response};
  const std::size_t size = cost(entry);
  if (size > max_bytes_ / largest_share) return;
  const std::scoped_lock lock(mutex_);
  if (by_key_.contains(key)) return;
  entries_.push_front(std::move(entry));
  by_key_.emplace(key, entries_.begin());
  bytes_ += size;
  while (bytes_ > max_bytes_) {
    bytes_ -= cost(entries_.back());
    by_key_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

void AnswerCache::clear() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  by_key_.clear();
  bytes_ = 0;
}

std::uint64_t AnswerCache::hits() const {
  const std::scoped_lock lock(mutex_);
  return hits_;
}

std::uint64_t AnswerCache::misses() const {
  const std::scoped_lock lock(mutex_);
  return misses_;
}

std::size_t AnswerCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace caravan::searchd
