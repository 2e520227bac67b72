#include "crawler/reread.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/quantity.h"
#include "crawler/discovery.h"
#include "crawler/html/charset.h"
#include "crawler/html/links.h"
#include "crawler/robots/robots_cache.h"

namespace caravan::crawl {
namespace {

struct ScopeWords {
  std::set<std::string> allow, deny;
};

std::set<std::string> words_of(std::string_view line) {
  std::istringstream words{std::string(line)};
  std::set<std::string> all;
  for (std::string word; words >> word;) all.insert(word);
  return all;
}

/// Each site's line with its name, followed by " allow ..." and " deny ...".
std::vector<std::pair<std::string, ScopeWords>> sites_of(std::string_view text) {
  constexpr std::string_view allow = " allow ", deny = " deny ";
  std::vector<std::pair<std::string, ScopeWords>> sites;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(allow) && !sites.empty()) {
      sites.back().second.allow = words_of(std::string_view(line).substr(allow.size()));
    } else if (line.starts_with(deny) && !sites.empty()) {
      sites.back().second.deny = words_of(std::string_view(line).substr(deny.size()));
    } else {
      sites.emplace_back(line, ScopeWords{});
    }
  }
  return sites;
}

/// The robots rules as they were last had; they are asked for anew before anything is visited.
class StoredRules {
 public:
  explicit StoredRules(const archive::FrontierRows& frontier) : frontier_(frontier) {}
  bool allow(const url::Url& url, const std::string& product_token) {
    std::string origin(url.origin());
    auto known = verdicts_.find(origin);
    if (known == verdicts_.end()) {
      const auto stored = frontier_.robots(origin);
      known =
          verdicts_.emplace(std::move(origin), stored ? robots_verdict(stored, stored->asked) : RobotsVerdict{}).first;
    }
    const RobotsVerdict& verdict = known->second;
    return verdict.standing != RobotsVerdict::Standing::rules || verdict.allows(product_token, url.path_and_query());
  }

 private:
  const archive::FrontierRows& frontier_;
  std::map<std::string, RobotsVerdict> verdicts_;
};

/// Traps have their say when an address is about to be visited. That a page's header forbade to follow its links is not
/// known any more.
std::vector<archive::Discovered> links_of(const archive::Snapshot& page, int depth, const SitePlan& plan,
                                          StoredRules& rules) {
  const Result<url::Url> address = url::Url::parse(page.url);
  if (!address || page.body.starts_with("%PDF-")) return {};
  const html::Decoded decoded = html::decode(page.body, page.content_type);
  const html::PageLinks links = html::read_links(decoded.text, *address);
  if (links.nofollow) return {};
  return discovered_links(links, depth,
                          LinkRules{plan, [&](const url::Url& url) { return rules.allow(url, plan.product_token); }});
}

}  // namespace

std::vector<std::string> grown_sites(std::string_view before, const std::vector<SitePlan>& plans) {
  std::vector<std::string> grown;
  if (before.empty()) return grown;
  const auto old = sites_of(before);
  for (const auto& [name, now] : sites_of(scope_text(plans))) {
    const auto known = std::ranges::find(old, name, [](const auto& site) { return site.first; });
    if (known == old.end() || !std::ranges::includes(known->second.allow, now.allow) ||
        !std::ranges::includes(now.deny, known->second.deny))
      grown.push_back(name);
  }
  return grown;
}

std::vector<std::string> reread_links(archive::ArchiveWriter& writer, const std::vector<SitePlan>& plans, Instant now,
                                      const std::stop_token& stop) {
  std::vector<std::string> sentences;
  StoredRules rules(writer.frontier());
  for (const std::string& site : writer.to_reread()) {
    const auto plan =
        std::ranges::find(plans, site, [](const SitePlan& one) -> const std::string& { return one.settings.name; });
    archive::Reread all;
    const auto links = [&](const archive::Snapshot& page, int depth) {
      return plan == plans.end() ? std::vector<archive::Discovered>() : links_of(page, depth, *plan, rules);
    };
    bool more = true;
    while (more && !stop.stop_requested()) {
      const archive::Reread batch = writer.reread(site, links, now);
      all.pages += batch.pages;
      all.discovered += batch.discovered;
      more = batch.more;
    }
    if (all.pages == 0) continue;
    sentences.push_back(
        fmt::format("the scope of {} has grown: the links of {} in the archive were read again, {} came of it; "
                    "sitemaps and feeds are "
                    "read again, too{}",
                    site, format_count(static_cast<std::uint64_t>(all.pages), "page", "pages"),
                    format_count(static_cast<std::uint64_t>(all.discovered), "new address", "new addresses"),
                    more ? "; the next run goes on" : ""));
    log(LogLevel::info, "{}", sentences.back());
  }
  return sentences;
}

}  // namespace caravan::crawl
