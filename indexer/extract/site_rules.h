#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/dates.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/selector.h"

namespace caravan::extract {

/// What one site's rule file says: which elements hold what. A list is tried in order; the first selector that finds
/// something counts. What it leaves out is read as on any other page.
struct SiteRule {
  std::string file;  ///< its name, for messages and --explain
  std::vector<Selector> body, title, authors, themes, published;
  std::vector<Selector> drop;  ///< all of them: never part of the body
};

/// The rule files that a configuration names, by the addresses of its sites. Immutable: any number of threads may read.
class SiteRules {
 public:
  /// Reads and checks all of them. Fault::config names file, line, what is wrong and, for an unknown key, the nearest.
  static Result<SiteRules> load(const Config& config);

  /// The rule of the site whose `allow` fits best; nullptr when there is none.
  const SiteRule* for_address(std::string_view url) const;

 private:
  struct Scope {
    std::string prefix;
    std::size_t rule = 0;
  };
  static constexpr std::size_t no_rule = static_cast<std::size_t>(-1);
  std::vector<SiteRule> rules_;
  std::vector<Scope> scopes_;  ///< of all sites, without rules, too: a site within another one's addresses is itself
};

/// Reads one rule file's text; `file` names it in messages.
Result<SiteRule> parse_site_rule(std::string_view text, const std::string& file);

/// Adds what the rule's selectors find, as facts that nothing else outweighs.
void read_ruled_facts(const html::Document& document, const SiteRule& rule, NumericOrder order, Findings& to);

/// Takes the likelihood from all that the rule drops.
void drop_ruled(const Blocks& blocks, const SiteRule& rule, std::vector<float>& likelihood);

/// Replaces the chosen blocks by those of the rule's element. @return the selector that found it, "" when none did
std::string choose_ruled_body(const Blocks& blocks, const SiteRule& rule, Body& body);

}  // namespace caravan::extract
