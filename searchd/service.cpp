#include "searchd/service.h"

#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "searchd/http/caching.h"
#include "searchd/http/problem.h"
#include "searchd/page/assets.h"
#include "searchd/version.h"

namespace caravan::searchd {

namespace {

/// An entity tag that stayed the same would keep answers alive, and the policies that came with them, which are not
/// given any more.
std::uint64_t mark_of(const Config& config, const Access& access) {
  std::uint64_t mark = short_hash(program_version);
  for (const Asset& asset : all_assets()) mark = short_hash(asset.hash, mark);
  mark = short_hash(access.frame_ancestors(), mark);
  if (config.search.acronyms.empty()) return mark;
  std::ifstream file(config.search.acronyms, std::ios::binary);
  const std::string acronyms{std::istreambuf_iterator<char>(file), {}};
  return short_hash(acronyms, mark);
}

}  // namespace

Result<std::shared_ptr<const Service::Settings>> Service::read_settings(Config config) {
  if (!config.searchd.shards.empty())
    return fail(Fault::config, "[searchd] shards: searching over xapian-tcpsrv servers does not work yet",
                "set it to []: that server knows neither Caravan's ranking nor its facets, and has no spelling");
  auto access = Access::load(config.searchd);
  if (!access) return tl::unexpected(access.error());
  auto proxies = TrustedProxies::parse(config.searchd.trusted_proxies);
  if (!proxies) return tl::unexpected(proxies.error());
  const std::uint64_t mark = mark_of(config, *access);
  return std::make_shared<const Settings>(Settings{std::move(config), std::move(*access), std::move(*proxies), mark});
}

Result<std::unique_ptr<Service>> Service::make(Config config, const Clock& clock) {
  auto settings = read_settings(std::move(config));
  if (!settings) return tl::unexpected(settings.error());
  return std::unique_ptr<Service>(new Service(std::move(*settings), clock));
}

Result<std::shared_ptr<const query::Index>> Service::index() const {
  const std::scoped_lock lock(mutex_);
  if (index_) return index_;
  auto opened = query::Index::open(settings_->config.index_dir(), settings_->config.search.acronyms);
  if (!opened) return tl::unexpected(opened.error());
  index_ = std::make_shared<const query::Index>(std::move(*opened));
  log(LogLevel::info, "index opened: {} articles", index_->article_count());
  return index_;
}

Result<void> Service::reload(Config config) {
  auto settings = read_settings(std::move(config));
  if (!settings) return tl::unexpected(settings.error());
  const std::scoped_lock lock(mutex_);
  settings_ = std::move(*settings);
  index_.reset();
  cache_.clear();
  return {};
}

query::Moment Service::deadline() const {
  const auto limit = settings()->config.searchd.query_timeout;
  return limit.count() != 0 ? query::Moment::clock::now() + limit : query::Moment::max();
}

Result<query::SearchResults> Service::search(const query::Index& index, query::SearchRequest request) const {
  if (request.deadline == query::Moment::max()) request.deadline = deadline();
  auto results = index.search(request);
  if (results && results->incomplete) metrics_.incomplete();
  return results;
}

Result<query::SearchResults> Service::similar(const query::Index& index, std::string_view id, std::size_t limit) const {
  auto results = index.similar(id, limit, deadline());
  if (results && results->incomplete) metrics_.incomplete();
  return results;
}

Result<query::Suggestions> Service::suggest(const query::Index& index, std::string_view prefix,
                                            std::size_t limit) const {
  auto suggestions = index.suggest({std::string(prefix), limit, deadline()});
  if (suggestions && suggestions->incomplete) metrics_.incomplete();
  return suggestions;
}

Result<std::vector<query::FacetCounts>> Service::facets(const query::Index& index,
                                                        query::FacetValuesRequest request) const {
  if (request.deadline == query::Moment::max()) request.deadline = deadline();
  auto facets = index.facets(request);
  if (facets && query::is_incomplete(*facets)) metrics_.incomplete();
  return facets;
}

std::string Service::client_of(const Request& request) const {
  const auto current = settings();
  const auto token = current->access.token_name(request);
  return token ? fmt::format("token {}", *token) : client_network(current->proxies.client_of(request));
}

std::optional<Response> Service::too_often(const Request& request) const {
  const auto current = settings();
  const SearchdSettings& searchd = current->config.searchd;
  if (searchd.rate_limit == 0) return std::nullopt;
  const std::string client = client_of(request);
  const Rate rate{static_cast<double>(searchd.rate_limit), static_cast<double>(searchd.rate_burst)};
  const auto wait = limiter_.count(client, rate, RateLimiter::Moment::clock::now());
  if (!wait) return std::nullopt;
  auto response =
      problem(429, fmt::format("Too many requests: one client may ask {} times a second.", searchd.rate_limit));
  response.set("Retry-After", std::to_string(wait->count()));
  return response;
}

std::shared_ptr<const Service::Settings> Service::settings() const {
  const std::scoped_lock lock(mutex_);
  return settings_;
}

}  // namespace caravan::searchd
