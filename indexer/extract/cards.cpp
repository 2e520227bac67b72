#include "indexer/extract/cards.h"

#include <string_view>
#include <unordered_map>

#include "indexer/extract/clean.h"

namespace caravan::extract {

using html::Node;

std::uint64_t shape_of(Node node) {
  constexpr std::uint64_t prime = 0x100000001b3u;
  std::uint64_t shape = 0xcbf29ce484222325u ^ static_cast<std::uint64_t>(node.tag());
  for (const char c : node.attribute("class")) {
    if (c == ' ') break;
    if (c < '0' || c > '9') shape = (shape ^ static_cast<unsigned char>(c)) * prime;
  }
  return shape;
}

CardGroups::CardGroups(const Blocks& blocks) : number_(blocks.document().size(), 0) {
  const auto size = static_cast<std::uint32_t>(blocks.size());
  std::vector<std::uint32_t> next_link(size + 1, size), next_text(size + 1, size), texts(size + 1, 0);
  for (std::uint32_t b = 0; b < size; ++b) texts[b + 1] = texts[b] + (blocks[b].mass() > 0);
  for (std::uint32_t b = size; b-- > 0;) {
    next_link[b] = blocks[b].chars >= 12 && blocks[b].link_density() > 0.9 ? b : next_link[b + 1];
    next_text[b] = blocks[b].mass() > 0 ? b : next_text[b + 1];
  }
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  const auto& document = blocks.document();
  for (std::uint32_t i = 1; i < document.size(); ++i) {
    const Node node = document.node(i);
    if (node.is_text() || is_inline(node.tag())) continue;
    const std::size_t first = blocks.first(node), last = blocks.last(node);
    if (last - first < 2) continue;
    const std::uint64_t key = shape_of(node) * 0x9e3779b97f4a7c15u + node.parent().index();
    const auto [entry, fresh] = known.try_emplace(key, static_cast<std::uint32_t>(groups_.size() + 1));
    if (fresh) groups_.emplace_back().first = first;
    number_[i] = entry->second;
    Cards& group = groups_[entry->second - 1];
    ++group.count;
    group.last = last;
    if (next_link[first] < next_text[first] && next_text[first] < last) ++group.teasers;
    group.texts += texts[last] - texts[first];
    group.mass += blocks.sums(first, last).mass;
  }
}

}  // namespace caravan::extract
