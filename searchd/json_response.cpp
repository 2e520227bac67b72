#include "searchd/json_response.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "searchd/http/problem.h"

namespace caravan::searchd {

Response json_text_response(std::string text) {
  text += '\n';
  return plain_response(200, "application/json", std::move(text));
}

Response json_response(const nlohmann::ordered_json& json) {
  return json_text_response(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Response no_index_response() {
  auto response = problem(503, "There is no index yet. The operator makes one with: caravan update");
  response.set("Retry-After", "60");
  return response;
}

Response index_problem(const Error& error) {
  return error.fault == Fault::not_found ? no_index_response() : problem(error);
}

}  // namespace caravan::searchd
