#include "cli/session.h"

#include "base/durable_file.h"
#include "crawler/url/url.h"

namespace caravan::cli {

const Config& Session::config() {
  if (config_) return *config_;
  const auto file = value_or_throw(find_config(options_.config));
  Config config = file ? value_or_throw(read_config(*file)) : default_config();
  if (options_.data) config.data = std::filesystem::absolute(*options_.data);
  return config_.emplace(std::move(config));
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
  if (id_or_url.find("://") != std::string_view::npos) return value_or_throw(url::Url::parse(id_or_url)).str();
  return value_or_throw(open_index().document(id_or_url)).url;
}

}  // namespace caravan::cli
