#include "cli/session.h"

#include <fmt/format.h>

#include "base/durable_file.h"
#include "base/unicode.h"
#include "crawler/archive/frontier_rows.h"
#include "crawler/url/url.h"
#include "indexer/extract/site_rules.h"

namespace caravan::cli {

namespace {

bool is_address(std::string_view id_or_url) { return id_or_url.find("://") != std::string_view::npos; }

/// The one form of an address that the crawler keeps.
std::string as_crawled(std::string_view address) {
  return url::without_tracking(value_or_throw(url::Url::parse(address))).str();
}

/// What the frontier has to say of an address that is no article's.
Error unknown_address(const std::string& address, const Config& config) {
  const std::string what = fmt::format("no article is known as {}", printable(address));
  const auto frontier = archive::FrontierRows::open(config.crawl_db());
  const std::optional<archive::PageRow> page = frontier ? frontier->page(address) : std::nullopt;
  if (!page)
    return {Fault::not_found, what,
            fmt::format("look at its spelling; a page of a configured site is had by: caravan update {}", address)};
  if (!page->last_visit)
    return {Fault::not_found, what + ": the page is known, but was not visited yet",
            fmt::format("run: caravan update {}", address)};
  if (page->failures > 0)
    return {Fault::not_found, fmt::format("{}: its last visit failed: {}", what, page->last_error),
            fmt::format("try again: caravan update {}", address)};
  if (page->live && page->article)
    return {Fault::not_found, what + ": the page is archived, but not in the index", "run: caravan index"};
  if (page->live)
    return {Fault::not_found, what + ": the page was read and is no article",
            fmt::format("see: caravan history {}", address)};
  return {Fault::not_found, what + ": the page is not there any more, or may not be indexed",
          fmt::format("its archived versions are listed by: caravan history {}", address)};
}

}  // namespace

const Config& Session::config() {
  if (config_) return *config_;
  const auto file = value_or_throw(find_config(options_.config));
  Config config = file ? value_or_throw(read_config(*file)) : default_config();
  if (options_.data) config.data = std::filesystem::absolute(*options_.data);
  site_rules_ = std::make_shared<extract::SiteRules>(value_or_throw(extract::SiteRules::load(config)));
  return config_.emplace(std::move(config));
}

const extract::SiteRules& Session::site_rules() {
  config();
  return *site_rules_;
}

query::Index Session::open_index() {
  return value_or_throw(query::Index::open(config().index_dir(), config().search.acronyms));
}

archive::ArchiveReader Session::open_archive() {
  return value_or_throw(archive::ArchiveReader::open(config().crawl_db()));
}

WriteLock Session::lock(std::string_view doing) {
  value_or_throw(make_folder(config().data));
  return value_or_throw(WriteLock::acquire(config().lock_file(), doing));
}

std::stop_token Session::stop() {
  if (!signals_) signals_.emplace();
  return signals_->token();
}

std::string Session::address_of(std::string_view id_or_url) {
  if (!is_address(id_or_url)) return value_or_throw(open_index().document(id_or_url)).url;
  const std::string address = as_crawled(id_or_url);
  return open_archive().place_of(address).value_or(address);
}

std::string Session::known_as(std::string_view id_or_url) {
  const query::Index index = open_index();
  auto article = index.document(id_or_url);
  if (article) return article->id;
  if (!is_address(id_or_url) || article.error().fault != Fault::not_found) throw Failure(article.error());
  const std::string address = as_crawled(id_or_url);
  if (const auto found = index.document(address)) return found->id;
  const auto archive = archive::ArchiveReader::open(config().crawl_db());
  if (const auto place = archive ? archive->place_of(address) : std::nullopt)
    if (const auto found = index.document(*place)) return found->id;
  throw Failure(unknown_address(address, config()));
}

}  // namespace caravan::cli
