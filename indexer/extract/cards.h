#pragma once

#include <cstdint>
#include <vector>

#include "indexer/extract/blocks.h"

namespace caravan::extract {

/// Elements of one shape beside each other, each with two blocks or more: entries of a list of teasers, comments,
/// sections of an article.
struct Cards {
  std::uint32_t count = 0;
  std::uint32_t teasers = 0;  ///< those of them that hold a text and before it a block that is one link
  std::uint32_t texts = 0;    ///< blocks of running text in them all
  double mass = 0;            ///< of them all; see Block::mass()
  std::size_t first = 0;      ///< block of the first one
  std::size_t last = 0;       ///< one behind the last one's
};

/// All groups of cards of a page. The shape of an element is its name and the first word of its class, figures aside:
/// "post-17 featured" and "post-18" are of one shape.
class CardGroups {
 public:
  explicit CardGroups(const Blocks& blocks);

  const std::vector<Cards>& all() const { return groups_; }

  /// The group that an element is one of; nullptr where it has no two blocks.
  const Cards* of(std::uint32_t node) const { return number_[node] == 0 ? nullptr : &groups_[number_[node] - 1]; }

 private:
  std::vector<Cards> groups_;
  std::vector<std::uint32_t> number_;  ///< by node; 0 where it is no card
};

/// A number for the shape of an element.
std::uint64_t shape_of(html::Node node);

}  // namespace caravan::extract
