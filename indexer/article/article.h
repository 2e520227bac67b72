#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"

namespace caravan::article {

/// A person who wrote an article, as the page names them.
struct Author {
  std::string name;
  std::string role;         ///< "Senior Research Fellow"; may be empty
  std::string institution;  ///< "Finnish Institute of International Affairs"; may be empty
  bool operator==(const Author&) const = default;
};

/// What extraction reads out of a page, and what is indexed. Plain facts, UTF-8 (NFC); empty means that the page does
/// not say.
struct Article {
  std::string id;  ///< see article_id(); an imported article keeps its own
  std::string url;
  std::string title;
  std::vector<Author> authors;
  std::vector<std::string> themes;
  std::string series;
  std::optional<Day> published, modified;
  std::string language;  ///< BCP 47, mostly two letters: "en", "zh"
  std::string site;
  std::string type;  ///< "article", "report" (PDF)
  std::string summary;
  std::string body;  ///< blocks (paragraph, sub-heading, quote) set apart by "\n\n", list items by "\n"
  std::vector<std::string> pull_quotes;  ///< sentences of the body that the page shows a second time
  std::vector<std::string> links;        ///< addresses that the body refers to
  std::vector<std::string> also_at;      ///< further addresses of the same article; only the index knows them
  /// Of an article in several pages: where its parts are, in order; and those of them that could not be had, or that
  /// are gone since, whose text stays as it was last seen.
  std::vector<std::string> parts, missing_parts;
  int pages = 0;                           ///< of a report: how many; 0: not a paged thing
  std::vector<std::uint32_t> page_starts;  ///< of a report: the byte of `body` where each page begins, ascending
  bool operator==(const Article&) const = default;
};

/// The page, from 1, on which a byte of the body stands; 0 where there are no pages.
int page_at(const Article& article, std::size_t byte);

/// The identity of an article that a crawl found: 16 hexadecimal digits made from its normalised address (Url::str()).
/// The same in every index and after every rebuild.
std::string article_id(std::string_view url);

}  // namespace caravan::article
