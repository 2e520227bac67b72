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
};

/// Article, listing or other, from the text that was found, the page around it and its address.
Verdict page_type(const Blocks& blocks, const Body& body, const Findings& findings, std::string_view title,
                  std::string_view url);

}  // namespace caravan::extract
