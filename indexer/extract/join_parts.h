#pragma once

#include <span>
#include <string>

#include "indexer/extract/extract.h"

namespace caravan::extract {

/// As much of a page as tells whether it may be of one article with the page beside it.
struct Glance {
  std::string url, title, canonical;
  Sequels sequels;
};
Glance glance_at(const Extraction& page);

/// Whether a page is that part of the article whose beginning `first` is: it counts as such itself, carries the same
/// headline, and was not written on another day by other people. Pages of a list that was taken for an article do not
/// pass.
bool is_part_of(const Extraction& first, const Extraction& page, int number);

/// Whether two pages that name each other as next and before may be parts of one article, by what can be said of two
/// alone: the headline, but for the numbers of parts, or the canonical address.
bool may_follow(const Glance& page, const Glance& next);

/// Whether pages that lead from one to the next are the parts of one article, in order. Each carries the first one's
/// headline, but for its number ("(2/3)"), or names the first as canonical, and was not written on another day by
/// other people. Where the first has no day, each further one has to say "2 of 3" or name the first: columns that have
/// one headline for ever, and may count, could not be told from parts.
bool are_one_article(std::span<const Extraction* const> chain);

/// Whether a page holds the whole text of which `first` is the beginning.
bool is_whole_of(const Extraction& first, const Extraction& page);

/// One article made of its parts in order, at least one. Facts are the first part's, where it has them; what a part
/// repeats of those before it (standfirst, picture, note at the end) stands once, and a paragraph that goes on over the
/// border of two pages is one. Canonical address, evidence and parts are the first one's.
Extraction join_parts(std::span<const Extraction* const> parts);

/// The same of pages that are one article (are_one_article), which it names; the headline is the first one's without
/// its number.
Extraction join_chain(std::span<const Extraction* const> chain);

}  // namespace caravan::extract
