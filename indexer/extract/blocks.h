#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crawler/html/document.h"

namespace caravan::extract {

/// A run of text between two borders of block elements (or two <br> in a row): what a reader sees as one paragraph,
/// heading, list item or label.
struct Block {
  enum class Kind : std::uint8_t { text, heading, item, quote, preformatted, cell, caption };

  std::string text;                ///< white space collapsed
  std::uint32_t container = 0;     ///< index of the innermost block element around it
  std::uint32_t begin = 0;         ///< index of its first text node
  std::uint32_t end = 0;           ///< one behind its last text node
  std::uint32_t chars = 0;         ///< visible characters; an ideograph or kana counts two
  std::uint32_t link_chars = 0;    ///< those of them in links
  std::uint32_t strong_chars = 0;  ///< those of them in bold type
  std::uint32_t list = 0;          ///< index of the list an item belongs to
  std::uint16_t sentence_ends = 0;
  std::uint16_t commas = 0;
  Kind kind = Kind::text;
  std::uint8_t level = 0;  ///< of a heading, 1 to 6
  bool unseen = false;     ///< the page hides it
  bool next_line = false;  ///< only one <br> parts it from the block before

  double link_density() const { return chars == 0 ? 1 : static_cast<double>(link_chars) / chars; }
  /// How much running text it is: its characters outside of links when it reads like sentences, 0 for labels and links.
  double mass() const;
};

/// A page as a row of blocks in document order, with sums over any element in constant time.
class Blocks {
 public:
  explicit Blocks(const html::Document& document);

  const html::Document& document() const { return *document_; }
  const std::vector<Block>& all() const { return blocks_; }
  const Block& operator[](std::size_t i) const { return blocks_[i]; }
  std::size_t size() const { return blocks_.size(); }

  /// The block that is the only <h1> of the page; size() where there are none or several.
  std::size_t only_h1() const;

  std::uint32_t hints(std::uint32_t node) const { return hints_[node]; }

  /// The blocks whose text begins below a node: from first(node) to last(node) - 1.
  std::size_t first(html::Node node) const { return first_at_[node.index()]; }
  std::size_t last(html::Node node) const { return first_at_[node.end()]; }

  struct Sums {
    double mass = 0, chars = 0, link_chars = 0;
  };
  Sums sums(html::Node node) const { return sums(first(node), last(node)); }
  Sums sums(std::size_t from, std::size_t to) const;

 private:
  friend class BlockBuilder;

  const html::Document* document_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> hints_;     ///< by node
  std::vector<std::uint32_t> first_at_;  ///< by node, and one more
  std::vector<Sums> before_;             ///< by block, and one more
};

}  // namespace caravan::extract
