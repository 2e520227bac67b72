#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace caravan::url {
class Url;
}

namespace caravan::extract {

class Blocks;
struct Body;

/// What a page says of the others that its article is spread over. Links like these stand on lists, too: whether it is
/// an article at all, and whether the other pages carry the same headline, others decide.
struct Parts {
  static constexpr int most = 50;  ///< no article is joined from more

  int number = 0;                        ///< which part the page is, from 1; 0: it says nothing of parts
  std::map<int, std::string> addresses;  ///< by number: of all parts that it names, and its own
  /// Where the first part may be, by the page's own address: of a later part that does not name it, and of a page that
  /// may hold all parts.
  std::string first;
  std::string whole;     ///< where all of them stand on one page; "" where no link leads there
  std::string evidence;  ///< "rel=next and rel=prev", "numbered links beside the text"
  /// A later part, whose canonical address may be the first part's: it is no copy of that all the same.
  bool continues = false;
  std::vector<std::size_t> number_lines;  ///< blocks of the page that hold nothing but the numbers of the parts
};

/// Finds them by rel=next and rel=prev whose addresses are the page's own with the next number, or by links beside the
/// text that show the numbers which their addresses carry. What words stand there does not matter.
/// @param own        the page's address
/// @param canonical  as it names it; "" where it names none
Parts find_parts(const Blocks& blocks, const Body& body, const url::Url& own, std::string_view canonical);

}  // namespace caravan::extract
