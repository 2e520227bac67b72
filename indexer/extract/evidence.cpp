#include "indexer/extract/evidence.h"

#include "base/unicode.h"

namespace caravan::extract {

std::string_view name_of(Field field) {
  switch (field) {
    case Field::title:
      return "title";
    case Field::author:
      return "author";
    case Field::published:
      return "published";
    case Field::modified:
      return "modified";
    case Field::theme:
      return "theme";
    case Field::series:
      return "series";
    case Field::language:
      return "language";
    case Field::summary:
      return "summary";
    case Field::site_name:
      return "site name";
    case Field::organisation:
      return "organisation";
  }
  return "";
}

void Findings::add(Field field, std::string_view value, std::string_view source, double confidence) {
  std::string text = collapse_space(value);
  if (text.empty() || facts.size() >= max_facts) return;
  facts.push_back({field, std::move(text), {}, {}, std::string(source), confidence, false});
}

void Findings::add_author(article::Author author, std::string_view source, double confidence) {
  author.name = collapse_space(author.name);
  if (author.name.empty() || facts.size() >= max_facts) return;
  facts.push_back({Field::author, std::move(author.name), collapse_space(author.role),
                   collapse_space(author.institution), std::string(source), confidence, false});
}

const Fact* Findings::best(Field field) const {
  const Fact* found = nullptr;
  for (const Fact& fact : facts)
    if (fact.field == field && (!found || fact.confidence > found->confidence)) found = &fact;
  return found;
}

}  // namespace caravan::extract
