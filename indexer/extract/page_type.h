#pragma once

#include <string>
#include <string_view>

#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/evidence.h"
#include "indexer/extract/extract.h"

namespace caravan::extract {

struct Verdict {
  PageType type = PageType::other;
  std::string why;
  bool vouched = false;  ///< a date or markup says that it is an article, and it leads to few other pages
};

struct PagePlace {
  std::string_view url;
  bool later_part = false;  ///< links say that an article goes on here; a list's do, too
};

/// Article, listing or other, from the text that was found, the page around it and its address.
Verdict page_type(const Blocks& blocks, const Body& body, const Findings& findings, std::string_view title,
                  const PagePlace& place);

}  // namespace caravan::extract
