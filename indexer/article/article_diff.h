#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/article/article.h"

namespace caravan::article {

enum class Edit : std::uint8_t { kept, removed, added };

/// A stretch of words that share one fate.
struct Run {
  Edit edit = Edit::kept;
  std::string text;
  bool operator==(const Run&) const = default;
};

/// One paragraph: all kept, all removed, all added, or with changes within.
struct ChangedParagraph {
  std::vector<Run> runs;
  bool operator==(const ChangedParagraph&) const = default;
};

/// A fact other than the body that is not the same in both versions.
struct FactChange {
  std::string field;     ///< "title", "authors", "published" ...
  std::string from, to;  ///< as text; "" where the fact is missing
  bool operator==(const FactChange&) const = default;
};

struct ArticleDiff {
  std::vector<FactChange> facts;
  std::vector<ChangedParagraph> body;  ///< every paragraph of both, in order; empty when the bodies are equal
  bool empty() const { return facts.empty() && body.empty(); }
};

/// What changed between two versions of an article: paragraph by paragraph, and word by word within a paragraph that
/// was rewritten. Time and memory are bounded: very long texts are compared more coarsely.
ArticleDiff diff(const Article& from, const Article& to);

}  // namespace caravan::article
