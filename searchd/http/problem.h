#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// What is wrong with one parameter of a request.
struct ParameterError {
  std::string parameter;  ///< as the client spelt it
  std::string detail;     ///< what is wrong and what is accepted
};

/// application/problem+json (RFC 9457): type "about:blank", title, status, detail; `errors` names the wrong parameters.
Response problem(int status, std::string_view detail, const std::vector<ParameterError>& errors = {});

/// An Error of the floors below as a problem. Messages of faults that are ours, not the client's, may name files of
/// this machine: they go to the log, and the client reads a general sentence.
Response problem(const Error& error);

}  // namespace caravan::searchd
