#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace caravan {

/// [crawl], and what a [[site]] may set otherwise for itself.
struct CrawlSettings {
  std::string user_agent;
  std::chrono::milliseconds delay{};
  std::uint32_t connections_per_host{};
  std::uint64_t max_pages{};  ///< per site and run
  std::uint64_t max_body{};   ///< bytes, after decompression
  std::chrono::milliseconds timeout{};
  std::chrono::milliseconds revisit_min{}, revisit_max{};
  std::chrono::milliseconds gone_after{};
  double removal_share{};  ///< in percent of a site's articles
  std::uint64_t removal_floor{};
  std::vector<std::string> ignore_parameters;  ///< of queries, lower case; "name" or "begin*"
  bool allow_private_addresses = false;
};

/// One [[site]].
struct SiteSettings {
  std::string name;
  std::vector<std::string> seeds;
  std::vector<std::string>
      allow;  ///< URL prefixes, ports included; never empty after loading (default: the seeds' origins)
  std::vector<std::string> deny;  ///< wildcard patterns over the whole URL
  std::filesystem::path
      rules;               ///< where its articles stand in its pages (site_rules.h); empty: found by the text itself
  CrawlSettings crawl;     ///< [crawl] with this site's own keys over it
  std::uint32_t line = 0;  ///< of its [[site]] in the file; 0: it is from elsewhere
};

struct SearchSettings {
  std::filesystem::path acronyms;  ///< empty: the list shipped with the program
};

struct SearchdSettings {
  std::string listen;  ///< "host:port" or "unix:/path"
  std::vector<std::string> cors_origins;
  std::filesystem::path tokens_file;
  std::vector<std::string> shards;
  std::uint64_t rate_limit{};  ///< requests a second of one client; 0: without a limit
  std::uint64_t rate_burst{};
  std::vector<std::string> trusted_proxies;
  std::chrono::milliseconds query_timeout{};  ///< 0: none
};

/// A whole caravan.toml, checked, defaults filled in, relative paths made absolute from the file's folder.
struct Config {
  std::filesystem::path file;  ///< empty: no file was found and the defaults stand
  std::filesystem::path data;
  CrawlSettings crawl;
  std::vector<SiteSettings> sites;
  SearchSettings search;
  SearchdSettings searchd;

  std::filesystem::path crawl_db() const { return data / "crawl.db"; }
  std::filesystem::path index_dir() const { return data / "index"; }
  std::filesystem::path lock_file() const { return data / "lock"; }
};

/// The configuration that applies: `explicit_file` (--config), $CARAVAN_CONFIG, ./caravan.toml,
/// $XDG_CONFIG_HOME/caravan/caravan.toml (default ~/.config), /etc/caravan/caravan.toml.
/// @return nullopt when there is none; Fault::not_found when one that was named does not exist.
Result<std::optional<std::filesystem::path>> find_config(const std::optional<std::filesystem::path>& explicit_file);

/// Reads and checks. Fault::config names file, line, key, what is wrong with it and (for an unknown key) the nearest
/// known name.
Result<Config> read_config(const std::filesystem::path& file);

/// The same from text; `file` only names it in messages and anchors relative paths.
Result<Config> parse_config(std::string_view text, const std::filesystem::path& file);

/// All defaults, data in ./caravan-data.
Config default_config();

/// The commented caravan.toml that `caravan init` writes; made from the table of keys, so it is always complete.
std::string sample_config();

/// The candidate nearest to a misspelt word (Damerau-Levenshtein up to a third of its length), or "".
std::string nearest_name(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace caravan
