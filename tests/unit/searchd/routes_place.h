#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "searchd/routes.h"
#include "tests/unit/searchd/indexed_articles.h"

namespace caravan::searchd {

inline Request get(std::string target, std::vector<Header> headers = {}) {
  Request request;
  request.target = std::move(target);
  request.headers = std::move(headers);
  request.headers.push_back({"Host", "search.example"});
  return request;
}

/// The daemon without its sockets, over an index of its own.
class Routes : public testing::Test {
 protected:
  void SetUp() override { start(); }
  void start() {
    auto made = Service::make(articles_.config(), system_clock());
    ASSERT_TRUE(made) << made.error().what;
    service_ = std::move(*made);
  }
  Response ask(std::string target, std::vector<Header> headers = {}) {
    return answer(get(std::move(target), std::move(headers)), *service_);
  }
  nlohmann::json ask_json(std::string target) { return nlohmann::json::parse(ask(std::move(target)).body); }

  test::IndexedArticles articles_;
  std::unique_ptr<Service> service_;
};

}  // namespace caravan::searchd
