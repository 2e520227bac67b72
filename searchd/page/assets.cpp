#include "searchd/page/assets.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace caravan::searchd {

const Asset* find_asset(std::string_view name) {
  const auto assets = all_assets();
  const auto found = std::ranges::find(assets, name, &Asset::name);
  return found == assets.end() ? nullptr : &*found;
}

std::string_view asset_bytes(std::string_view name) {
  const Asset* asset = find_asset(name);
  if (!asset) throw std::logic_error("no asset " + std::string(name));
  return asset->bytes;
}

std::string_view asset_type(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return {};
}

}  // namespace caravan::searchd
