#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/loopback_site.h"

namespace caravan::test {

/// A site of HTML pages that a test changes between two runs; what it does not have is a 404.
class ChangingPages {
 public:
  void set(const std::string& path, std::string body) {
    const std::scoped_lock lock(mutex_);
    pages_[path] = std::move(body);
  }
  void drop(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    pages_.erase(path);
  }
  void clear() {
    const std::scoped_lock lock(mutex_);
    pages_.clear();
  }
  std::string url(std::string_view path = "/") const { return site_.url(path); }

 private:
  Reply answer(const Request& request) {
    const std::scoped_lock lock(mutex_);
    Reply reply;
    reply.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    const auto page = pages_.find(request.target);
    reply.status = page == pages_.end() ? 404 : 200;
    reply.body = page == pages_.end() ? "<p>nothing here" : page->second;
    return reply;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> pages_;
  LoopbackSite site_{[this](const Request& request) { return answer(request); }};
};

}  // namespace caravan::test
