#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "searchd/http/message.h"

namespace caravan::searchd {

/// Who may ask, and which other origins' pages may: bearer tokens and CORS.
class Access {
 public:
  /// The tokens file has one token a line: its name, white space, the SHA-256 of the token in hexadecimal; '#' begins a
  /// comment. Fault::config naming the line when it cannot be read.
  static Result<Access> load(const SearchdSettings& settings);

  /// The 401 for a request without a token that is known, where tokens are asked for at all. Compares in constant time.
  std::optional<Response> refusal(const Request& request) const;
  /// The name of the token that the request carries, where it is a known one. Compares in constant time.
  std::optional<std::string_view> token_name(const Request& request) const;

  /// Adds the fields that let an allowed origin's page read the response (Fetch standard, "CORS protocol").
  void allow_origin(const Request& request, Response& response) const;
  /// The answer to OPTIONS: what is allowed, and for an allowed origin's preflight its leave.
  Response options(const Request& request) const;

  /// "'self' https://intranet.example": whose pages may show ours in a frame.
  std::string frame_ancestors() const;

 private:
  struct Token {
    std::string name;
    std::string digest;  // 32 bytes
  };
  static Result<Token> parse_token(std::string_view line);
  bool is_allowed_origin(std::string_view origin) const;

  std::vector<Token> tokens_;
  bool asks_for_token_ = false;
  std::vector<std::string> origins_;
};

}  // namespace caravan::searchd
