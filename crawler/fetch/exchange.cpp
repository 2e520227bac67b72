#include "crawler/fetch/exchange.h"

#include <algorithm>
#include <charconv>
#include <new>

#include <sys/socket.h>

#include "base/quantity.h"
#include "base/unicode.h"
#include "crawler/fetch/address_guard.h"

namespace caravan::crawl {
namespace {

using Kind = FetchFailure::Kind;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool has_no_body(int status) { return status == 204 || status == 304; }

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw Failure(Fault::internal, std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

}  // namespace

void append(TextList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

std::string FetchAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? "" : found->second;
}

Exchange::Exchange(Easy easy, FetchRequest request, Fetcher::Done done)
    : easy_(std::move(easy)), request_(std::move(request)), done_(std::move(done)) {
  set_options();
}

void Exchange::set_options() {
  CURL* const easy = easy_.get();
  set(easy, CURLOPT_URL, request_.url.str().c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_PATH_AS_IS, 1L);  // url::Url has normalised it
  set(easy, CURLOPT_USERAGENT, request_.user_agent.c_str());
  append(headers_, "Accept: " + request_.accept);
  append(headers_, "Accept-Encoding: " + std::string(accepted_codings));
  if (!request_.if_none_match.empty()) append(headers_, "If-None-Match: " + request_.if_none_match);
  if (!request_.if_modified_since.empty()) append(headers_, "If-Modified-Since: " + request_.if_modified_since);
  set(easy, CURLOPT_HTTPHEADER, headers_.get());
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, request_.timeout.count())));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, request_.timeout.count())));
  set(easy, CURLOPT_ERRORBUFFER, &error_[0]);
  set(easy, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(easy, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  set(easy, CURLOPT_PREREQFUNCTION, &Exchange::on_request);
  set(easy, CURLOPT_PREREQDATA, static_cast<void*>(this));
  set(easy, CURLOPT_PRIVATE, static_cast<void*>(this));
}

// A false answer or an exception in what these call ends the transfer; no exception may pass through libcurl.

std::size_t Exchange::on_header(char* bytes, std::size_t size, std::size_t count, void* self) try {
  return static_cast<Exchange*>(self)->header_line({bytes, size * count}) ? size * count : 0;
} catch (const std::bad_alloc&) {
  return 0;
}

std::size_t Exchange::on_body(char* bytes, std::size_t size, std::size_t count, void* self) try {
  // Any other number than what came ends the transfer; nothing may come as an empty piece.
  return static_cast<Exchange*>(self)->body_bytes({bytes, size * count}) ? size * count : size * count + 1;
} catch (const std::bad_alloc&) {
  return size * count + 1;
}

curl_socket_t Exchange::on_socket(void* self, curlsocktype, curl_sockaddr* address) try {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string numeric = numeric_address(address->addr);
  if (!may_connect(numeric, exchange.request_.allow_private_addresses)) {
    exchange.refuse(Kind::refused_address, "its address " + numeric + " is not on the public internet");
    return CURL_SOCKET_BAD;
  }
  exchange.refused_.reset();  // an address before this one may have been refused
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
} catch (const std::bad_alloc&) {
  return CURL_SOCKET_BAD;
}

/// A connection that was opened for a site that may go there must not serve one that may not.
int Exchange::on_request(void* self, char* peer, char*, int, int) try {
  auto& exchange = *static_cast<Exchange*>(self);
  if (may_connect(peer, exchange.request_.allow_private_addresses)) return CURL_PREREQFUNC_OK;
  exchange.refuse(Kind::refused_address, std::string("its address ") + peer + " is not on the public internet");
  return CURL_PREREQFUNC_ABORT;
} catch (const std::bad_alloc&) {
  return CURL_PREREQFUNC_ABORT;
}

bool Exchange::refuse(Kind kind, std::string reason) {
  refused_ = FetchFailure{kind, std::move(reason)};
  return false;
}

bool Exchange::refuse_size() { return refuse(Kind::too_large, "larger than " + format_bytes(request_.max_body)); }

bool Exchange::header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > max_header_bytes) return refuse(Kind::too_large, "more than 128 KiB of headers");
  if (head_complete_) return true;  // trailers of a chunked body say nothing we need
  if (line.starts_with("HTTP/")) return status_line(line);
  if (trimmed(line).empty()) return head_complete();
  return field_line(line);
}

/// Also begins anew after an interim answer (1xx).
bool Exchange::status_line(std::string_view line) {
  answer_.headers.clear();
  const std::size_t space = line.find(' ');
  const std::string_view digits = space == std::string_view::npos ? "" : line.substr(space + 1, 3);
  int status = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  if (read.ptr != digits.data() + 3 || digits.size() != 3 || status < 100 || status > 599)
    return refuse(Kind::bad_answer, "a status that is none: " + printable(trimmed(line.substr(0, 60))));
  answer_.status = status;
  return true;
}

bool Exchange::field_line(std::string_view line) {
  if (answer_.headers.size() >= max_header_fields) return refuse(Kind::too_large, "more than 256 header fields");
  if ((line.front() == ' ' || line.front() == '\t') && !answer_.headers.empty()) {
    answer_.headers.back().second += ' ';  // obsolete folding, RFC 9112 section 5.2
    answer_.headers.back().second += trimmed(line);
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return true;
  answer_.headers.emplace_back(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  return true;
}

/// Several fields of one name are one list (RFC 9110 section 5.2).
std::string Exchange::all_of(std::string_view name) const {
  std::string list;
  for (const auto& [field, value] : answer_.headers)
    if (field == name) list += (list.empty() ? "" : ", ") + value;
  return list;
}

bool Exchange::head_complete() {
  if (answer_.status < 200) return true;
  head_complete_ = true;
  if (!check_length()) return false;
  if (has_no_body(answer_.status)) return true;
  const std::string coding = all_of("content-encoding");
  if (!known_coding(coding))
    return refuse(Kind::bad_answer, "Content-Encoding " + printable(coding) + ", which was not asked for");
  if (request_.wants_body && !request_.wants_body(answer_)) {
    answer_.body_skipped = true;
    return false;
  }
  if (length_ > request_.max_body) return refuse_size();
  answer_.body.reserve(length_);
  decoder_.emplace(coding, request_.max_body);
  return true;
}

/// RFC 9112 section 6.3: two different lengths make an answer that cannot be believed.
bool Exchange::check_length() {
  std::optional<std::uint64_t> length;
  for (const auto& [name, value] : answer_.headers) {
    if (name != "content-length") continue;
    std::uint64_t bytes = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), bytes);
    if (value.empty() || read.ec != std::errc() || read.ptr != value.data() + value.size() ||
        (length && *length != bytes))
      return refuse(Kind::bad_answer, "a Content-Length that contradicts itself: " + printable(value.substr(0, 60)));
    length = bytes;
  }
  const bool chunked = !answer_.header("transfer-encoding").empty();
  answer_.framed = chunked || length || has_no_body(answer_.status);
  if (!chunked) length_ = length.value_or(0);
  return true;
}

bool Exchange::body_bytes(std::string_view bytes) {
  if (!decoder_) return refuse(Kind::bad_answer, "a body where there must be none");
  switch (decoder_->add(bytes, answer_.body)) {
    case ContentDecoder::State::ok:
      return true;
    case ContentDecoder::State::too_large:
      return refuse_size();
    case ContentDecoder::State::damaged:
      break;
  }
  return refuse(Kind::bad_answer, "a damaged Content-Encoding");
}

FetchResult Exchange::finish(CURLcode code) {
  if (refused_) return *refused_;
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
  answer_.took = std::chrono::milliseconds(microseconds / 1000);
  if (answer_.body_skipped) return std::move(answer_);
  if (code != CURLE_OK) return failure_of(code);
  // libcurl takes a connection closed amid the headers for an answer without a body.
  if (!head_complete_) return FetchFailure{Kind::cut_short, "cut short in its headers"};
  if (decoder_ && !decoder_->complete()) return FetchFailure{Kind::cut_short, "cut short in its compressed body"};
  return std::move(answer_);
}

FetchFailure Exchange::failure_of(CURLcode code) const {
  const std::string said = printable(error_[0] != '\0' ? &error_[0] : curl_easy_strerror(code));
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Kind::resolve, "host name not found"};
    case CURLE_COULDNT_CONNECT:
      return {Kind::connect, "connection refused or host unreachable"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Kind::timeout, "timed out after " + format_duration(request_.timeout)};
    case CURLE_PARTIAL_FILE:
      return {Kind::cut_short, "cut short in its body"};
    case CURLE_GOT_NOTHING:
      return {Kind::cut_short, "connection closed without an answer"};
    case CURLE_OUT_OF_MEMORY:  // what libcurl says, too, of a line that outgrows its own buffer of 100 KiB
      if (!head_complete_) return {Kind::too_large, "a header line without end"};
      return {Kind::bad_answer, said};
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return {Kind::cut_short, "broken off: " + said};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return {Kind::tls, "TLS: " + said};
    default:
      return {Kind::bad_answer, said};
  }
}

}  // namespace caravan::crawl
