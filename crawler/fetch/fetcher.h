#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crawler/url/url.h"

namespace caravan::crawl {

/// One GET. Redirects are not followed: each hop comes back, so that scope and robots rules can be asked again.
struct FetchRequest {
  url::Url url;
  std::string user_agent;
  std::string if_none_match;      ///< empty: none
  std::string if_modified_since;  ///< an HTTP date; empty: none
  std::string accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";
  std::uint64_t max_body = 10'000'000;  ///< bytes after decompression
  std::chrono::milliseconds timeout{30'000};  ///< for the whole exchange
  bool allow_private_addresses = false;
};

/// A complete, well-formed answer of the server.
struct FetchAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case, in order
  std::string body;
  std::chrono::milliseconds took{};

  std::string header(std::string_view name) const;  ///< first of that name, "" when missing
};

/// Anything else: no complete answer was had. Data for the report, not an error of ours.
struct FetchFailure {
  enum class Kind : std::uint8_t {
    resolve, connect, tls, timeout, cut_short, too_large, bad_answer, refused_address, stopped
  };
  Kind kind = Kind::connect;
  std::string reason;  ///< for people: "timed out after 30 s"
};

using FetchResult = std::variant<FetchAnswer, FetchFailure>;

/// Fetches side by side. Not thread-safe: one thread calls both functions; the callbacks run inside run().
class Fetcher {
 public:
  using Done = std::function<void(FetchResult)>;
  virtual ~Fetcher() = default;
  /// Begins one exchange; `done` is called once, from a later run().
  virtual void start(FetchRequest request, Done done) = 0;
  /// Moves all exchanges on; returns after at least one callback ran, or after `at_most`, or at once when `wake` below was
  /// called.
  virtual void run(std::chrono::milliseconds at_most) = 0;
  virtual std::size_t under_way() const = 0;
  /// Ends run() early; from any thread.
  virtual void wake() = 0;
};

/// The real one, over libcurl's multi interface. Enforces address, size, header and time limits of each request; gives
/// FetchFailure for every answer that is not complete to the last byte.
std::unique_ptr<Fetcher> make_curl_fetcher();

}  // namespace caravan::crawl
