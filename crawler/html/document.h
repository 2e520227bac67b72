#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "crawler/html/arena.h"
#include "crawler/html/stand_ins.h"
#include "crawler/html/tag.h"

namespace caravan::html {

/// Limits for one parse. What goes over them is refused, never half done.
struct ParseLimits {
  std::size_t max_bytes = 32u << 20;        ///< of input, scripts and comments included
  std::size_t max_parsed_bytes = 8u << 20;  ///< of input without them
  std::size_t max_memory = 256u << 20;      ///< of the tree
  std::size_t max_depth = 1280;             ///< of nesting; browsers flatten from 512 on
  bool whole = false;                       ///< also what no reader sees; tests compare the two
  double max_cpu_seconds = 3;               ///< of this thread, looked at while the tree grows
};

struct Attribute {
  std::string_view name, value;  ///< name in lower case, value with its entities decoded
};

class Document;

/// One element or text of a page: a cursor of two words, cheap to copy, valid as long as its Document. A default-made
/// Node is none at all; walking off the tree gives one.
class Node {
 public:
  Node() = default;

  explicit operator bool() const { return document_ != nullptr; }
  bool operator==(const Node&) const = default;

  bool is_text() const;
  bool is_element() const { return document_ && !is_text(); }
  bool is(Tag tag) const;
  Tag tag() const;
  std::string_view name() const;  ///< lower case; custom elements, too; "" for text
  std::string_view text() const;  ///< of a text node, entities decoded; "" for an element

  std::span<const Attribute> attributes() const;
  std::string_view attribute(std::string_view name) const;  ///< "" when absent or empty
  bool has(std::string_view name) const;

  Node parent() const;
  Node first_child() const;
  Node next_sibling() const;

  /// Position in document order. The nodes below this one are those from index() + 1 to end() - 1.
  std::uint32_t index() const { return index_; }
  std::uint32_t end() const;
  bool contains(Node other) const { return other.index_ >= index_ && other.index_ < end(); }

  /// All the text below, as it stands (no spaces added), without that of script, style, template and noscript.
  std::string all_text() const;

 private:
  friend class Document;
  Node(const Document* document, std::uint32_t index) : document_(document), index_(index) {}

  const Document* document_ = nullptr;
  std::uint32_t index_ = 0;
};

/// A parsed page: the tree that the HTML standard's rules make of it, as one flat array in document order, so that any
/// walk is a loop and no depth overflows a stack. Comments, and the insides of svg and of scripts (JSON-LD is kept),
/// are not in it. Immutable: any number of threads may read. Only this folder's sources include gumbo.h.
class Document {
 public:
  /// @param html  UTF-8 (see charset.h)
  /// @return      Fault::refused naming the limit that the page goes over
  static Result<Document> parse(std::string_view html, const ParseLimits& limits = {});

  Document(Document&&) = default;
  Document& operator=(Document&&) = default;

  /// Whether the page was too hard as it stands and is here without the tags of formatting, links among them.
  bool is_simplified() const { return simplified_; }

  Node root() const { return node(0); }  ///< <html>
  Node head() const { return node(head_); }
  Node body() const { return node(body_); }  ///< none in a frameset
  std::uint32_t size() const { return static_cast<std::uint32_t>(records_.size()); }
  Node node(std::uint32_t index) const { return index < records_.size() ? Node(this, index) : Node(); }

 private:
  friend class Node;
  friend class TreeBuilder;
  struct Record {
    std::string_view text;  ///< of a text; of an element its name
    const Attribute* attributes = nullptr;
    std::uint32_t attribute_count = 0;
    std::uint32_t parent = 0;
    std::uint32_t end = 0;
    Tag tag = Tag::none;
  };

  Document(Arena arena, StandIns stand_ins) : arena_(std::move(arena)), stand_ins_(std::move(stand_ins)) {}

  Arena arena_;
  StandIns stand_ins_;  ///< whose texts the records point into
  std::vector<Record> records_;
  std::uint32_t head_ = UINT32_MAX, body_ = UINT32_MAX;
  bool simplified_ = false;
};

inline bool Node::is_text() const { return document_ && document_->records_[index_].tag == Tag::none; }
inline bool Node::is(Tag tag) const { return document_ && document_->records_[index_].tag == tag; }
inline Tag Node::tag() const { return document_ ? document_->records_[index_].tag : Tag::none; }
inline std::uint32_t Node::end() const { return document_ ? document_->records_[index_].end : index_; }
inline std::string_view Node::text() const { return is_text() ? document_->records_[index_].text : std::string_view(); }
inline std::string_view Node::name() const {
  return is_element() ? document_->records_[index_].text : std::string_view();
}

}  // namespace caravan::html
