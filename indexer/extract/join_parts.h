#pragma once

#include <span>

#include "indexer/extract/extract.h"

namespace caravan::extract {

/// Whether a page is that part of the article whose beginning `first` is: it counts as such itself, carries the same
/// headline, and was not written on another day by other people. Pages of a list that was taken for an article do not
/// pass.
bool is_part_of(const Extraction& first, const Extraction& page, int number);

/// Whether a page holds the whole text of which `first` is the beginning.
bool is_whole_of(const Extraction& first, const Extraction& page);

/// One article made of its parts in order, at least one. Facts are the first part's, where it has them; what a part
/// repeats of those before it (standfirst, picture, note at the end) stands once, and a paragraph that goes on over the
/// border of two pages is one. Canonical address, evidence and parts are the first one's.
Extraction join_parts(std::span<const Extraction* const> parts);

}  // namespace caravan::extract
