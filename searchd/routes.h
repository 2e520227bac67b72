#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "searchd/http/message.h"
#include "searchd/parameters.h"
#include "searchd/service.h"

namespace caravan::searchd {

/// What an answer depends on, besides the address.
enum class DependsOn : std::uint8_t {
  moment,    ///< never the same twice: not kept by anybody
  revision,  ///< the index: the same until its revision changes, told by the entity tag
  program    ///< only the program; the handler sets its own tag
};

/// One line of the table of addresses.
struct Route {
  std::string_view path;  ///< "/api/v1/documents/{id}"; a {placeholder} is one segment
  std::string_view summary;
  Response (*run)(const Request&, const Parameters&, const Service&);
  std::span<const ParameterSpec> parameters;
  DependsOn depends_on = DependsOn::moment;
  Strictness strictness = Strictness::strict;
  bool quick = false;  ///< answers at once: runs where the sockets are served
  bool open = false;   ///< answers without a token, even where tokens are asked for
  bool page = false;   ///< for people: what is refused there is a page, too
};

/// All of them, in the order of openapi.json.
std::span<const Route> routes();

/// The route of a path, or nullptr. Without a query.
const Route* find_route(std::string_view path);

/// The whole way from a request to its answer: route, method, token, validators, parameters, handler, compression.
/// Never throws.
Response answer(const Request& request, const Service& service);

/// Whether answer() is so fast that no worker is needed.
bool is_quick(const Request& request);

/// Sets the fields that every response must carry for its reader's safety, where the handler has not set its own.
void harden(Response& response);

/// The last hand on every response, those included that the server makes itself: a refusal on a page becomes a page,
/// allowed origins may read it, and it is hardened.
void finish(const Request& request, Response& response, const Service& service);

}  // namespace caravan::searchd
