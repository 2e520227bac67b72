#pragma once

#include <string>

#include "indexer/article/article.h"
#include "indexer/query/search.h"

namespace caravan::searchd {

/// The reader's view of one article: facts, text in paragraphs, the way to the original, a citation, what is like it.
std::string render_document_page(const article::Article& article, const query::SearchResults& similar);

}  // namespace caravan::searchd
