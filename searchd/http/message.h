#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::searchd {

enum class Method : std::uint8_t { get, head, options, other };

/// One header field; names are compared without regard to case (RFC 9110 section 5.1).
struct Header {
  std::string name, value;
};

/// A request as handlers see it: a value, whatever read it from a socket.
struct Request {
  Method method = Method::get;
  std::string method_name = "GET";
  std::string target = "/";  ///< origin form (RFC 9112 section 3.2.1), percent-encoded as it came
  std::vector<Header> headers;
  std::string client;                    ///< the peer's address, for the access log; empty for a unix socket
  std::vector<std::string> path_values;  ///< what the route's {placeholders} stand for, decoded; set by the router

  std::string_view header(std::string_view name) const;  ///< the first of that name, or ""
  std::string_view path() const;                         ///< before the '?'
  std::string_view query() const;                        ///< behind the '?', or ""
};

/// A response as handlers make it. Content-Length, Date and Connection are the server's.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;

  std::string_view header(std::string_view name) const;
  /// Replaces the field, or adds it.
  Response& set(std::string_view name, std::string value);
};

Response plain_response(int status, std::string_view content_type, std::string body);

/// "Not Found" for 404; "" for what RFC 9110 does not name.
std::string_view reason_phrase(int status);

bool same_header_name(std::string_view left, std::string_view right);

}  // namespace caravan::searchd
