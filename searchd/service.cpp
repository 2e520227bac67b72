#include "searchd/service.h"

#include <utility>

#include "base/log.h"

namespace caravan::searchd {

Result<std::shared_ptr<const Service::Settings>> Service::read_settings(Config config) {
  auto access = Access::load(config.searchd);
  if (!access) return tl::unexpected(access.error());
  return std::make_shared<const Settings>(Settings{std::move(config), std::move(*access)});
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

std::shared_ptr<const Service::Settings> Service::settings() const {
  const std::scoped_lock lock(mutex_);
  return settings_;
}

}  // namespace caravan::searchd
