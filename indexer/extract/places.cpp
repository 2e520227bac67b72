#include "indexer/extract/places.h"

#include <functional>
#include <string_view>
#include <unordered_map>

namespace caravan::extract {

using html::Node;

std::vector<Place> places_of(const Blocks& blocks) {
  std::vector<Place> places(blocks.size());
  std::unordered_map<std::uint64_t, std::uint32_t> styles;
  const std::hash<std::string_view> hash;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Place& place = places[b];
    const Node container = blocks.document().node(blocks[b].container);
    const Node parent = container.parent() ? container.parent() : container;
    const Node grandparent = parent.parent() ? parent.parent() : parent;
    place.parent_first = static_cast<std::uint32_t>(blocks.first(parent));
    place.parent_last = static_cast<std::uint32_t>(blocks.last(parent));
    place.grandparent_first = static_cast<std::uint32_t>(blocks.first(grandparent));
    place.grandparent_last = static_cast<std::uint32_t>(blocks.last(grandparent));
    const std::uint64_t style = hash(container.name()) * 31 + hash(container.attribute("class")) * 17 +
                                hash(parent.attribute("class")) + static_cast<std::uint64_t>(blocks[b].kind);
    place.style = styles.try_emplace(style, static_cast<std::uint32_t>(styles.size())).first->second;
    place.chars = static_cast<float>(blocks[b].chars);
    place.heading = blocks[b].kind == Block::Kind::heading;
  }
  return places;
}

}  // namespace caravan::extract
