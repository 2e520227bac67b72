#include "cli/site_status.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/day.h"
#include "base/quantity.h"
#include "base/unicode.h"

namespace caravan::cli {

namespace {

constexpr std::chrono::hours silent_too_long{72};
constexpr std::size_t widest_name = 32;

SiteStatus look_at(const archive::FrontierRows& frontier, const std::string& site, Instant now) {
  SiteStatus status;
  status.site = site;
  status.totals = frontier.totals(site);
  archive::DueQuery query;
  query.site = site;
  query.due_by = now;
  status.due = frontier.count_due(query);
  status.next_due = frontier.next_due(site, now);
  status.failing = frontier.count_failing(site);
  for (const archive::PageRow& page : frontier.failing(site, 1)) {
    status.worst_url = page.url;
    status.worst_error = page.last_error;
    status.worst_failures = page.failures;
  }
  status.last_success = frontier.last_success(site);
  return status;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return format_count(static_cast<std::uint64_t>(count), one, many);
}

std::string times_in_a_row(int count) { return count == 1 ? "once" : fmt::format("{} times in a row", count); }

std::string since(Instant then, Instant now) {
  return format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(now - then));
}

void add_attention(const SiteStatus& site, Instant now, std::vector<std::string>& sentences) {
  if (site.totals.condemned > 0)
    sentences.push_back(fmt::format(
        "{}: the removal of {} is held back: look at the site, then raise removal_share for one run or name "
        "the pages (caravan crawl URL...)",
        site.site, counted(site.totals.condemned, "page", "pages")));
  if (site.failing > 0)
    sentences.push_back(fmt::format("{}: {} cannot be had; {} has failed {}: {}", site.site,
                                    counted(site.failing, "address", "addresses"), site.worst_url,
                                    times_in_a_row(site.worst_failures), site.worst_error));
  if (site.totals.known > 0 && !site.last_success)
    sentences.push_back(fmt::format("{}: no page has ever answered", site.site));
  if (site.last_success && now - *site.last_success > silent_too_long)
    sentences.push_back(fmt::format("{}: no page has answered for {}", site.site, since(*site.last_success, now)));
}

std::string when(const std::optional<Instant>& instant) { return instant ? iso(*instant) : "never"; }

}  // namespace

Result<SitesStatus> look_at_sites(const Config& config, Instant now) {
  const Result<archive::FrontierRows> frontier = archive::FrontierRows::open(config.crawl_db());
  if (!frontier) return tl::unexpected(frontier.error());
  SitesStatus status;
  for (const SiteSettings& site : config.sites) status.sites.push_back(look_at(*frontier, site.name, now));
  status.left_alone = frontier->left_alone(now);
  return status;
}

std::vector<std::string> attention_of(const SitesStatus& status, Instant now) {
  std::vector<std::string> sentences;
  for (const SiteStatus& site : status.sites) add_attention(site, now, sentences);
  for (const archive::HostRow& host : status.left_alone)
    sentences.push_back(
        fmt::format("{} is left alone until {}, as it asked or after failures", host.origin, iso(*host.not_before)));
  return sentences;
}

std::string sites_text(const SitesStatus& status) {
  std::size_t width = 4;
  const auto shown = [](const SiteStatus& site) { return printable(prefix(site.site, widest_name)); };
  for (const SiteStatus& site : status.sites) width = std::max(width, display_width(shown(site)));
  const auto padded = [width](const std::string& name) { return name + std::string(width - display_width(name), ' '); };
  std::string text =
      fmt::format("  {}  articles  due now  failing  next due              last answer\n", padded("site"));
  for (const SiteStatus& site : status.sites)
    text += fmt::format("  {}  {:>8}  {:>7}  {:>7}  {:<20}  {}\n", padded(shown(site)), site.totals.live_articles,
                        site.due, site.failing, when(site.next_due), when(site.last_success));
  return text;
}

nlohmann::ordered_json sites_json(const SitesStatus& status) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  const auto instant = [](const std::optional<Instant>& at) {
    return at ? nlohmann::ordered_json(iso(*at)) : nlohmann::ordered_json(nullptr);
  };
  for (const SiteStatus& site : status.sites)
    list.push_back({{"site", site.site},
                    {"known_urls", site.totals.known},
                    {"articles", site.totals.live_articles},
                    {"due", site.due},
                    {"next_due", instant(site.next_due)},
                    {"failing", site.failing},
                    {"held", site.totals.condemned},
                    {"last_success", instant(site.last_success)}});
  return list;
}

}  // namespace caravan::cli
