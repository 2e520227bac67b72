#pragma once

#include <string>
#include <string_view>

namespace caravan::url {
class Url;
}

namespace caravan::extract {

class Blocks;
struct Body;

/// The pages before and behind one, as rel=prev and rel=next name them without a number that would tell which part of
/// an article it is (parts.h). Most sites name neighbouring articles so: only pages that name each other tell whether
/// they are parts of one (join_parts.h).
struct Sequels {
  std::string next, prev;  ///< addresses; "": none that may be a part
  /// A later part, if it is one, that names the page before it or the first of all as canonical: no copy of that.
  bool continues = false;

  bool operator==(const Sequels&) const = default;
  bool empty() const { return next.empty() && prev.empty(); }
};

/// Finds them in the head, and on links beside the text. None on a page where such a link carries another headline, or
/// where two of a kind lead to different places: its links are for the articles beside it.
/// @param own        the page's address
/// @param title      the article's headline
/// @param canonical  the address as the page names it; "" where it names none
Sequels find_sequels(const Blocks& blocks, const Body& body, const url::Url& own, std::string_view title,
                     std::string_view canonical);

/// Whether it is worth reading a page for them: a look at its bytes, which must be of a charset that contains ASCII.
bool may_name_sequels(std::string_view html);

}  // namespace caravan::extract
