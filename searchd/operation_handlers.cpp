#include "searchd/handlers.h"
#include "searchd/http/problem.h"
#include "searchd/json_response.h"

namespace caravan::searchd {

Response get_healthz(const Request& /*request*/, const Parameters& /*parameters*/, const Service& /*service*/) {
  return plain_response(200, "text/plain; charset=utf-8", "ok\n");
}

Response get_readyz(const Request& /*request*/, const Parameters& /*parameters*/, const Service& service) {
  const auto index = service.index();
  if (!index) return index_problem(index.error());
  // Opened once is not answering now: the files may have been damaged or taken away since.
  query::SearchRequest smallest;
  smallest.limit = 1;
  smallest.snippets = false;
  if (const auto answer = service.search(**index, smallest); !answer) {
    if (answer.error().fault == Fault::not_found) return no_index_response();
    return problem(503, "The index cannot be read. The operator mends it with: caravan index --rebuild");
  }
  return plain_response(200, "text/plain; charset=utf-8", "ready\n");
}

Response get_metrics(const Request& /*request*/, const Parameters& /*parameters*/, const Service& service) {
  const ServerLoad load = service.load();
  std::string text = service.metrics().text();
  text += gauge("caravan_http_connections", "Open connections.", static_cast<double>(load.connections));
  text += gauge("caravan_http_requests_waiting", "Requests waiting for a worker.", static_cast<double>(load.waiting));
  text += gauge("caravan_http_requests_in_flight", "Requests being answered by workers.",
                static_cast<double>(load.answering));
  text +=
      gauge("caravan_answer_cache_bytes", "Memory held by kept answers.", static_cast<double>(service.cache().bytes()));
  text += counter("caravan_answer_cache_hits_total", "Requests answered from kept answers.",
                  static_cast<double>(service.cache().hits()));
  text += counter("caravan_answer_cache_misses_total", "Requests whose answer was not kept.",
                  static_cast<double>(service.cache().misses()));
  text += counter("caravan_http_rate_limited_total", "Requests refused with 429, since their client asked too often.",
                  static_cast<double>(service.limiter().refused()));
  text += gauge("caravan_http_rate_limit_clients", "Clients whose requests are counted.",
                static_cast<double>(service.limiter().clients()));
  const auto index = service.index();
  text += gauge("caravan_index_up", "1 when there is an index to search.", index ? 1 : 0);
  if (index) {
    text +=
        gauge("caravan_index_articles", "Articles that can be found.", static_cast<double>((*index)->article_count()));
    text += gauge("caravan_index_revision", "Changes with every update of the index.",
                  static_cast<double>((*index)->revision()));
    text += gauge("caravan_index_age_seconds", "Since the index was last changed.",
                  static_cast<double>((service.clock().now() - (*index)->updated()).count()));
  }
  return plain_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
}

}  // namespace caravan::searchd
