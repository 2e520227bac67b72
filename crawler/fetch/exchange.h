#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "crawler/fetch/content_coding.h"
#include "crawler/fetch/fetcher.h"

namespace caravan::crawl {

struct EasyDeleter {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
struct SlistDeleter {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using TextList = std::unique_ptr<curl_slist, SlistDeleter>;
void append(TextList& list, const std::string& line);

/// Header limits of one answer. Real sites stay under a tenth of them.
inline constexpr std::size_t max_header_bytes = 128 * 1024;
inline constexpr std::size_t max_header_fields = 256;

/// One request on one easy handle, and the judge of its answer. Stays where it is while libcurl knows it.
class Exchange {
 public:
  Exchange(Easy easy, FetchRequest request, Fetcher::Done done);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  CURL* easy() const { return easy_.get(); }
  /// The result, once libcurl is done with the handle.
  FetchResult finish(CURLcode code);
  Fetcher::Done take_done() { return std::move(done_); }
  Easy take_easy() { return std::move(easy_); }

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_request(void* self, char* peer, char* local, int peer_port, int local_port);

  void set_options();
  bool header_line(std::string_view line);
  bool status_line(std::string_view line);
  bool field_line(std::string_view line);
  std::string all_of(std::string_view name) const;
  bool head_complete();
  bool check_length();
  bool body_bytes(std::string_view bytes);
  bool refuse(FetchFailure::Kind kind, std::string reason);
  bool refuse_size();
  FetchFailure failure_of(CURLcode code) const;

  Easy easy_;
  FetchRequest request_;
  Fetcher::Done done_;
  TextList headers_;
  FetchAnswer answer_;
  std::optional<ContentDecoder> decoder_;
  std::optional<FetchFailure> refused_;  // by us; stands before whatever libcurl says
  std::size_t header_bytes_ = 0;
  std::uint64_t length_ = 0;  // as declared, 0: not at all
  bool head_complete_ = false;
  char error_[CURL_ERROR_SIZE] = {};
};

}  // namespace caravan::crawl
