#pragma once

#include <optional>
#include <string>
#include <utility>

#include "crawler/fetch/fetcher.h"

namespace caravan::test {

/// A request as the crawler makes it, to loopback, too.
inline crawl::FetchRequest request_for(const std::string& address) {
  crawl::FetchRequest request{.url = value_or_throw(url::Url::parse(address)), .user_agent = "caravan/1.0 (test)"};
  request.allow_private_addresses = true;
  request.max_body = 1'000'000;
  return request;
}

inline crawl::FetchResult fetch(crawl::Fetcher& fetcher, crawl::FetchRequest request) {
  std::optional<crawl::FetchResult> result;
  fetcher.start(std::move(request), [&](crawl::FetchResult r) { result = std::move(r); });
  while (!result) fetcher.run(std::chrono::seconds(10));
  return *std::move(result);
}

inline crawl::FetchResult fetch(crawl::FetchRequest request) {
  return fetch(*crawl::make_curl_fetcher(), std::move(request));
}

}  // namespace caravan::test
