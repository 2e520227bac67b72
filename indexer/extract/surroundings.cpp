#include "indexer/extract/surroundings.h"

#include <algorithm>

namespace caravan::extract {
namespace {

constexpr std::size_t reach_above = 8;   ///< blocks above the headline: labels, breadcrumb
constexpr std::size_t reach_below = 14;  ///< blocks behind the text: author boxes, categories

/// Where the text proper begins: a standfirst or a caption may be chosen that stands above byline and date.
std::size_t beginning(const std::vector<std::size_t>& chosen) {
  for (std::size_t c = 0; c + 1 < std::min<std::size_t>(chosen.size(), 4); ++c)
    if (chosen[c + 1] - chosen[c] > 2) return chosen[c + 1];
  return chosen.front();
}

}  // namespace

Surroundings surroundings_of(const Blocks& blocks, const Body& body) {
  Surroundings around;
  if (blocks.size() == 0) return around;
  const std::size_t first = body.blocks.empty() ? 0 : beginning(body.blocks);
  const std::size_t last = body.blocks.empty() ? blocks.size() - 1 : body.blocks.back();
  const std::size_t headline = body.title == Body::npos ? first : std::min(body.title, last);
  const std::size_t upper = std::min(headline, first);
  around.top = upper > reach_above ? upper - reach_above : 0;
  around.text = body.title != Body::npos && body.title > first && body.title < last ? body.title : first;
  around.text_end = last + 1;
  around.bottom = std::min(blocks.size(), around.text_end + reach_below);
  return around;
}

}  // namespace caravan::extract
