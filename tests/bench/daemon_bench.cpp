// What the daemon adds to a search, over an index that search_bench has made; scripts/bench-daemon runs it.
//   daemon_bench FOLDER        prints milliseconds a query by kind, as JSON:
//     query     the search itself, as Index::search answers it
//     answer    the whole answer in this process: read, searched, written as JSON, compressed
//     exchange  the same asked over a connection on loopback, with what its client does
//     look_up, read, serialize, compress   the parts of what is added within the process, each alone
// Every question is asked several times and the least counts; of each kind, the median of its questions.
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "indexer/query/results_json.h"
#include "searchd/http/address.h"
#include "searchd/http/caching.h"
#include "searchd/http/server.h"
#include "searchd/json_response.h"
#include "searchd/routes.h"
#include "searchd/search_params.h"
#include "tests/bench/corpus.h"
#include "tests/unit/searchd/raw_client.h"

namespace caravan::searchd {
namespace {

using Json = nlohmann::ordered_json;

constexpr int times = 9;

/// The least of a few, in turns, so that what else the machine does meets all of them.
std::vector<double> least(const std::vector<std::function<void()>>& works) {
  std::vector<double> best(works.size(), std::numeric_limits<double>::max());
  for (int i = 0; i < times; ++i)
    for (std::size_t k = 0; k < works.size(); ++k) {
      const auto begin = std::chrono::steady_clock::now();
      works[k]();
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
      best[k] = std::min(best[k], took.count());
    }
  return best;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Request asked(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  Request request;
  request.method_name = "GET";
  request.target = "/api/v1/search?facets=1&q=" + percent_encoded(text);
  request.headers = {{"Host", "127.0.0.1"}, {"Accept-Encoding", "gzip"}};
  return request;
}

/// A server on a free port for as long as it lives.
class Serving {
 public:
  explicit Serving(const Service& service) {
    std::vector<Listener> listeners;
    listeners.push_back(value_or_throw(Listener::open(TcpAddress{"127.0.0.1", 0})));
    const std::string name = listeners.front().name();
    port_ = static_cast<std::uint16_t>(std::stoi(name.substr(name.rfind(':') + 1)));
    ServerHooks hooks;
    hooks.is_quick = is_quick;
    hooks.answer = [&service](const Request& request) { return searchd::answer(request, service); };
    hooks.refuse = [&service](const Request& request) { return service.too_often(request); };
    hooks.finish = [&service](const Request& request, Response& response) { finish(request, response, service); };
    hooks.answered = [](const Request&, const Response&, std::chrono::microseconds) {};
    server_ = std::make_unique<Server>(std::move(listeners), ServerLimits(), std::move(hooks));
    thread_ = std::jthread([this](const std::stop_token& stop) { server_->run(stop); });
  }
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  std::unique_ptr<Server> server_;
  std::jthread thread_;
};

class Bench {
 public:
  explicit Bench(const std::filesystem::path& folder) {
    Config config = default_config();
    config.data = folder;
    config.searchd.query_timeout = std::chrono::milliseconds(0);
    service_ = value_or_throw(Service::make(std::move(config), system_clock()));
    index_ = value_or_throw(service_->index());
    serving_ = std::make_unique<Serving>(*service_);
    client_ = std::make_unique<test::RawClient>(serving_->port());
  }

  Json measure(const bench::Queries& queries) {
    std::vector<std::vector<double>> each(names.size());
    for (const auto& words : queries.words) {
      const std::vector<double> took = measure(words);
      for (std::size_t i = 0; i < names.size(); ++i) each[i].push_back(took[i]);
    }
    Json row = Json::object();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = median(each[i]);
    return row;
  }

 private:
  static constexpr std::array names{"query", "answer", "exchange", "look_up", "read", "serialize", "compress"};

  std::vector<double> measure(const std::vector<std::string>& words) {
    const Request request = asked(words);
    const auto read = [&] {
      return to_search_request(
          Parameters::read(request.query(), find_route(request.path())->parameters, Strictness::strict));
    };
    const query::SearchRequest search = read();
    const query::SearchResults results = value_or_throw(index_->search(search));
    const Response serialized = json_text_response(query::json_text(results));
    const std::string bytes = fmt_request(request);
    return least({
        [&] { value_or_throw(index_->search(search)); },
        [&] {
          service_->cache().clear();
          answer(request, *service_);
        },
        [&] {
          service_->cache().clear();
          if (!client_->send(bytes) || test::status_of(client_->response()) != 200)
            throw std::runtime_error("the server did not answer");
        },
        [&] { index_->revision(); },
        [&] { read(); },
        [&] { json_text_response(query::json_text(results)); },
        [&] {
          Response response = serialized;
          compress(request, response);
        },
    });
  }

  static std::string fmt_request(const Request& request) {
    std::string bytes = request.method_name + " " + request.target + " HTTP/1.1\r\n";
    for (const Header& header : request.headers) bytes += header.name + ": " + header.value + "\r\n";
    return bytes + "\r\n";
  }

  std::unique_ptr<Service> service_;
  std::shared_ptr<const query::Index> index_;
  std::unique_ptr<Serving> serving_;
  std::unique_ptr<test::RawClient> client_;
};

}  // namespace
}  // namespace caravan::searchd

int main(int count, char** values) {
  try {
    if (count != 2) return 2;
    caravan::searchd::Bench bench(values[1]);
    nlohmann::ordered_json result = nlohmann::ordered_json::object();
    for (const caravan::bench::Queries& queries : caravan::bench::ordinary_queries())
      result[queries.name] = bench.measure(queries);
    std::cout << result << '\n';
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "daemon_bench: " << failure.what() << '\n';
    return 4;
  }
}
