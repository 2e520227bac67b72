#pragma once

#include <span>
#include <string_view>

namespace caravan::searchd {

/// A file of searchd/page/, embedded when the program is built.
struct Asset {
  std::string_view name;  ///< "search.css"
  std::string_view bytes;
  std::string_view hash;  ///< of the content, 12 hexadecimal digits
};

std::span<const Asset> all_assets();

/// By name, or nullptr.
const Asset* find_asset(std::string_view name);

/// The bytes of one that is known to be there; throws std::logic_error where it is not.
std::string_view asset_bytes(std::string_view name);

/// "text/css; charset=utf-8" by the name's ending; "" for what is not served to browsers (templates).
std::string_view asset_type(std::string_view name);

}  // namespace caravan::searchd
