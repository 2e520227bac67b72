#include "base/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/config_keys.h"
#include "base/durable_file.h"
#include "base/quantity.h"
#include "base/unicode.h"

namespace caravan {

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// As caravan-searchd reads it, which looks at the file long after whoever wrote it.
bool is_listen_address(std::string_view text) {
  if (text.starts_with("unix:")) return text.size() > 6 && text[5] == '/';
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon), digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return (bracketed || host.find(':') == std::string_view::npos) && !digits.empty() && error == std::errc() &&
         end == digits.data() + digits.size();
}

/// Reads one file's tables; collects nothing, stops at the first error, which names file and line.
class Reader {
 public:
  explicit Reader(fs::path file) : file_(std::move(file)) {}

  tl::unexpected<Error> wrong(const toml::node& node, std::string_view what, std::string remedy) const {
    return fail(Fault::config, fmt::format("{}:{}: {}", file_.string(), node.source().begin.line, what),
                std::move(remedy));
  }

  /// Refuses keys that are not in the table of keys. A [[site]] may also carry the keys of [crawl].
  Result<void> check_names(const toml::table& table, std::string_view name,
                           const std::set<std::string_view>& subtables) const {
    for (const auto& [key, node] : table) {
      const std::string_view word = key.str();
      if (subtables.contains(word) || find_config_key(name, word) != nullptr) continue;
      if (name == "site" && find_config_key("crawl", word) != nullptr) continue;
      std::vector<std::string_view> candidates(subtables.begin(), subtables.end());
      for (const ConfigKey& known : config_keys())
        if (known.table == name || (name == "site" && known.table == "crawl")) candidates.push_back(known.name);
      const std::string nearest = nearest_name(word, candidates);
      const std::string place = name.empty() ? "" : fmt::format(" in [{}]", name);
      return wrong(
          node, fmt::format("unknown key '{}'{}", word, place),
          nearest.empty() ? "caravan init shows every key there is" : fmt::format("did you mean '{}'?", nearest));
    }
    return {};
  }

  Result<void> text(const toml::table& table, std::string_view key, std::string& into) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::string>();
    if (!value) return wrong(*node, fmt::format("'{}' must be a text in quotes", key), "");
    into = *value;
    return {};
  }

  Result<void> texts(const toml::table& table, std::string_view key, std::vector<std::string>& into) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const toml::array* array = node->as_array();
    if (array == nullptr)
      return wrong(*node, fmt::format("'{}' must be a list of texts", key), fmt::format("write {} = [\"...\"]", key));
    into.clear();
    for (const toml::node& element : *array) {
      const auto value = element.value_exact<std::string>();
      if (!value) return wrong(element, fmt::format("'{}' must hold texts in quotes only", key), "");
      into.push_back(*value);
    }
    return {};
  }

  /// @param wanted  it must not be the empty text
  Result<void> file_path(const toml::table& table, std::string_view key, fs::path& into, bool wanted = false) const {
    std::string value;
    if (const toml::node* node = table.get(key); wanted && node != nullptr && node->value_or("?"sv).empty())
      return wrong(*node, fmt::format("'{}' must not be empty", key),
                   fmt::format("write a folder, or take '{}' out", key));
    if (auto read = text(table, key, value); !read) return read;
    if (!value.empty()) into = absolute(value);
    return {};
  }

  Result<void> count(const toml::table& table, std::string_view key, std::uint64_t at_least, std::uint64_t& into,
                     std::uint64_t at_most = std::numeric_limits<std::int64_t>::max()) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value > static_cast<std::int64_t>(at_most))
      return wrong(*node, fmt::format("'{}' must be at most {}", key, at_most),
                   fmt::format("write {} = {}", key, at_most));
    if (!value || *value < static_cast<std::int64_t>(at_least))
      return wrong(
          *node, fmt::format("'{}' must be a whole number from {}", key, at_least),
          fmt::format("write {} = {}, or take it out for the default", key, std::max<std::uint64_t>(at_least, 1)));
    into = static_cast<std::uint64_t>(*value);
    return {};
  }

  Result<void> flag(const toml::table& table, std::string_view key, bool& into) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<bool>();
    if (!value) return wrong(*node, fmt::format("'{}' must be true or false", key), "");
    into = *value;
    return {};
  }

  /// A text that `parse` turns into a value: lengths of time and sizes.
  template <class Value, class Parse>
  Result<void> quantity(const toml::table& table, std::string_view key, Parse parse, Value& into) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    const auto written = node->value_exact<std::string>();
    auto value = parse(written ? std::string_view(*written) : std::string_view());
    if (!value)
      return wrong(*node, fmt::format("'{}': {}", key, written ? value.error().what : "a text in quotes is wanted"),
                   value.error().remedy);
    into = *value;
    return {};
  }

  /// "5%" in quotes, or the plain number.
  Result<void> share(const toml::table& table, std::string_view key, double& into) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (!node->is_number()) return quantity(table, key, parse_percent, into);
    const double value = node->value_or(-1.0);
    if (!(value >= 0 && value <= 100))
      return wrong(*node, fmt::format("'{}' must be from 0 to 100", key), "write for example \"5%\"");
    into = value;
    return {};
  }

  Result<void> crawl(const toml::table& table, CrawlSettings& into) const {
    std::uint64_t connections = into.connections_per_host;
    for (auto read :
         {text(table, "user_agent", into.user_agent), quantity(table, "delay", parse_duration, into.delay),
          count(table, "connections_per_host", 1, connections, 64), count(table, "max_pages", 1, into.max_pages),
          quantity(table, "max_body", parse_bytes, into.max_body),
          quantity(table, "timeout", parse_duration, into.timeout),
          quantity(table, "revisit_min", parse_duration, into.revisit_min),
          quantity(table, "revisit_max", parse_duration, into.revisit_max),
          quantity(table, "gone_after", parse_duration, into.gone_after),
          share(table, "removal_share", into.removal_share), count(table, "removal_floor", 0, into.removal_floor),
          texts(table, "ignore_parameters", into.ignore_parameters),
          flag(table, "allow_private_addresses", into.allow_private_addresses)})
      if (!read) return read;
    for (std::string& name : into.ignore_parameters)
      std::ranges::transform(name, name.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    into.connections_per_host = static_cast<std::uint32_t>(connections);
    const auto at = [&](std::string_view key) -> const toml::node& {
      const toml::node* node = table.get(key);
      return node == nullptr ? table : *node;
    };
    if (into.revisit_min > into.revisit_max)
      return wrong(at(table.contains("revisit_min") ? "revisit_min" : "revisit_max"),
                   fmt::format("'revisit_min' ({}) is longer than 'revisit_max' ({})",
                               format_duration(into.revisit_min), format_duration(into.revisit_max)),
                   "make revisit_min the shorter one");
    if (into.user_agent.empty() || std::ranges::any_of(into.user_agent, is_control))
      return wrong(at("user_agent"), "'user_agent' must be one line without control characters, and not empty",
                   "name the crawler and an address to reach you");
    if (into.timeout.count() == 0) return wrong(at("timeout"), "'timeout' must not be 0", "write for example \"30s\"");
    if (into.revisit_max.count() == 0)
      return wrong(at("revisit_max"), "'revisit_max' must not be 0", "write for example \"30d\"");
    if (into.max_body == 0) return wrong(at("max_body"), "'max_body' must not be 0", "write for example \"10MB\"");
    return {};
  }

  Result<void> listen(const toml::table& table, std::string& into) const {
    if (auto read = text(table, "listen", into); !read) return read;
    if (is_listen_address(into)) return {};
    return wrong(*table.get("listen"), fmt::format("'listen': '{}' is no address to listen on", into),
                 "write host:port with a port up to 65535, [IPv6]:port, or unix:/path/of/socket");
  }

  Result<SiteSettings> site(const toml::table& table, const CrawlSettings& defaults) const {
    SiteSettings site;
    site.crawl = defaults;
    site.line = table.source().begin.line;
    for (auto read : {check_names(table, "site", {}), text(table, "name", site.name), texts(table, "seeds", site.seeds),
                      texts(table, "allow", site.allow), texts(table, "deny", site.deny),
                      file_path(table, "rules", site.rules), crawl(table, site.crawl)})
      if (!read) return tl::unexpected(read.error());
    if (site.name.empty()) return wrong(table, "this [[site]] has no name", "add: name = \"...\"");
    if (site.seeds.empty())
      return wrong(table, fmt::format("the site '{}' has no seeds", site.name), "add: seeds = [\"https://...\"]");
    for (const auto* list : {&site.seeds, &site.allow})
      for (const std::string& address : *list)
        if (!address.starts_with("http://") && !address.starts_with("https://"))
          return wrong(table, fmt::format("the site '{}': '{}' is not an http or https address", site.name, address),
                       "write it whole, beginning with https://");
    if (site.allow.empty())
      for (const std::string& seed : site.seeds) {
        const std::string origin = seed.substr(0, seed.find_first_of("/?#", seed.find("://") + 3)) + "/";
        if (std::find(site.allow.begin(), site.allow.end(), origin) == site.allow.end()) site.allow.push_back(origin);
      }
    return site;
  }

  fs::path absolute(const fs::path& path) const {
    const fs::path anchor = file_.has_parent_path() ? file_.parent_path() : fs::path(".");
    return path.is_absolute() ? path : fs::absolute(anchor / path).lexically_normal();
  }

 private:
  fs::path file_;
};

/// A table by name; an empty one when it is missing.
Result<const toml::table*> subtable(const Reader& reader, const toml::table& root, std::string_view name) {
  static const toml::table none;
  const toml::node* node = root.get(name);
  if (node == nullptr) return &none;
  if (!node->is_table())
    return reader.wrong(*node, fmt::format("'{}' must be a table", name), fmt::format("write [{}]", name));
  if (auto checked = reader.check_names(*node->as_table(), name, {}); !checked) return tl::unexpected(checked.error());
  return node->as_table();
}

Result<Config> read_table(const toml::table& root, const fs::path& file) {
  const Reader reader(file);
  Config config = default_config();
  config.file = file;
  config.data = reader.absolute("caravan-data");
  if (auto checked = reader.check_names(root, "", {"crawl", "site", "search", "searchd"}); !checked)
    return tl::unexpected(checked.error());
  auto crawl = subtable(reader, root, "crawl");
  auto search = subtable(reader, root, "search");
  auto searchd = subtable(reader, root, "searchd");
  for (const auto* table : {&crawl, &search, &searchd})
    if (!*table) return tl::unexpected(table->error());
  for (auto read :
       {reader.file_path(root, "data", config.data, true), reader.crawl(**crawl, config.crawl),
        reader.file_path(**search, "acronyms", config.search.acronyms), reader.listen(**searchd, config.searchd.listen),
        reader.texts(**searchd, "cors_origins", config.searchd.cors_origins),
        reader.file_path(**searchd, "tokens_file", config.searchd.tokens_file),
        reader.texts(**searchd, "shards", config.searchd.shards),
        reader.count(**searchd, "rate_limit", 0, config.searchd.rate_limit, 1'000'000),
        reader.count(**searchd, "rate_burst", 1, config.searchd.rate_burst, 1'000'000),
        reader.texts(**searchd, "trusted_proxies", config.searchd.trusted_proxies),
        reader.quantity(**searchd, "query_timeout", parse_duration, config.searchd.query_timeout)})
    if (!read) return tl::unexpected(read.error());
  const toml::node* sites = root.get("site");
  if (sites == nullptr) return config;
  if (!sites->is_array_of_tables()) return reader.wrong(*sites, "'site' must be a list of tables", "write [[site]]");
  for (const toml::node& node : *sites->as_array()) {
    auto site = reader.site(*node.as_table(), config.crawl);
    if (!site) return tl::unexpected(site.error());
    for (const SiteSettings& other : config.sites)
      if (other.name == site->name)
        return reader.wrong(node, fmt::format("two sites are named '{}'", site->name), "give each its own name");
    config.sites.push_back(std::move(*site));
  }
  return config;
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

Result<std::optional<fs::path>> find_config(const std::optional<fs::path>& explicit_file) {
  std::error_code ignored;
  const auto named = [&](const fs::path& file, std::string_view by) -> Result<std::optional<fs::path>> {
    if (!fs::exists(file, ignored))
      return fail(Fault::not_found, fmt::format("there is no configuration {} (named by {})", file.string(), by),
                  "check the path, or write one with: caravan init");
    return file;
  };
  if (explicit_file) return named(*explicit_file, "--config");
  if (const auto file = environment("CARAVAN_CONFIG"); !file.empty()) return named(fs::path(file), "CARAVAN_CONFIG");
  std::vector<fs::path> places{"caravan.toml"};
  if (const auto xdg = environment("XDG_CONFIG_HOME"); !xdg.empty()) {
    places.push_back(fs::path(xdg) / "caravan/caravan.toml");
  } else if (const auto home = environment("HOME"); !home.empty()) {
    places.push_back(fs::path(home) / ".config/caravan/caravan.toml");
  }
  places.emplace_back("/etc/caravan/caravan.toml");
  for (const fs::path& place : places)
    if (fs::exists(place, ignored)) return place;
  return std::nullopt;
}

Result<Config> read_config(const fs::path& file) {
  auto text = read_file(file);
  if (!text) return tl::unexpected(text.error());
  return parse_config(*text, file);
}

Result<Config> parse_config(std::string_view text, const fs::path& file) {
  if (!is_valid_utf8(text))
    return fail(Fault::config, fmt::format("{} is not UTF-8", file.string()), "save it as UTF-8");
  try {
    return read_table(toml::parse(text, file.string()), file);
  } catch (const toml::parse_error& error) {
    return fail(Fault::config, fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()),
                "caravan init shows how the file is written");
  }
}

Config default_config() {
  Config config;
  config.data = fs::absolute("caravan-data");
  // Each value has its one home in the table of keys.
  const auto written = [](std::string_view table, std::string_view name) {
    std::string_view value = find_config_key(table, name)->default_value;
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    return value;
  };
  const auto duration = [&](std::string_view name, std::string_view table = "crawl") {
    return value_or_throw(parse_duration(written(table, name)));
  };
  const auto number = [&](std::string_view name, std::string_view table = "crawl") {
    return value_or_throw(parse_bytes(written(table, name)));
  };
  config.crawl.user_agent = written("crawl", "user_agent");
  config.crawl.delay = duration("delay");
  config.crawl.connections_per_host = static_cast<std::uint32_t>(number("connections_per_host"));
  config.crawl.max_pages = number("max_pages");
  config.crawl.max_body = number("max_body");
  config.crawl.timeout = duration("timeout");
  config.crawl.revisit_min = duration("revisit_min");
  config.crawl.revisit_max = duration("revisit_max");
  config.crawl.gone_after = duration("gone_after");
  config.crawl.removal_share = value_or_throw(parse_percent(written("crawl", "removal_share")));
  config.crawl.removal_floor = number("removal_floor");
  config.searchd.listen = written("searchd", "listen");
  config.searchd.query_timeout = duration("query_timeout", "searchd");
  config.searchd.rate_limit = number("rate_limit", "searchd");
  config.searchd.rate_burst = number("rate_burst", "searchd");
  return config;
}

std::string sample_config() {
  std::string text =
      "# Caravan's configuration. Every key is here with its default; a line that begins with '#' changes nothing.\n";
  std::string_view table;
  for (const ConfigKey& key : config_keys()) {
    if (key.table != table) {
      table = key.table;
      if (table == "site") {
        text +=
            "\n# One [[site]] for each publisher; it may also carry any key of [crawl] for itself.\n"
            "#[[site]]\n";
      } else {
        text += fmt::format("\n[{}]\n", table);
      }
    }
    const std::string_view example = key.name == "name"    ? "\"Friends of Europe\""
                                     : key.name == "seeds" ? "[\"https://www.friendsofeurope.org/\"]"
                                     : key.name == "allow" ? "[\"https://www.friendsofeurope.org/\"]"
                                     : key.name == "deny"  ? "[\"*/wp-json/*\"]"
                                                           : key.default_value;
    text += fmt::format("#{:<48} # {}\n", fmt::format("{} = {}", key.name, example), key.help);
  }
  return text;
}

std::string nearest_name(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t rows = word.size() + 1, columns = candidate.size() + 1;
    std::vector<std::vector<std::size_t>> d(rows, std::vector<std::size_t>(columns));
    for (std::size_t i = 0; i < rows; ++i) d[i][0] = i;
    for (std::size_t j = 0; j < columns; ++j) d[0][j] = j;
    for (std::size_t i = 1; i < rows; ++i)
      for (std::size_t j = 1; j < columns; ++j) {
        d[i][j] =
            std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (word[i - 1] == candidate[j - 1] ? 0 : 1)});
        if (i > 1 && j > 1 && word[i - 1] == candidate[j - 2] && word[i - 2] == candidate[j - 1])
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    if (d[rows - 1][columns - 1] < best_distance) {
      best_distance = d[rows - 1][columns - 1];
      best = candidate;
    }
  }
  return best;
}

}  // namespace caravan
