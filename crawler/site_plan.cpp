#include "crawler/site_plan.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "crawler/robots/robots.h"

namespace caravan::crawl {
namespace {

Result<SitePlan> plan_site(const SiteSettings& settings) {
  Result<url::Scope> scope = url::Scope::from(settings);
  if (!scope) return tl::unexpected(std::move(scope).error());
  SitePlan plan{settings, *std::move(scope), {}, product_token(settings.crawl.user_agent)};
  for (const std::string& text : settings.seeds) {
    Result<url::Url> seed = url::Url::parse(text);
    if (!seed)
      return fail(Fault::config, fmt::format("site \"{}\": seed {}", settings.name, seed.error().what),
                  "write it as https://host/path");
    plan.seeds.push_back(url::without_tracking(*seed, settings.crawl.ignore_parameters));
    if (!plan.scope.allows(plan.seeds.back()))
      return fail(Fault::config,
                  fmt::format("site \"{}\": the seed {} is outside the site's own scope", settings.name, text),
                  "add it to allow, or take it out of deny");
  }
  return plan;
}

/// With the place in the file, as everything that is wrong in it is told.
Error placed(Error error, const Config& config, const SiteSettings& site) {
  if (site.line > 0) error.what = fmt::format("{}:{}: {}", config.file.string(), site.line, error.what);
  return error;
}

}  // namespace

bool SitePlan::is_seed(std::string_view address) const {
  return std::ranges::any_of(seeds, [&](const url::Url& seed) { return seed.str() == address; });
}

Result<std::vector<SitePlan>> plan_sites(const Config& config) {
  if (config.sites.empty())
    return fail(Fault::config,
                fmt::format("{}: no [[site]]", config.file.empty() ? "configuration" : config.file.string()),
                "add a [[site]] with name and seeds (caravan init writes an example)");
  std::vector<SitePlan> plans;
  for (const SiteSettings& settings : config.sites) {
    Result<SitePlan> plan = plan_site(settings);
    if (!plan) return tl::unexpected(placed(std::move(plan).error(), config, settings));
    plans.push_back(*std::move(plan));
  }
  return plans;
}

std::optional<std::size_t> site_of(std::span<const SitePlan> sites, const url::Url& url) {
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (sites[i].scope.allows(url)) return i;
  return std::nullopt;
}

std::string scope_text(std::span<const SitePlan> sites) {
  std::string text;
  for (const SitePlan& site : sites)
    text += fmt::format("{}\n allow {}\n deny {}\n", site.settings.name, fmt::join(site.settings.allow, " "),
                        fmt::join(site.settings.deny, " "));
  return text;
}

}  // namespace caravan::crawl
