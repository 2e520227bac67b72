#pragma once

#include <string>
#include <vector>

#include <xapian.h>

#include "indexer/query/rerank.h"
#include "indexer/schema/entry.h"

namespace caravan::query {

/// Takes from the scores of the best (in order, at most rerank_depth) most of what a word weighs in articles that have
/// it in another language only: "maritime" is no "maritim" of an Indonesian text, "pacifique" no Pacific of an English
/// one, though they have a stem in common. A word is of the languages of those among the best that have it as it was
/// typed; where none has, nothing is taken. None falls below `least`, where those begin that were not looked at.
/// Sorts again. @param main  the index's main language; rerank() has run
void lessen_foreign(const RankedWords& words, const Xapian::Database& database, schema::Stemmers& stemmers,
                    const std::string& main, double least, std::vector<Ranked>& best);

}  // namespace caravan::query
