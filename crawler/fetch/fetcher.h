#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crawler/url/url.h"

namespace caravan::crawl {

/// A complete, well-formed answer of the server.
struct FetchAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case, in order
  std::string body;                                          ///< as the server meant it, Content-Encoding undone
  bool body_skipped = false;                                 ///< `wants_body` declined it
  bool framed = true;  ///< false: the answer ends where the connection does, so nobody can tell whether it is whole
  std::chrono::milliseconds took{};

  std::string header(std::string_view name) const;  ///< first of that name (in lower case), "" when missing
};

/// One GET. Redirects are not followed: each hop comes back, so that scope and robots rules can be asked again.
struct FetchRequest {
  url::Url url;
  std::string user_agent;
  std::string if_none_match{};      ///< empty: none
  std::string if_modified_since{};  ///< an HTTP date; empty: none
  std::string accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";
  std::uint64_t max_body = 10'000'000;        ///< bytes after decompression
  std::chrono::milliseconds timeout{30'000};  ///< for the whole exchange
  bool allow_private_addresses = false;
  /// Asked when status and headers are complete; false ends the transfer there. Empty: every body is wanted.
  std::function<bool(const FetchAnswer& head)> wants_body = {};
};

/// Anything else: no complete answer was had. Data for the report, not an error of ours.
struct FetchFailure {
  enum class Kind : std::uint8_t {
    resolve,
    connect,
    tls,
    timeout,
    cut_short,
    too_large,
    bad_answer,
    refused_address,
    stopped
  };
  Kind kind = Kind::connect;
  std::string reason;  ///< for people: "timed out after 30 s"
};

using FetchResult = std::variant<FetchAnswer, FetchFailure>;

/// Fetches side by side. Not thread-safe: one thread calls all functions but wake(); the callbacks run inside run().
/// An exchange still under way when the fetcher is destroyed gets no callback.
class Fetcher {
 public:
  using Done = std::function<void(FetchResult)>;
  virtual ~Fetcher() = default;
  /// Begins one exchange; `done` is called once, from a later run().
  virtual void start(FetchRequest request, Done done) = 0;
  /// Moves all exchanges on; returns after at least one callback ran, or after `at_most`, or at once when wake() was
  /// called. A callback may start further exchanges.
  virtual void run(std::chrono::milliseconds at_most) = 0;
  virtual std::size_t under_way() const = 0;
  /// Ends run() early; from any thread.
  virtual void wake() = 0;
};

/// Whom the fetcher believes; as it stands: the system.
struct FetcherTrust {
  std::filesystem::path authorities = {};  ///< certificate authorities (PEM), instead of the system's
  std::vector<std::string> hosts = {};     ///< "host:port:address", instead of what DNS says of them
};

/// The real one, over libcurl's multi interface. Enforces address, size, header and time limits of each request; gives
/// FetchFailure for every answer that is not complete to the last byte. It keeps connections open and uses them again,
/// keeps no cookies, sends no referrer, speaks HTTP/1.1 and no scheme but http and https. Proxies named in the
/// environment are not used: behind one, the address that is connected to is not the site's and could not be guarded.
std::unique_ptr<Fetcher> make_curl_fetcher(const FetcherTrust& trust = {});

}  // namespace caravan::crawl
