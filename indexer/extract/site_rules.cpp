#include "indexer/extract/site_rules.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/durable_file.h"
#include "base/unicode.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/from_markup.h"

namespace caravan::extract {
namespace {

using html::Node;

struct RuleKey {
  std::string_view name;
  std::vector<Selector> SiteRule::*list;
};
constexpr std::array<RuleKey, 6> rule_keys = {{{"body", &SiteRule::body},
                                               {"title", &SiteRule::title},
                                               {"authors", &SiteRule::authors},
                                               {"themes", &SiteRule::themes},
                                               {"published", &SiteRule::published},
                                               {"drop", &SiteRule::drop}}};

tl::unexpected<Error> wrong(const std::string& file, const toml::node& node, std::string_view what,
                            std::string remedy) {
  return fail(Fault::config, fmt::format("{}:{}: {}", file, node.source().begin.line, what), std::move(remedy));
}

Result<void> add_selector(const std::string& file, std::string_view key, const toml::node& node,
                          std::vector<Selector>& into) {
  const auto text = node.value_exact<std::string>();
  if (!text)
    return wrong(file, node, fmt::format("'{}' must be a selector in quotes, or a list of them", key),
                 fmt::format("write {} = \"div.text\"", key));
  auto selector = Selector::parse(*text);
  if (!selector) return wrong(file, node, selector.error().what, selector.error().remedy);
  into.push_back(std::move(*selector));
  return {};
}

Result<SiteRule> read_rule(const toml::table& table, const std::string& file) {
  SiteRule rule;
  rule.file = file.substr(file.find_last_of('/') + 1);
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    const auto* known =
        std::find_if(rule_keys.begin(), rule_keys.end(), [&](const RuleKey& k) { return k.name == name; });
    if (known == rule_keys.end()) {
      std::vector<std::string_view> names;
      for (const RuleKey& k : rule_keys) names.push_back(k.name);
      const std::string nearest = nearest_name(name, names);
      return wrong(file, node, fmt::format("unknown key '{}'", name),
                   nearest.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                   : fmt::format("did you mean '{}'?", nearest));
    }
    auto& list = rule.*known->list;
    if (const toml::array* array = node.as_array()) {
      for (const toml::node& element : *array)
        if (auto added = add_selector(file, name, element, list); !added) return tl::unexpected(added.error());
    } else if (auto added = add_selector(file, name, node, list); !added) {
      return tl::unexpected(added.error());
    }
  }
  return rule;
}

/// The first selector that finds elements which say something.
template <class Take>
void first_found(const html::Document& document, const SiteRule& rule, const std::vector<Selector>& selectors,
                 Take take) {
  for (const Selector& selector : selectors) {
    const std::string source = fmt::format("site rule {}: {}", rule.file, selector.text());
    bool found = false;
    for (const Node node : select(document, selector)) {
      const std::string value = value_of(node);
      if (!value.empty() && value.size() < 2000) found |= take(node, value, source);
    }
    if (found) return;
  }
}

constexpr double certain = 1;

}  // namespace

Result<SiteRule> parse_site_rule(std::string_view text, const std::string& file) {
  if (!is_valid_utf8(text)) return fail(Fault::config, fmt::format("{} is not UTF-8", file), "save it as UTF-8");
  try {
    return read_rule(toml::parse(text, file), file);
  } catch (const toml::parse_error& error) {
    return fail(Fault::config, fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()),
                "see caravan.toml(5), SITE RULES");
  }
}

Result<SiteRules> SiteRules::load(const Config& config) {
  SiteRules all;
  for (const SiteSettings& site : config.sites) {
    std::size_t rule = no_rule;
    if (!site.rules.empty()) {
      const auto text = read_file(site.rules);
      if (!text)
        return fail(Fault::config,
                    fmt::format("{}:{}: the rules of the site '{}': {}", config.file.string(), site.line, site.name,
                                text.error().what),
                    "look at the path; it is relative to the configuration");
      auto read = parse_site_rule(*text, site.rules.string());
      if (!read) return tl::unexpected(read.error());
      rule = all.rules_.size();
      all.rules_.push_back(std::move(*read));
    }
    for (const std::string& prefix : site.allow) all.scopes_.push_back({prefix, rule});
  }
  return all;
}

const SiteRule* SiteRules::for_address(std::string_view url) const {
  const Scope* best = nullptr;
  for (const Scope& scope : scopes_)
    if (url.starts_with(scope.prefix) && (!best || scope.prefix.size() > best->prefix.size())) best = &scope;
  return best && best->rule != no_rule ? &rules_[best->rule] : nullptr;
}

void read_ruled_facts(const html::Document& document, const SiteRule& rule, NumericOrder order, Findings& to) {
  bool titled = false;
  first_found(document, rule, rule.title, [&](Node, const std::string& value, const std::string& source) {
    if (!std::exchange(titled, true)) to.add(Field::title, value, source, certain);
    return true;
  });
  first_found(document, rule, rule.authors, [&](Node, const std::string& value, const std::string& source) {
    auto authors = read_byline(begins_like_byline(value) ? value : "by " + value);
    if (authors.empty()) authors.push_back({clean_name(value), {}, {}});
    for (auto& author : authors) to.add_author(std::move(author), source, certain);
    return true;
  });
  first_found(document, rule, rule.themes, [&](Node, const std::string& value, const std::string& source) {
    to.add(Field::theme, value, source, certain);
    return true;
  });
  bool dated = false;
  first_found(document, rule, rule.published, [&](Node node, const std::string& value, const std::string& source) {
    const bool for_machines = node.has("content") || node.has("datetime");
    std::optional<Day> day = for_machines ? read_date(value) : std::nullopt;
    if (!day)
      if (const auto found = find_date(value, order)) day = found->day;
    if (day && !std::exchange(dated, true)) to.add(Field::published, iso(*day), source, certain);
    return day.has_value();
  });
}

void drop_ruled(const Blocks& blocks, const SiteRule& rule, std::vector<float>& likelihood) {
  for (const Selector& selector : rule.drop)
    for (const Node node : select(blocks.document(), selector))
      for (std::size_t b = blocks.first(node); b < blocks.last(node); ++b) likelihood[b] = 0;
}

std::string choose_ruled_body(const Blocks& blocks, const SiteRule& rule, Body& body) {
  std::vector<float> kept(blocks.size(), 1);
  drop_ruled(blocks, rule, kept);
  for (const Selector& selector : rule.body) {
    std::vector<std::size_t> chosen;
    std::uint32_t container = 0;
    for (const Node node : select(blocks.document(), selector)) {
      for (std::size_t b = blocks.first(node); b < blocks.last(node); ++b)
        if (kept[b] > 0 && !blocks[b].unseen && b != body.title) chosen.push_back(b);
      if (container == 0) container = node.index();
    }
    if (chosen.empty()) continue;
    body.blocks = std::move(chosen);
    body.container = container;
    body.quality = certain;
    body.steps.clear();
    return selector.text();
  }
  return {};
}

}  // namespace caravan::extract
