#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::query {

enum class Occur : std::uint8_t { should, must, must_not };

/// A query as a tree. Leaves carry what was typed; analysis comes later (plan.h).
struct Node {
  enum class Kind : std::uint8_t {
    word,    ///< one chunk as typed: "EU-ASEAN"
    prefix,  ///< the beginning of a word: climat*
    phrase,  ///< "exact words in order"
    near,    ///< `children` within `window` words of each other, in any order
    any,     ///< one of `children`
    group    ///< `children` by their occur
  };
  struct Clause;

  Kind kind = Kind::group;
  std::string text;   ///< of a leaf
  std::string field;  ///< name in schema/fields.h; empty: everywhere
  int window = 0;     ///< for near, in words
  std::vector<Clause> children;
};

struct Node::Clause {
  Occur occur = Occur::should;
  Node node;
};

/// How a query was read.
struct Syntax {
  Node root;                         ///< a group
  std::vector<std::string> remarks;  ///< what the reader should know: "unbalanced quote: read as plain words"
  bool plain = true;                 ///< nothing but words: no operator, field or quote was used
};

/// Bounds; what is beyond them is left out, and a remark says so.
inline constexpr std::size_t max_leaves = 1000;
inline constexpr std::size_t max_depth = 32;
inline constexpr std::size_t max_query_bytes = 200'000;
inline constexpr int default_near = 10, max_near = 50;

/// Reads the query language of DESIGN.md. Never fails: what makes no sense as an operator is read as a plain word or
/// left out. OR binds its two neighbours, AND binds more tightly, NEAR most; the rest stands side by side as
/// alternatives that ranking weighs. Operators are written in capitals; in a query that is all capitals (a pasted
/// headline) they are words. Not recursive; linear in the query's length.
Syntax parse_query(std::string_view query);

/// The tree in the query language, normalised.
std::string to_string(const Node& root);

}  // namespace caravan::query
