#include "indexer/extract/sequels.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/unicode.h"
#include "crawler/html/links.h"
#include "crawler/url/url.h"
#include "crawler/url/version_address.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/part_number.h"
#include "indexer/extract/surroundings.h"

namespace caravan::extract {
namespace {

using html::Document;
using html::Node;
using html::Tag;

constexpr std::size_t longest_caption = 32;  ///< bytes of "Next: The fisheries"; headlines are longer as a rule
constexpr std::size_t most_sequel_links = 20;
constexpr std::size_t near_behind = 24, near_before = 10;  ///< blocks around the text

struct Relation {
  bool next = false, prev = false;
};

Relation relation_of(std::string_view rel) {
  Relation found;
  while (!rel.empty()) {
    const std::size_t end = std::min(rel.find_first_of(" \t\n\r\f"), rel.size());
    const std::string word = fold(rel.substr(0, end));
    found.next |= word == "next";
    found.prev |= word == "prev" || word == "previous";
    rel.remove_prefix(std::min(end + 1, rel.size()));
  }
  return found;
}

std::string_view folder(const url::Url& url) {
  std::string_view path = url.path();
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.substr(0, path.rfind('/') + 1);
}

class SequelFinder {
 public:
  SequelFinder(const Blocks& blocks, const Body& body, const url::Url& own, std::string_view title)
      : blocks_(blocks), around_(surroundings_of(blocks, body)), own_(own) {
    for (const std::string& one : possible_headlines(title)) headlines_.push_back(fold(one));
  }

  Sequels find() && {
    const Document& document = blocks_.document();
    const url::Url base = html::base_address(document, own_);
    std::size_t seen = 0;
    for (std::uint32_t i = 0; i < document.size(); ++i) {
      const Node node = document.node(i);
      if (!node.is(Tag::a) && !node.is(Tag::link)) continue;
      const Relation relation = relation_of(node.attribute("rel"));
      if (relation.next == relation.prev) continue;
      const auto target = target_of(node, base);
      if (!target) continue;
      if (++seen > most_sequel_links || names_another(node)) return {};
      if (node.is(Tag::a) && !is_beside_text(node)) continue;
      std::string& place = relation.next ? found_.next : found_.prev;
      if (!place.empty() && place != *target) return {};
      place = *target;
    }
    return found_.next == found_.prev ? Sequels() : std::move(found_);
  }

 private:
  /// Elsewhere within the site, and not its home page.
  std::optional<std::string> target_of(Node node, const url::Url& base) const {
    const std::string_view href = node.attribute("href");
    if (href.empty() || href.front() == '#') return std::nullopt;
    const auto written = url::Url::try_resolve(base, href);
    if (!written || written->origin() != own_.origin()) return std::nullopt;
    const url::Url target = url::without_tracking(*written);
    if (target == own_ || (target.path() == "/" && target.query().empty())) return std::nullopt;
    return target.str();
  }

  /// Whoever writes a title on a link in the head has a blog's program write the neighbour's headline there.
  bool names_another(Node node) const {
    const std::string_view title = node.attribute("title");
    if (node.is(Tag::link)) return is_other_headline(title, 0);
    return is_other_headline(collapse_space(node.all_text()), longest_caption) ||
           is_other_headline(title, longest_caption);
  }
  /// @param at_most  bytes of what is no headline yet
  bool is_other_headline(std::string_view caption, std::size_t at_most) const {
    if (caption.size() <= at_most) return false;
    const std::string folded = fold(caption);
    return std::none_of(headlines_.begin(), headlines_.end(), [&](const std::string& headline) {
      return !headline.empty() && folded.find(headline) != std::string::npos;
    });
  }

  bool is_beside_text(Node link) const {
    if (blocks_.size() == 0) return false;
    const std::size_t block = blocks_.first(link);
    return block + near_before >= around_.text && block < around_.text_end + near_behind;
  }

  const Blocks& blocks_;
  Surroundings around_;
  const url::Url& own_;
  std::vector<std::string> headlines_;  ///< folded
  Sequels found_;
};

/// A version for print has links to the pages beside its original, too, and names that as canonical.
bool names_earlier_part(const url::Url& own, const std::string& prev, std::string_view canonical) {
  const auto named = url::Url::parse(canonical), before = url::Url::parse(prev);
  if (!named || !before || *named == own || named->origin() != own.origin()) return false;
  if (*named == *before) return true;
  const bool together = folder(*named) == folder(own) && folder(*before) == folder(own);
  return together && url::without_version(own).empty();
}

}  // namespace

Sequels find_sequels(const Blocks& blocks, const Body& body, const url::Url& own, std::string_view title,
                     std::string_view canonical) {
  Sequels found = SequelFinder(blocks, body, own, title).find();
  found.continues = !found.prev.empty() && names_earlier_part(own, found.prev, canonical);
  return found;
}

bool may_name_sequels(std::string_view html) {
  constexpr std::size_t reach = 60;  ///< bytes of rel="next"
  const auto place_of = [](std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return static_cast<std::size_t>(std::search(text.begin(), text.end(), word.begin(), word.end(), same) -
                                    text.begin());
  };
  for (;;) {
    const std::size_t at = place_of(html, "rel");
    if (at == html.size()) return false;
    html.remove_prefix(at + 3);
    const std::string_view value = html.substr(0, reach);
    if (place_of(value, "next") < value.size() || place_of(value, "prev") < value.size()) return true;
  }
}

}  // namespace caravan::extract
