#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct GumboInternalNode;

namespace caravan::html {

/// Limits for one parse. What goes over them is refused, never half done.
struct ParseLimits {
  std::size_t max_bytes = 32u << 20;   ///< of input
  std::size_t max_memory = 256u << 20; ///< of the tree
};

/// A parsed page. Owns the tree and the text it was parsed from; nodes are views into both and die with it.
/// Only this folder includes gumbo.h; the shape of Node is the extractor's view of a tree.
class Document;

}  // namespace caravan::html
