#include "indexer/extract/evidence.h"

#include <chrono>

#include "base/unicode.h"
#include "indexer/extract/dates.h"

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

void Findings::add_day(Field field, std::string_view text, std::string_view source, double confidence) {
  const auto day = read_date(text);
  if (!day || facts.size() >= max_facts) return;
  add(field, iso(*day), source, confidence);
  facts.back().utc_hour = full_hour_in_utc(text).value_or(-1);
}

void Findings::settle_midnights() {
  const Fact* language = best(Field::language);
  if (!language) return;
  for (Fact& fact : facts) {
    if (fact.utc_hour < 0 || !is_midnight_where_spoken(language->value, fact.utc_hour)) continue;
    if (const auto day = parse_iso_day(fact.value))
      fact.value = iso(Day(std::chrono::sys_days(*day) + std::chrono::days(1)));
    fact.utc_hour = -1;
  }
}

const Fact* Findings::best(Field field) const {
  const Fact* found = nullptr;
  for (const Fact& fact : facts)
    if (fact.field == field && (!found || fact.confidence > found->confidence)) found = &fact;
  return found;
}

}  // namespace caravan::extract
