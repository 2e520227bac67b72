#include "indexer/extract/choose.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/unicode.h"
#include "crawler/url/host.h"
#include "crawler/url/url.h"
#include "indexer/extract/bylines.h"
#include "indexer/extract/similarity.h"

namespace caravan::extract {
namespace {

constexpr std::array<std::string_view, 12> separators = {" | ", " – ", " — ", " - ", " :: ", " » ",
                                                         " « ", " · ", " • ", " / ", " : ",  "｜"};
constexpr std::array<std::string_view, 8> no_themes = {"home", "uncategorized", "uncategorised", "featured",
                                                       "all",  "startseite",    "accueil",       "beranda"};

std::string letters_only(std::string_view folded) {
  std::string letters;
  for (const char c : folded)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) letters += c;
  return letters;
}

/// A first name or a handle becomes the full name that another place of the page gives.
void spell_out(article::Author& author, const std::vector<Fact*>& facts) {
  if (author.name.find(' ') != std::string::npos) return;
  const std::string letters = letters_only(fold(author.name));
  for (const Fact* fact : facts) {
    const std::string full = clean_name(fact->value);
    if (!looks_like_name(full) || letters.size() < 3) continue;
    const std::string folded = fold(full);
    if (letters_only(folded) != letters && folded.substr(0, folded.find(' ')) != letters) continue;
    author.name = full;
    return;
  }
}

constexpr Day before_the_web{std::chrono::year(1990), std::chrono::month(1), std::chrono::day(1)};

/// Days that programs keep where nobody gave one: the zeros of Unix and of databases.
bool is_unset(Day day) { return iso(day) == "1970-01-01" || iso(day) == "1969-12-31" || iso(day) == "1900-01-01"; }

/// A visitor of the page sees it.
bool is_seen(const Fact& fact) { return fact.source.starts_with("visible") || fact.source.starts_with("date"); }

bool is_organisation(const Fact& fact) { return fact.source.ends_with("(organisation)"); }

}  // namespace

Chooser::Chooser(Findings& findings, std::string_view url) : findings_(findings) {
  for (const Fact& fact : findings_.facts)
    if (fact.field == Field::site_name || fact.field == Field::organisation) site_names_.push_back(fold(fact.value));
  if (const auto address = url::Url::parse(url)) {
    std::string domain = url::registrable_domain(address->host());
    domain = domain.substr(0, domain.find('.'));
    if (domain.size() > 2) site_names_.push_back(domain);
  }
}

bool Chooser::is_site(std::string_view name) const {
  const std::string folded = fold(name), letters = letters_only(folded);
  if (letters.empty()) return false;
  return std::any_of(site_names_.begin(), site_names_.end(), [&](const std::string& site) {
    const std::string site_letters = letters_only(site);
    if (letters == site_letters) return true;
    if (letters == "the" + site_letters || "the" + letters == site_letters) return true;
    for (const char* ending :
         {"com", "org", "net", "couk", "team", "staff", "editors", "news", "editorialteam", "blog"})
      if (letters == site_letters + ending) return true;
    return false;
  });
}

std::string Chooser::without_site(std::string_view title) const {
  for (const std::string_view separator : separators) {
    if (const std::size_t last = title.rfind(separator); last != title.npos && last > 0) {
      const std::string_view site = title.substr(last + separator.size());
      if (is_site(site)) return without_site(title.substr(0, last));
    }
    if (const std::size_t first = title.find(separator); first != title.npos && is_site(title.substr(0, first)))
      return without_site(title.substr(first + separator.size()));
  }
  return std::string(title);
}

std::vector<Fact*> Chooser::by_confidence(Field field) {
  std::vector<Fact*> facts;
  for (Fact& fact : findings_.facts)
    if (fact.field == field) facts.push_back(&fact);
  std::stable_sort(facts.begin(), facts.end(),
                   [](const Fact* a, const Fact* b) { return a->confidence > b->confidence; });
  return facts;
}

std::string Chooser::title() {
  const auto facts = by_confidence(Field::title);
  Fact* best = nullptr;
  for (Fact* fact : facts) {
    if (is_site(fact->value)) continue;
    best = fact;
    break;
  }
  if (!best) best = facts.empty() ? nullptr : facts.front();
  if (!best) return {};
  best->chosen = true;
  std::string title = without_site(best->value);
  // "Headline | Some section | Some name": the part that another source gives alone.
  for (const Fact* other : facts)
    if (other != best && other->value.size() < title.size() && other->value.size() > 15 &&
        title.starts_with(other->value))
      for (const std::string_view separator : separators)
        if (std::string_view(title).substr(other->value.size()).starts_with(separator)) return other->value;
  return title;
}

std::vector<article::Author> Chooser::authors() {
  const auto facts = by_confidence(Field::author);
  std::vector<article::Author> chosen;
  std::string source;
  const auto add = [&](Fact& fact, article::Author author) {
    // A site may well have its owner's name.
    if (chosen.size() >= 100 || author.name.empty() || is_nobody(author.name) ||
        (is_site(author.name) && !looks_like_name(author.name)))
      return;
    const std::string folded = fold(author.name);
    for (const article::Author& known : chosen)
      if (fold(known.name) == folded) return;
    fact.chosen = true;
    chosen.push_back(std::move(author));
  };
  for (Fact* fact : facts) {
    if (is_organisation(*fact)) continue;
    if (!chosen.empty() && fact->source != source) break;
    source = fact->source;
    const auto several = read_byline(fact->value);
    if (several.size() > 1) {
      for (const article::Author& one : several) add(*fact, one);
    } else if (several.size() == 1 && fact->value.find(',') != std::string::npos) {  // "Ann Lee, The Paper"
      add(*fact, {several[0].name, fact->role.empty() ? several[0].role : fact->role,
                  fact->institution.empty() ? several[0].institution : fact->institution});
    } else {
      add(*fact, {clean_name(fact->value), fact->role, fact->institution});
    }
  }
  for (article::Author& author : chosen) spell_out(author, facts);
  for (article::Author& author : chosen)
    for (const Fact* fact : facts) {
      if (fold(clean_name(fact->value)) != fold(author.name)) continue;
      if (author.role.empty() && author.institution.empty()) {
        author.role = fact->role;
        author.institution = fact->institution;
      } else if (author.institution.empty() && fact->role == author.role) {
        author.institution = fact->institution;
      }
    }
  return chosen;
}

std::vector<Fact*> Chooser::credible_days(Field field, std::optional<Day> latest) {
  std::vector<Fact*> facts = by_confidence(field);
  std::erase_if(facts, [&](Fact* fact) {
    const std::optional<Day> day = parse_iso_day(fact->value);
    if (!day) return true;
    std::string_view why;
    if (latest && *day > *latest) why = ", after the page was fetched";
    if (field == Field::modified && *day < before_the_web) why = ", before there were pages";
    if (is_unset(*day) && !is_seen(*fact)) why = ", what programs write for no day";
    fact->source += why;
    return !why.empty();
  });
  return facts;
}

std::optional<Day> Chooser::day(Field field, std::optional<Day> latest) {
  auto facts = credible_days(field, latest);
  // A page that only says when it was changed gives no better day for its publication.
  if (facts.empty() && field == Field::published) facts = credible_days(Field::modified, latest);
  if (facts.empty()) return std::nullopt;
  facts.front()->chosen = true;
  return parse_iso_day(facts.front()->value);
}

std::vector<std::string> Chooser::themes(std::string_view title) {
  std::vector<std::string> chosen, folded;
  std::string source;
  for (Fact* fact : by_confidence(Field::theme)) {
    if (!chosen.empty() && fact->source != source) break;
    source = fact->source;
    const std::string name = fold(fact->value);
    if (length(fact->value) > 60 || is_site(fact->value) || name == fold(title)) continue;
    if (std::find(no_themes.begin(), no_themes.end(), std::string_view(name)) != no_themes.end()) continue;
    if (std::find(folded.begin(), folded.end(), name) != folded.end()) continue;
    fact->chosen = true;
    folded.push_back(name);
    chosen.push_back(fact->value);
  }
  if (chosen.size() > 15) chosen.clear();  // a tag cloud, not what the article is about
  return chosen;
}

std::string Chooser::series(std::string_view title) {
  for (Fact* fact : by_confidence(Field::series)) {
    if (is_site(fact->value) || fold(fact->value) == fold(title) || length(fact->value) > 120) continue;
    fact->chosen = true;
    std::string name = fact->value;
    for (const std::string_view number : {" No. ", " No ", " Nr. ", " n° ", " #", " Vol. "})
      if (const auto at = name.rfind(number);
          at != name.npos && at > 3 && name.find_first_not_of("0123456789", at + number.size()) == name.npos)
        name.resize(at);
    return name;
  }
  return {};
}

std::string Chooser::summary(std::string_view title) {
  for (Fact* fact : by_confidence(Field::summary)) {
    if (fold(fact->value) == fold(title) || length(fact->value) < 20 || is_site(fact->value)) continue;
    fact->chosen = true;
    return fact->value;
  }
  return {};
}

}  // namespace caravan::extract
