#pragma once

#include <string>
#include <vector>

#include "indexer/query/plan.h"
#include "indexer/query/rerank.h"
#include "indexer/query/syntax.h"

namespace caravan::query {

/// How a query was read, line by line, indented as a tree: operators, fields, stems and how many articles have them,
/// acronyms, words that the index does not know; and the order, where nothing ranks the matches. @param sort as asked
/// for
std::vector<std::string> explain_reading(const Syntax& syntax, const Plan& plan, const Vocabulary& vocabulary,
                                         Sort sort);

/// How a score came about: what each word adds by BM25 and by IneB2, and what the closer look adds. @param id of the
/// article
std::vector<std::string> explain_score(const Plan& plan, const Ranked& ranked, std::string_view id,
                                       const Xapian::Database& database);

}  // namespace caravan::query
