#include "base/config_keys.h"

namespace caravan {

namespace {

using enum KeyType;

constexpr ConfigKey keys[] = {
    {"", "data", path, "\"caravan-data\"", "the data directory; relative to this file"},

    {"crawl", "user_agent", text, "\"caravan/1.0 (+https://intranet.example/caravan)\"",
     "how the crawler names itself; put an address there where a site's owner can reach you"},
    {"crawl", "delay", duration, "\"1s\"",
     "between two requests to one host; robots.txt Crawl-delay may lengthen it, never shorten"},
    {"crawl", "connections_per_host", count, "1", "at once, to one host"},
    {"crawl", "max_pages", count, "100000", "per site and run"},
    {"crawl", "max_body", bytes, "\"10MB\"", "largest body of a page, after decompression"},
    {"crawl", "timeout", duration, "\"30s\"", "for one whole exchange"},
    {"crawl", "revisit_min", duration, "\"1d\"", "a page is not visited more often than this"},
    {"crawl", "revisit_max", duration, "\"30d\"", "and not less often than this"},
    {"crawl", "gone_after", duration, "\"1d\"",
     "a page must be seen gone on two visits at least this far apart before its article leaves"},
    {"crawl", "removal_share", percent, "\"5%\"",
     "of a site's articles: a run that would remove more holds all of them back and says so; 0% to 100%"},
    {"crawl", "removal_floor", count, "10", "so many removals in one run are allowed whatever their share"},
    {"crawl", "ignore_parameters", texts, "[]",
     "names of query parameters that never say what a page is, beside those known; \"from*\": all that begin so"},
    {"crawl", "allow_private_addresses", flag, "false",
     "also visit hosts outside the public internet (loopback, 10.0.0.0/8 ...)"},

    {"site", "name", text, "", "the name shown in results and reports"},
    {"site", "seeds", texts, "", "where to begin"},
    {"site", "allow", texts, "", "URL prefixes that belong to the site, ports included; default: the seeds' hosts"},
    {"site", "deny", texts, "[]", "patterns over the whole URL that do not, * stands for anything"},
    {"site", "rules", path, "\"\"", "a file of selectors that say where text and facts stand; empty: found without"},

    {"search", "acronyms", path, "\"\"", "a list of acronyms instead of the one that comes with Caravan"},

    {"searchd", "listen", text, "\"127.0.0.1:8480\"", "host:port, or unix:/path/of/socket"},
    {"searchd", "cors_origins", texts, "[]", "origins whose pages may call the HTTP interface"},
    {"searchd", "tokens_file", path, "\"\"", "bearer tokens, hashed; empty: no authentication"},
    {"searchd", "shards", texts, "[]", "host:port of xapian-tcpsrv servers; empty: the local index"},
    {"searchd", "rate_limit", count, "0", "requests a second of one client, beyond: 429; 0: without a limit"},
    {"searchd", "rate_burst", count, "60", "so many at once after a pause"},
    {"searchd", "trusted_proxies", texts, "[]",
     "addresses, networks or \"unix\", whose X-Forwarded-For says who the client is"},
    {"searchd", "query_timeout", duration, "\"2s\"", "an answer ends then with what it has found; 0: none"},
};

}  // namespace

std::span<const ConfigKey> config_keys() { return keys; }

const ConfigKey* find_config_key(std::string_view table, std::string_view name) {
  for (const ConfigKey& key : keys)
    if (key.table == table && key.name == name) return &key;
  return nullptr;
}

}  // namespace caravan
