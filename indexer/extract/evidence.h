#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/html/document.h"
#include "indexer/article/article.h"

namespace caravan::extract {

enum class Field : std::uint8_t {
  title,
  author,
  published,
  modified,
  theme,
  series,
  language,
  summary,
  site_name,
  organisation
};

std::string_view name_of(Field field);

/// One candidate for a fact: what a place of the page says, which place, and how far to trust it.
struct Fact {
  Field field = Field::title;
  std::string value;              ///< a day in ISO form; an author's name
  std::string role, institution;  ///< of authors only
  std::string source;             ///< "json-ld headline", "meta og:title", "h1"
  double confidence = 0;          ///< 0..1
  bool chosen = false;
  int utc_hour = -1;  ///< of days that were a full hour in UTC (see full_hour_in_utc); -1 for all else
};

/// All that the places of one page say. The sources add, settle() in extract.cpp chooses.
struct Findings {
  static constexpr std::size_t max_facts = 2000;  ///< what comes after is not kept
  std::vector<Fact> facts;
  std::string article_body;   ///< JSON-LD's articleBody, "" mostly
  bool says_article = false;  ///< some markup calls the page an article
  bool says_listing = false;  ///< ... a collection, a profile, search results

  void add(Field field, std::string_view value, std::string_view source, double confidence);
  /// `text` holds a date and little else, as markup has it; any other adds nothing.
  void add_day(Field field, std::string_view text, std::string_view source, double confidence);
  void add_author(article::Author author, std::string_view source, double confidence);
  /// The most trusted value of a field, the earlier one of equals; nullptr when nobody says anything.
  const Fact* best(Field field) const;

  /// Days that markup gives as a midnight in UTC become the days that they are where the page's language is spoken.
  void settle_midnights();
};

/// JSON-LD: schema.org articles, their authors, breadcrumbs and collections. Broken JSON is passed over.
void read_json_ld(const html::Document& document, std::string_view url, Findings& to);

/// <meta>, <title> and <html lang>: OpenGraph, Dublin Core, Highwire (citation_*) and what else publishers write.
void read_meta(const html::Document& document, Findings& to);

}  // namespace caravan::extract
