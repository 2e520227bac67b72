#include <atomic>
#include <unordered_map>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "base/error.h"
#include "crawler/fetch/exchange.h"
#include "crawler/fetch/fetcher.h"

namespace caravan::crawl {
namespace {

using Clock = std::chrono::steady_clock;

struct MultiDeleter {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

/// libcurl wants this once in a process, before any thread uses it.
void initialise_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK)
    throw Failure(Fault::internal, std::string("libcurl does not start: ") + curl_easy_strerror(code));
}

class CurlFetcher final : public Fetcher {
 public:
  explicit CurlFetcher(const FetcherTrust& trust) : authorities_(trust.authorities.string()) {
    initialise_curl();
    for (const std::string& host : trust.hosts) append(hosts_, host);
    multi_.reset(curl_multi_init());
    if (!multi_) throw std::bad_alloc();
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 64L);
  }
  ~CurlFetcher() override {
    for (const auto& [easy, exchange] : exchanges_) curl_multi_remove_handle(multi_.get(), easy);
  }
  CurlFetcher(const CurlFetcher&) = delete;
  CurlFetcher& operator=(const CurlFetcher&) = delete;

  void start(FetchRequest request, Done done) override;
  void run(std::chrono::milliseconds at_most) override;
  std::size_t under_way() const override { return exchanges_.size(); }
  void wake() override {
    woken_ = true;
    curl_multi_wakeup(multi_.get());
  }

 private:
  Easy fresh_easy();
  std::size_t deliver();

  std::string authorities_;
  TextList hosts_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::unordered_map<CURL*, std::unique_ptr<Exchange>> exchanges_;
  std::vector<Easy> idle_;
  std::atomic<bool> woken_ = false;
};

Easy CurlFetcher::fresh_easy() {
  if (!idle_.empty()) {
    Easy easy = std::move(idle_.back());
    idle_.pop_back();
    curl_easy_reset(easy.get());
    return easy;
  }
  Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  return easy;
}

void CurlFetcher::start(FetchRequest request, Done done) {
  auto exchange = std::make_unique<Exchange>(fresh_easy(), std::move(request), std::move(done));
  CURL* const easy = exchange->easy();
  if (!authorities_.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, authorities_.c_str());
  if (hosts_) curl_easy_setopt(easy, CURLOPT_RESOLVE, hosts_.get());
  exchanges_.emplace(easy, std::move(exchange));
  if (const CURLMcode code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK) {
    exchanges_.erase(easy);
    throw Failure(Fault::internal, std::string("libcurl: ") + curl_multi_strerror(code));
  }
}

void CurlFetcher::run(std::chrono::milliseconds at_most) {
  const Clock::time_point until = Clock::now() + at_most;
  for (;;) {
    int active = 0;
    if (const CURLMcode code = curl_multi_perform(multi_.get(), &active); code != CURLM_OK)
      throw Failure(Fault::internal, std::string("libcurl: ") + curl_multi_strerror(code));
    if (deliver() > 0 || woken_.exchange(false)) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return;
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)), nullptr);
  }
}

std::size_t CurlFetcher::deliver() {
  std::vector<std::pair<std::unique_ptr<Exchange>, CURLcode>> finished;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    auto found = exchanges_.extract(message->easy_handle);
    curl_multi_remove_handle(multi_.get(), found.key());
    finished.emplace_back(std::move(found.mapped()), code);
  }
  for (auto& [exchange, code] : finished) {
    FetchResult result = exchange->finish(code);
    const Done done = exchange->take_done();
    idle_.push_back(exchange->take_easy());
    exchange.reset();
    done(std::move(result));
  }
  return finished.size();
}

}  // namespace

std::unique_ptr<Fetcher> make_curl_fetcher(const FetcherTrust& trust) { return std::make_unique<CurlFetcher>(trust); }

}  // namespace caravan::crawl
