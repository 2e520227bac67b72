#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace caravan {

enum class KeyType : std::uint8_t { text, path, duration, bytes, count, percent, flag, texts };

/// One key of caravan.toml. Checking, the sample file, the manual page and the suggestions for misspelt names all read
/// this table.
struct ConfigKey {
  std::string_view table;  ///< "" (top), "crawl", "site", "search", "searchd"
  std::string_view name;
  KeyType type;
  std::string_view default_value;  ///< as written in TOML; "" where a site must give it or it follows from others
  std::string_view help;
};

std::span<const ConfigKey> config_keys();

/// nullptr when there is none.
const ConfigKey* find_config_key(std::string_view table, std::string_view name);

}  // namespace caravan
