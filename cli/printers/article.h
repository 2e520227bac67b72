#pragma once

#include <ostream>

#include "cli/options.h"
#include "cli/terminal.h"
#include "indexer/article/article.h"

namespace caravan::cli {

/// One whole article in one of the formats of `show`.
void print_article(ArticleFormat format, const article::Article& article, Terminal& terminal);

}  // namespace caravan::cli
