#include "indexer/extract/parts.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include "base/unicode.h"
#include "crawler/html/links.h"
#include "crawler/url/url.h"
#include "indexer/extract/blocks.h"
#include "indexer/extract/body.h"
#include "indexer/extract/part_address.h"
#include "indexer/extract/part_number.h"
#include "indexer/extract/surroundings.h"

namespace caravan::extract {
namespace {

using html::Document;
using html::Node;
using html::Tag;

constexpr std::size_t longest_label = 24;   ///< bytes of "Page 2 of 3"
constexpr std::size_t longest_line = 200;   ///< bytes of a line with the numbers of all parts
constexpr std::uint32_t most_nodes = 160;   ///< of the element that holds such a line
constexpr std::uint32_t few_nodes = 12;     ///< of a link that shows a number
constexpr std::size_t most_links = 20'000;  ///< looked at
constexpr std::size_t most_rows = 50;
constexpr std::size_t reach_behind = 24;  ///< blocks behind the text
constexpr std::size_t reach_before = 10;  ///< blocks before it

/// The number that a link shows and little else: "2", "Page 2", "2 of 3"; 0: none.
int shown_number(Node link) {
  if (!link.is(Tag::a) || link.end() - link.index() > few_nodes) return 0;
  const std::string text = collapse_space(link.all_text());
  if (text.size() > longest_label) return 0;
  const std::vector<int> numbers = numbers_in(text);
  const bool one = numbers.size() == 1 || (numbers.size() == 2 && numbers[0] < numbers[1]);
  return one ? numbers[0] : 0;
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(" \t\n\r\f"), list.size());
    if (fold(list.substr(0, end)) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

/// A link to an address that differs from the page's own at most in the number that it carries.
struct RowLink {
  Node node;
  std::string target;
  std::optional<int> number;  ///< in the address; a first part's carries none
  int shown = 0;              ///< in its text; 0: none
  bool next = false, prev = false;
};

/// Pages that the page may be one of.
struct Row {
  std::string name;
  std::optional<int> own;  ///< the number in the page's own address
  std::vector<RowLink> links;
  int offset = 0;  ///< what to add to the number of an address, since some count from 0

  int own_number() const { return own ? *own + offset : 1; }
  int number_of(const RowLink& link) const { return link.number ? *link.number + offset : 1; }
};

class PartFinder {
 public:
  PartFinder(const Blocks& blocks, const Body& body, const url::Url& own)
      : blocks_(blocks), around_(surroundings_of(blocks, body)), own_(own), own_part_(part_address(own)) {}

  Parts find(std::string_view canonical) {
    collect();
    Parts best;
    const Row* row = nullptr;
    for (Row& one : rows_) {
      Parts parts = read(one);
      if (parts.addresses.size() <= best.addresses.size()) continue;
      best = std::move(parts);
      row = &one;
    }
    if (!row) {
      best.first = first_of_whole(own_);
      return best;
    }
    if (best.number > 1 && !best.addresses.contains(1)) best.first = own_part_->first;
    best.whole = whole_of(*row);
    best.number_lines = number_lines(*row);
    best.continues = best.number > 1 && (canonical.empty() || is_in(*row, canonical));
    return best;
  }

 private:
  void collect() {
    const Document& document = blocks_.document();
    const url::Url base = html::base_address(document, own_);
    if (own_part_) rows_.push_back({own_part_->row, own_part_->number, {}});
    for (std::uint32_t i = 0, seen = 0; i < document.size() && seen < most_links; ++i) {
      const Node node = document.node(i);
      if (!node.is(Tag::a) && !node.is(Tag::link)) continue;
      const std::string_view href = node.attribute("href"), rel = node.attribute("rel");
      if (href.empty() || href.front() == '#') continue;
      ++seen;
      const bool next = has_word(rel, "next"), prev = has_word(rel, "prev") || has_word(rel, "previous");
      if (node.is(Tag::link) && !next && !prev) continue;
      const auto written = url::Url::try_resolve(base, href);
      if (!written || written->origin() != own_.origin()) continue;
      url::Url target = url::without_tracking(*written);
      if (Row* row = row_of(target)) {
        const auto part = part_address(target);
        const bool numbered = part && part->row == row->name;
        row->links.push_back({node, target.str(), numbered ? std::optional(part->number) : std::nullopt,
                              shown_number(node), next, prev});
      }
      targets_.push_back(std::move(target));
    }
  }

  Row* row_of(const url::Url& target) {
    const auto part = part_address(target);
    for (Row& row : rows_)
      if ((part && part->row == row.name) || begins_row(target, row.name)) return &row;
    if (!part || !begins_row(own_, part->row) || rows_.size() == most_rows) return nullptr;
    rows_.push_back({part->row, std::nullopt, {}});
    return &rows_.back();
  }

  /// False: the links do not say which part is which.
  bool find_offset(Row& row) const {
    std::set<int> offsets;
    for (const RowLink& link : row.links)
      if (link.number && link.shown > 0 && is_near(link.node)) offsets.insert(link.shown - *link.number);
    if (offsets.empty())
      for (const RowLink& link : row.links) {
        if (!row.own && link.next && link.number) offsets.insert(2 - *link.number);
        if (row.own && link.prev && !link.number) offsets.insert(2 - *row.own);
      }
    if (offsets.empty() && row.own && *row.own > 1) offsets.insert(0);
    if (offsets.size() != 1) return false;
    row.offset = *offsets.begin();
    return row.offset == 0 || row.offset == 1;
  }

  Parts read(Row& row) const {
    Parts parts;
    if (!find_offset(row)) return parts;
    const int own = row.own_number();
    bool sequel = false;
    std::set<int> shown;
    for (const RowLink& link : row.links) {
      const int number = row.number_of(link);
      sequel |= (link.next && number == own + 1) || (link.prev && number == own - 1);
      if (number != own && link.shown == number && is_near(link.node)) shown.insert(number);
    }
    const bool numbered = (shown.contains(own + 1) || shown.contains(own - 1)) && (shown.size() > 1 || shows_own(row));
    if (own < 1 || own > Parts::most || (!sequel && !numbered)) return parts;
    parts.number = own;
    parts.evidence = numbered ? "numbered links beside the text" : "rel=next and rel=prev";
    parts.addresses[own] = own_.str();
    for (const RowLink& link : row.links) {
      const int number = row.number_of(link);
      const bool meant = link.next || link.prev || !link.number || (link.shown == number && is_near(link.node));
      if (meant && number >= 1 && number <= Parts::most) parts.addresses.emplace(number, link.target);
    }
    return parts;
  }

  /// Whether the number of the part that the page is stands, mostly without a link, beside those of its neighbours.
  bool shows_own(const Row& row) const {
    const int own = row.own_number();
    return std::any_of(row.links.begin(), row.links.end(), [&](const RowLink& link) {
      const int number = row.number_of(link);
      if (link.shown != number || (number != own + 1 && number != own - 1) || !is_near(link.node)) return false;
      Node around = link.node;
      for (int level = 0; level < 5; ++level) {
        around = around.parent();
        if (!around || around.end() - around.index() > most_nodes) return false;
        const std::string text = spaced_text(around);
        if (text.size() > longest_line) return false;
        const std::vector<int> numbers = numbers_in(text);
        if (std::find(numbers.begin(), numbers.end(), own) != numbers.end()) return true;
      }
      return false;
    });
  }

  /// So that the numbers of two elements do not run into one.
  static std::string spaced_text(Node element) {
    std::string text;
    for (Node at = element.first_child(); at; at = at.next_sibling()) text += at.all_text() + ' ';
    return collapse_space(text);
  }

  bool is_near(Node link) const {
    if (!link.is(Tag::a) || blocks_.size() == 0) return false;
    const std::size_t block = blocks_.first(link);
    return block + reach_before >= around_.text && block < around_.text_end + reach_behind;
  }

  static bool is_in(const Row& row, std::string_view address) {
    const auto url = url::Url::parse(address);
    if (!url) return false;
    const auto part = part_address(*url);
    return begins_row(*url, row.name) || (part && part->row == row.name);
  }

  std::string whole_of(const Row& row) const {
    for (const url::Url& target : targets_)
      if (is_whole_of(target, row.name)) return target.str();
    return {};
  }

  std::vector<std::size_t> number_lines(const Row& row) const {
    std::set<std::size_t> lines;
    for (const RowLink& link : row.links) {
      if (!is_near(link.node)) continue;
      const std::size_t near = blocks_.first(link.node);
      for (std::size_t b = near > 0 ? near - 1 : 0; b <= near && b < blocks_.size(); ++b) {
        const Block& block = blocks_[b];
        const bool holds = block.begin < link.node.end() && block.end > link.node.index();
        if (holds && block.text.size() <= longest_line && block.sentence_ends == 0) lines.insert(b);
      }
    }
    return {lines.begin(), lines.end()};
  }

  const Blocks& blocks_;
  Surroundings around_;
  const url::Url& own_;
  std::optional<PartAddress> own_part_;
  std::vector<Row> rows_;
  std::vector<url::Url> targets_;  ///< of all links within the site
};

}  // namespace

Parts find_parts(const Blocks& blocks, const Body& body, const url::Url& own, std::string_view canonical) {
  return PartFinder(blocks, body, own).find(canonical);
}

}  // namespace caravan::extract
