#include "indexer/extract/explain.h"

#include <algorithm>

#include <fmt/format.h>

#include "indexer/extract/language.h"

namespace caravan::extract {
namespace {

/// "div#main.entry-content"
std::string selector_of(html::Node node) {
  std::string text(node.name());
  if (const auto id = node.attribute("id"); !id.empty()) text += fmt::format("#{}", id);
  for (std::string_view names = node.attribute("class"); !names.empty();) {
    const std::size_t end = std::min(names.find_first_of(" \t\n\r\f"), names.size());
    if (end > 0) text += fmt::format(".{}", names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return text;
}

/// Whether a fact is what the article ended up with; the choice of days and languages knows more than the best fact.
bool is_in(const article::Article& article, const Fact& fact) {
  switch (fact.field) {
    case Field::language:
      return !article.language.empty() && language_of("", {fact.value}) == article.language;
    case Field::modified:
      return fact.chosen && article.modified && iso(*article.modified) == fact.value;
    default:
      return fact.chosen;
  }
}

}  // namespace

std::vector<Evidence> evidence_of(const Findings& findings, const article::Article& article, const Blocks& blocks,
                                  const Body& body) {
  std::vector<Evidence> all;
  bool language_said = false;
  for (const Fact& fact : findings.facts) {
    std::string value = fact.value;
    if (!fact.role.empty()) value += ", " + fact.role;
    if (!fact.institution.empty()) value += ", " + fact.institution;
    const bool chosen = is_in(article, fact);
    language_said |= chosen && fact.field == Field::language;
    all.push_back({std::string(name_of(fact.field)), std::move(value), fact.source, fact.confidence, chosen});
  }
  if (!article.language.empty() && !language_said)
    all.push_back({"language", article.language, "the text itself", 0.9, true});
  const std::string container =
      blocks.size() == 0 ? std::string() : selector_of(blocks.document().node(body.container));
  all.push_back({"body", fmt::format("{} blocks in {}", body.blocks.size(), container),
                 fmt::format("block model, blocks over {:.2f}", body.threshold), body.quality, true});
  for (const BodyStep& step : body.steps)
    all.push_back({"body",
                   step.brought_in > 0 ? fmt::format("{} blocks kept", step.brought_in)
                                       : fmt::format("{} blocks dropped", step.taken_out),
                   std::string(step.rule), body.quality, true});
  for (const std::string& quote : article.pull_quotes)
    all.push_back({"pull quote", quote, "repeats the text", 0.8, true});
  return all;
}

}  // namespace caravan::extract
