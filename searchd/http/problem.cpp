#include "searchd/http/problem.h"

#include <nlohmann/json.hpp>

#include "base/log.h"

namespace caravan::searchd {

Response problem(int status, std::string_view detail, const std::vector<ParameterError>& errors) {
  nlohmann::ordered_json json = {
      {"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}, {"detail", detail}};
  for (const ParameterError& error : errors)
    json["errors"].push_back({{"parameter", error.parameter}, {"detail", error.detail}});
  auto response = plain_response(status, "application/problem+json",
                                 json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  response.set("Cache-Control", "no-store");
  return response;
}

Response problem(const Error& error) {
  switch (error.fault) {
    case Fault::usage:
      return problem(400, error.what);
    case Fault::not_found:
      return problem(404, error.what);
    default:
      log(LogLevel::error, "{}{}{}", error.what, error.remedy.empty() ? "" : "; ", error.remedy);
      return problem(500, "The search failed; the daemon's log says why.");
  }
}

}  // namespace caravan::searchd
