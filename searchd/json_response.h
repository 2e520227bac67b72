#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/error.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// @param text  JSON already
Response json_text_response(std::string text);
Response json_response(const nlohmann::ordered_json& json);

/// The answer while there is no index: 503, and when to come again.
Response no_index_response();

/// The problem for an index that could not be had: 503 while there is none, 500 when it is broken.
Response index_problem(const Error& error);

}  // namespace caravan::searchd
